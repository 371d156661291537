using System.Buffers.Binary;
using static Merlon.Packets.NetworkOrder;

namespace Merlon.Packets;

/// <summary>What lies below IP, taken off: hardware addresses, VLAN tags, and what it carries.</summary>
readonly ref struct LinkHeader
{
    const int Ethernet = 14, Cooked = 16, Cooked2 = 20, Fddi = 13, MostTags = 8, LeastEtherType = 0x600;

    public EtherType Carries { get; private init; }

    /// <summary>48 bits; 0 where the link has none.</summary>
    public ulong SourceMac { get; private init; }

    /// <inheritdoc cref="SourceMac"/>
    public ulong DestinationMac { get; private init; }

    /// <summary>The innermost VLAN's number; -1 for none.</summary>
    public int Vlan { get; private init; }

    /// <summary>From the network header on, padding included.</summary>
    public ReadOnlySpan<byte> Rest { get; private init; }

    public PacketFault Fault { get; private init; }

    public static LinkHeader Read(LinkType link, ReadOnlySpan<byte> bytes) => link switch
    {
        LinkType.Ethernet => ReadEthernet(bytes),
        LinkType.LinuxCooked => ReadCooked(bytes, Cooked, protocol: 14, address: 6),
        LinkType.LinuxCooked2 => ReadCooked(bytes, Cooked2, protocol: 0, address: 12),
        LinkType.Null or LinkType.Loop => ReadLoopback(bytes),
        LinkType.Fddi => ReadFddi(bytes),
        LinkType.NetfilterLog => ReadNetfilterLog(bytes),
        LinkType.Ppp or LinkType.PppSerial => ReadPpp(bytes),
        LinkType.Raw or LinkType.RawBsd or LinkType.RawOpenBsd or LinkType.Ipv4 or LinkType.Ipv6 => ReadRaw(bytes),
        _ => Broken(PacketFault.UnknownLinkType),
    };

    public static LinkHeader ReadEthernet(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Ethernet) return Broken(PacketFault.ShortLinkHeader);

        var link = new LinkHeader
        {
            DestinationMac = Mac(frame),
            SourceMac = Mac(frame[6..]),
            Vlan = -1,
            Rest = frame[Ethernet..],
        };
        return Untagged(link, UInt16(frame[12..]));
    }

    static LinkHeader ReadCooked(ReadOnlySpan<byte> bytes, int header, int protocol, int address)
    {
        if (bytes.Length < header) return Broken(PacketFault.ShortLinkHeader);

        var link = new LinkHeader { SourceMac = Mac(bytes[address..]), Vlan = -1, Rest = bytes[header..] };
        return Untagged(link, UInt16(bytes[protocol..]));
    }

    // A byte of control, the addresses, then LLC.
    static LinkHeader ReadFddi(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Fddi) return Broken(PacketFault.ShortLinkHeader);

        var link = new LinkHeader
        {
            DestinationMac = Mac(frame[1..]),
            SourceMac = Mac(frame[7..]),
            Vlan = -1,
            Rest = frame[Fddi..],
        };
        return Untagged(link, 0);
    }

    // Four bytes, then attributes: a length, a type, a value filled up to four bytes; numbers as the host has them.
    static LinkHeader ReadNetfilterLog(ReadOnlySpan<byte> bytes)
    {
        const ushort payload = 9;
        for (var rest = bytes[Math.Min(4, bytes.Length)..]; rest.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if (length < 4 || length > rest.Length) break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == payload) return ReadRaw(rest[4..length]);
            rest = rest[Math.Min(length + 3 & ~3, rest.Length)..];
        }

        return Broken(PacketFault.ShortLinkHeader);
    }

    // The number of the address family is the capturing system's own: Linux, the BSDs and macOS differ on IPv6.
    static LinkHeader ReadLoopback(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return Broken(PacketFault.ShortLinkHeader);

        var family = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (family > ushort.MaxValue) family = BinaryPrimitives.ReverseEndianness(family);
        var carries = family switch
        {
            2 => EtherType.Ipv4,
            10 or 24 or 28 or 30 => EtherType.Ipv6,
            _ => EtherType.None,
        };
        return new() { Carries = carries, Vlan = -1, Rest = bytes[4..] };
    }

    static LinkHeader ReadRaw(ReadOnlySpan<byte> bytes) => new()
    {
        Carries = VersionOf(bytes),
        Vlan = -1,
        Rest = bytes,
        Fault = bytes.IsEmpty ? PacketFault.ShortNetworkHeader : PacketFault.None,
    };

    static LinkHeader ReadPpp(ReadOnlySpan<byte> bytes)
    {
        var framing = bytes is [0xFF, 0x03, ..] ? 2 : 0;   // RFC 1662: address and control
        if (bytes.Length < framing + 2) return Broken(PacketFault.ShortLinkHeader);
        return new() { Carries = OfPpp(UInt16(bytes[framing..])), Vlan = -1, Rest = bytes[(framing + 2)..] };
    }

    // Tags and shims stand between the link's header and IP's.
    static LinkHeader Untagged(LinkHeader link, ushort type)
    {
        var vlan = link.Vlan;
        var rest = link.Rest;
        for (var tags = 0; tags < MostTags; tags++)
        {
            var shim = ShimLength(type, rest);
            if (shim == 0) return link with { Carries = CarriedAs(type), Vlan = vlan, Rest = rest };
            if (shim > rest.Length) return Broken(PacketFault.ShortLinkHeader);

            if (IsVlan(type)) vlan = UInt16(rest) & 0xFFF;
            type = TypeBehind(type, rest);
            rest = rest[shim..];
        }

        return Broken(PacketFault.TooManyHeaders);
    }

    static bool IsVlan(ushort type) =>
        (EtherType)type is EtherType.Vlan or EtherType.ProviderVlan or EtherType.OldProviderVlan;

    static int ShimLength(ushort type, ReadOnlySpan<byte> rest) => (EtherType)type switch
    {
        EtherType.Mpls => 4,           // RFC 3032
        EtherType.PppoeSession => 8,   // RFC 2516: 6 bytes, then PPP
        _ when IsVlan(type) => 4,
        _ when type < LeastEtherType && rest.Length >= 8 && rest[..6] is [0xAA, 0xAA, 3, 0, 0, 0] => 8,   // SNAP
        _ => 0,
    };

    static ushort TypeBehind(ushort type, ReadOnlySpan<byte> shim) => (EtherType)type switch
    {
        EtherType.Mpls => (shim[2] & 1) != 0 ? (ushort)VersionOf(shim[4..]) : type,   // the last label's bit
        EtherType.PppoeSession => (ushort)OfPpp(UInt16(shim[6..])),
        _ when IsVlan(type) => UInt16(shim[2..]),
        _ => UInt16(shim[6..]),
    };

    static EtherType CarriedAs(ushort type) => type < LeastEtherType ? EtherType.None : (EtherType)type;

    static EtherType OfPpp(ushort protocol) => protocol switch
    {
        0x0021 => EtherType.Ipv4,
        0x0057 => EtherType.Ipv6,
        _ => EtherType.None,
    };

    static EtherType VersionOf(ReadOnlySpan<byte> network) =>
        network.IsEmpty ? EtherType.None
        : network[0] >> 4 == 4 ? EtherType.Ipv4
        : network[0] >> 4 == 6 ? EtherType.Ipv6
        : EtherType.None;

    static LinkHeader Broken(PacketFault fault) => new() { Vlan = -1, Fault = fault };

    static ulong Mac(ReadOnlySpan<byte> bytes) =>
        (ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16 | UInt16(bytes[4..]);
}
