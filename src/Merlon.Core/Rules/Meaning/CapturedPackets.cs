using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Rules.Meaning;

/// <summary>A captured packet as rules see it.</summary>
public static class CapturedPackets
{
    const ulong Broadcast = 0xFFFF_FFFF_FFFF, Group = 0x0100_0000_0000;

    /// <summary>
    /// What the headers tell; interfaces and the mark are not on the wire, and stay as in
    /// <paramref name="ordinary"/>.
    /// </summary>
    /// <param name="headers">Of an IP packet.</param>
    public static Packet Of(in PacketHeaders headers, in Packet ordinary, ConnectionState state)
    {
        var packet = ordinary with
        {
            Family = headers.Family,
            Source = Bits(headers.Source, headers.Family),
            Destination = Bits(headers.Destination, headers.Family),
            State = state,
            IsFragment = headers.IsLaterFragment,
            Length = (ushort)Math.Min(headers.Length, ushort.MaxValue),
            Ttl = headers.Ttl,
            SourceMac = headers.SourceMac,
            PacketType = TypeOf(headers.DestinationMac),
            SourceType = TypeOf(headers.Source),
            DestinationType = TypeOf(headers.Destination),
        };

        // nf_tables looks no further than an Authentication Header (nft_set_pktinfo_ipv6), though conntrack does.
        return headers.IsAuthenticated ? packet with { Protocol = IpProtocol.Ah } : WithTransport(packet, headers);
    }

    static Packet WithTransport(in Packet packet, in PacketHeaders headers) => packet with
    {
        Protocol = headers.Protocol,
        SourcePort = (ushort)Math.Max(headers.SourcePort, 0),
        DestinationPort = (ushort)Math.Max(headers.DestinationPort, 0),
        TcpFlags = headers.TcpFlags,
        TcpOptions = Kinds(headers.TcpOptions),
        IcmpType = headers.IcmpType,
        IcmpCode = headers.IcmpCode,
    };

    static UInt128 Bits(Ip address, IpFamily family) => family is IpFamily.V4 ? address.V4Bits : address.Bits;

    static PacketType TypeOf(ulong mac) =>
        mac == Broadcast ? PacketType.Broadcast : (mac & Group) != 0 ? PacketType.Multicast : PacketType.Unicast;

    // As far as an address alone tells; which are local, only the firewall's own routes know.
    static AddressType TypeOf(Ip address) =>
        address.IsV4 && address.V4Bits == uint.MaxValue ? AddressType.Broadcast
        : address.IsV4 ? (address.V4Bits >> 28 == 0xE ? AddressType.Multicast : AddressType.Unicast)
        : address.Bits >> 120 == 0xFF ? AddressType.Multicast : AddressType.Unicast;

    // As the kernel's tcp_find_option, which does not stop at the end of the list.
    static ByteSet Kinds(ReadOnlySpan<byte> options)
    {
        var kinds = default(ByteSet);
        for (var i = 0; i < options.Length;)
        {
            kinds = kinds.With(options[i]);
            var hasLength = options[i] > 1 && i + 1 < options.Length;
            i += hasLength ? Math.Max((int)options[i + 1], 1) : 1;
        }

        return kinds;
    }
}
