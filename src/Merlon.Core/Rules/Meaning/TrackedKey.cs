using Merlon.Flows;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Rules.Meaning;

/// <summary>What tells one connection from another to connection tracking: its nf_conntrack_tuple.</summary>
static class TrackedKey
{
    const IpProtocol Gre = (IpProtocol)47, NoNextHeader = (IpProtocol)59;

    /// <summary>Null for what it takes for no packet of any connection.</summary>
    public static FlowKey? Of(in PacketHeaders packet) => packet switch
    {
        { IsLaterFragment: true } or { Family: IpFamily.V6, Protocol: IpProtocol.Icmp or NoNextHeader }
            or { Family: IpFamily.V4, Protocol: IpProtocol.IcmpV6 } => null,
        { Protocol: IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.UdpLite or IpProtocol.Sctp } =>
            packet.DestinationPort < 0 ? null : Of(packet, packet.SourcePort, packet.DestinationPort),
        { Protocol: IpProtocol.Icmp or IpProtocol.IcmpV6 } => OfIcmp(packet),
        { Protocol: Gre } => OfGre(packet),
        _ => Of(packet, 0, 0),
    };

    /// <summary>The type of ICMP's request; null for what is no answer.</summary>
    public static int? AnsweredBy(in PacketHeaders packet) => (packet.Protocol, packet.IcmpType) switch
    {
        (IpProtocol.Icmp, 0) => 8,
        (IpProtocol.Icmp, 14 or 16 or 18) or (IpProtocol.IcmpV6, 129 or 140) => packet.IcmpType - 1,
        _ => null,
    };

    // Where others have ports, ICMP has the number of a request, and here the type and code of it.
    static FlowKey? OfIcmp(in PacketHeaders packet)
    {
        if (packet.Fault is PacketFault.ShortTransportHeader) return null;

        var answered = AnsweredBy(packet);
        var asked = (answered ?? packet.IcmpType) | packet.IcmpCode << 8;
        return answered is null ? Of(packet, packet.IcmpId, asked) : Of(packet, asked, packet.IcmpId);
    }

    // Of PPTP (version 1, RFC 2637) each end has a number for the call, which is nothing to the other end's packets.
    static FlowKey? OfGre(in PacketHeaders packet) => packet.Transport switch
    {
        [_, var flags, 0x88, 0x0B, _, _, var high, var low, ..] when IsVersion1(flags) =>
            Of(packet, 0, high << 8 | low),
        [_, var flags, var high, var low, ..] when IsVersion1(flags) && (high, low) is not (0x88, 0x0B) => null,
        _ => Of(packet, 0, 0),
    };

    static bool IsVersion1(byte flags) => (flags & 7) == 1;

    static FlowKey Of(in PacketHeaders packet, int source, int destination) => new(
        packet.Protocol, new(packet.Source, (ushort)source), new(packet.Destination, (ushort)destination));
}
