using System.Buffers.Binary;
using Merlon.Net;
using static Merlon.Packets.NetworkOrder;

namespace Merlon.Packets;

/// <summary>
/// The header of IPv4 (RFC 791) or of IPv6 with its extension headers (RFC 8200), and what the packet carries.
/// </summary>
readonly ref struct NetworkHeader
{
    const int V4Least = 20, V6Fixed = 40, MostExtensions = 16;
    const byte HopByHop = 0, Routing = 43, FragmentNext = 44, DestinationOptions = 60;

    public IpFamily Family { get; private init; }
    public Ip Source { get; private init; }
    public Ip Destination { get; private init; }
    public IpProtocol Protocol { get; private init; }

    /// <summary>Time to live, or hop limit.</summary>
    public byte Ttl { get; private init; }

    /// <summary>The whole packet's, as its header tells, in bytes.</summary>
    public int Length { get; private init; }

    /// <summary>In bytes, from where this fragment's payload goes on; 0 for a first or only one.</summary>
    public int FragmentOffset { get; private init; }

    public bool HasMoreFragments { get; private init; }

    /// <summary>Null where the packet is a datagram, and no part of one.</summary>
    public FragmentHeader? Fragment { get; private init; }

    /// <summary>Whether IPv6's Authentication Header (RFC 4302) stands before the protocol.</summary>
    public bool IsAuthenticated { get; private init; }

    /// <summary>Behind the header, as far as it was captured, without padding.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    public PacketFault Fault { get; private init; }

    public static NetworkHeader ReadV4(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < V4Least) return new() { Fault = PacketFault.ShortNetworkHeader };
        if (bytes[0] >> 4 != 4) return new() { Fault = PacketFault.WrongVersion };

        var header = (bytes[0] & 15) * 4;
        int total = UInt16(bytes[2..]);
        if (total == 0) total = bytes.Length;   // the network card was to cut it into segments
        var fragment = UInt16(bytes[6..]);
        var isWrong = header < V4Least || header > total;
        var end = Math.Min(total, bytes.Length);
        var (offset, hasMore) = ((fragment & 0x1FFF) * 8, (fragment & 0x2000) != 0);
        return new()
        {
            Family = IpFamily.V4,
            Source = Ip.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])),
            Destination = Ip.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])),
            Protocol = (IpProtocol)bytes[9],
            Ttl = bytes[8],
            Length = total,
            FragmentOffset = offset,
            HasMoreFragments = hasMore,
            Fragment = offset > 0 || hasMore ? new(UInt16(bytes[4..]), offset, hasMore, header, header) : null,
            Payload = isWrong || header > end ? default : bytes[header..end],
            Fault = isWrong ? PacketFault.WrongHeaderLength
                : header > end ? PacketFault.ShortNetworkHeader : PacketFault.None,
        };
    }

    public static NetworkHeader ReadV6(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < V6Fixed) return new() { Fault = PacketFault.ShortNetworkHeader };
        if (bytes[0] >> 4 != 6) return new() { Fault = PacketFault.WrongVersion };

        int carried = UInt16(bytes[4..]);
        var total = carried == 0 ? bytes.Length : V6Fixed + carried;   // 0 before a jumbogram, or as in IPv4
        var chain = Follow(bytes[6], bytes[V6Fixed..Math.Min(total, bytes.Length)]);
        return new()
        {
            Family = IpFamily.V6,
            Source = new(BinaryPrimitives.ReadUInt128BigEndian(bytes[8..])),
            Destination = new(BinaryPrimitives.ReadUInt128BigEndian(bytes[24..])),
            Protocol = (IpProtocol)chain.Next,
            Ttl = bytes[7],
            Length = total,
            FragmentOffset = chain.Offset,
            HasMoreFragments = chain.HasMore,
            Fragment = chain.Fragment,
            IsAuthenticated = chain.IsAuthenticated,
            Payload = chain.Rest,
            Fault = chain.Fault,
        };
    }

    // As the kernel's ipv6_skip_exthdr: what comes behind a later fragment's header is not followed.
    static Chain Follow(byte next, ReadOnlySpan<byte> rest)
    {
        const int nextHeaderAt = 6;
        var (offset, hasMore, isAuthenticated) = (0, false, false);
        var (at, namedAt) = (V6Fixed, nextHeaderAt);
        FragmentHeader? fragment = null;
        for (var headers = 0; headers < MostExtensions; headers++)
        {
            var isExtension = next is HopByHop or Routing or FragmentNext or DestinationOptions or (byte)IpProtocol.Ah;
            if (!isExtension || offset > 0) return Ended(next, rest, PacketFault.None);
            if (rest.Length < 8) return Ended(next, default, PacketFault.ShortNetworkHeader);

            if (next is FragmentNext)
            {
                var field = UInt16(rest[2..]);
                (offset, hasMore) = (field & ~7, (field & 1) != 0);
                var id = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
                fragment ??= new(id, offset, hasMore, at, at + 8, namedAt);
            }

            var length = next switch
            {
                FragmentNext => 8,
                (byte)IpProtocol.Ah => (rest[1] + 2) * 4,   // RFC 4302
                _ => (rest[1] + 1) * 8,
            };
            isAuthenticated |= next is (byte)IpProtocol.Ah;
            next = rest[0];
            if (length > rest.Length) return Ended(next, default, PacketFault.ShortNetworkHeader);
            rest = rest[length..];
            (namedAt, at) = (at, at + length);
        }

        return Ended(next, default, PacketFault.TooManyHeaders);

        Chain Ended(byte next, ReadOnlySpan<byte> rest, PacketFault fault) => new()
        {
            Next = next,
            Rest = rest,
            Offset = offset,
            HasMore = hasMore,
            Fragment = fragment,
            IsAuthenticated = isAuthenticated,
            Fault = fault,
        };
    }

    readonly ref struct Chain
    {
        public byte Next { get; init; }
        public ReadOnlySpan<byte> Rest { get; init; }
        public int Offset { get; init; }
        public bool HasMore { get; init; }
        public FragmentHeader? Fragment { get; init; }
        public bool IsAuthenticated { get; init; }
        public PacketFault Fault { get; init; }
    }
}
