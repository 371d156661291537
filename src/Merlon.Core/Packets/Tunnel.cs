using Merlon.Net;
using static Merlon.Packets.NetworkOrder;

namespace Merlon.Packets;

/// <summary>Takes the header of a tunnel off: what is left begins with a link's header, or with IP.</summary>
static class Tunnel
{
    const IpProtocol IpInIp = (IpProtocol)4, Ipv6InIp = (IpProtocol)41, Gre = (IpProtocol)47;
    const ushort VxlanPort = 4789, Checksum = 0x8000, Routing = 0x4000, Key = 0x2000, Sequence = 0x1000;
    const byte VxlanHasNetwork = 0x08;

    public static bool TryOpen(scoped in PacketHeaders outer, out LinkHeader inner)
    {
        inner = default;
        return outer.Fault is PacketFault.None && outer.Protocol switch
        {
            IpInIp or Ipv6InIp => TryOpenIp(outer.Payload, out inner),
            Gre => TryOpenGre(outer.Payload, out inner),
            IpProtocol.Udp when outer.DestinationPort == VxlanPort => TryOpenVxlan(outer.Payload, out inner),
            _ => false,
        };
    }

    static bool TryOpenIp(ReadOnlySpan<byte> carried, out LinkHeader inner)
    {
        inner = LinkHeader.Read(LinkType.Raw, carried);
        return !carried.IsEmpty;
    }

    // RFC 2784 and 2890; with source routes it is left closed, as is PPTP's own version.
    static bool TryOpenGre(ReadOnlySpan<byte> gre, out LinkHeader inner)
    {
        inner = default;
        if (gre.Length < 4) return false;

        var (flags, type) = (UInt16(gre), (EtherType)UInt16(gre[2..]));
        if ((flags & 7) != 0 || (flags & Routing) != 0) return false;

        var header = 4 + ((flags & Checksum) != 0 ? 4 : 0) + ((flags & Key) != 0 ? 4 : 0)
            + ((flags & Sequence) != 0 ? 4 : 0);
        if (type is EtherType.Erspan2 && (flags & Sequence) != 0) header += 8;
        if (gre.Length <= header) return false;

        var carried = gre[header..];
        inner = type is EtherType.TransparentEthernet or EtherType.Erspan2
            ? LinkHeader.ReadEthernet(carried)
            : LinkHeader.Read(LinkType.Raw, carried);
        return type is EtherType.Ipv4 or EtherType.Ipv6 or EtherType.TransparentEthernet or EtherType.Erspan2;
    }

    // RFC 7348: eight bytes, then Ethernet.
    static bool TryOpenVxlan(ReadOnlySpan<byte> vxlan, out LinkHeader inner)
    {
        inner = default;
        if (vxlan.Length <= 8 || (vxlan[0] & VxlanHasNetwork) == 0) return false;

        inner = LinkHeader.ReadEthernet(vxlan[8..]);
        return true;
    }
}
