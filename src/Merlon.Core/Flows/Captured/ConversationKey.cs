using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>
/// What tells one conversation from another, the same for the packets of both directions: both ends in a fixed order,
/// protocol, VLAN. Of ICMP, a request's type and number stand for the ports, and its answer belongs to it; types that
/// nobody answers (RFC 792's errors, say) make a conversation of each direction.
/// </summary>
readonly struct ConversationKey
{
    const uint OneWay = 1u << 31;

    readonly Ip _low;
    readonly Ip _high;
    readonly ulong _rest;   // ports (low end's, high end's), protocol, VLAN
    readonly uint _icmp;    // type, code or number

    ConversationKey(Ip low, Ip high, ulong rest, uint icmp, in HashSecret secret)
    {
        (_low, _high, _rest, _icmp) = (low, high, rest, icmp);
        Hash = (uint)(secret.Hash(low.Bits, high.Bits, rest, icmp) >> 32);
    }

    /// <summary>Bits that nobody who chooses packets can foretell.</summary>
    public uint Hash { get; }

    public IpProtocol Protocol => (IpProtocol)(ushort)(_rest >> 32 & 0xFF);

    /// <summary>-1 for none, or where VLANs are not told apart.</summary>
    public int Vlan => (int)(_rest >> 40) - 1;

    public bool Is(in ConversationKey other) =>
        _rest == other._rest && _low == other._low && _high == other._high && _icmp == other._icmp;

    /// <param name="isTurned">The source is its high end, the destination its low one.</param>
    public FlowKey FlowKey(bool isTurned)
    {
        var (low, high) = (new Endpoint(_low, Port(0)), new Endpoint(_high, Port(16)));
        return isTurned ? new(Protocol, high, low) : new(Protocol, low, high);
    }

    /// <summary>
    /// Of IP whose ports or types are known; false for others, a fragment that is not the first among them.
    /// </summary>
    /// <param name="vlan">-1 for none.</param>
    /// <param name="secret">The table's own.</param>
    /// <param name="isTurned">The packet goes from the high end to the low one.</param>
    public static bool TryOf(
        in PacketHeaders packet, int vlan, in HashSecret secret, out ConversationKey key, out bool isTurned)
    {
        (key, isTurned) = (default, false);
        if (!packet.IsIp || packet.IsLaterFragment || IsCut(packet.Fault)) return false;

        var numbers = (Source: 0, Destination: 0);
        var icmp = 0u;
        if (packet.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6) (numbers, icmp) = OfIcmp(packet);
        else if (packet.Protocol.HasPorts) numbers = (packet.SourcePort, packet.DestinationPort);
        if (numbers.Source < 0) return false;

        isTurned = (icmp & OneWay) == 0
            && IsAbove(packet.Source, numbers.Source, packet.Destination, numbers.Destination);
        var (low, high) = isTurned ? (packet.Destination, packet.Source) : (packet.Source, packet.Destination);
        var ports = isTurned
            ? (uint)numbers.Destination | (uint)numbers.Source << 16
            : (uint)numbers.Source | (uint)numbers.Destination << 16;
        key = new(low, high, ports | (ulong)packet.Protocol << 32 | (ulong)(vlan + 1) << 40, icmp, secret);
        return true;
    }

    // Who asks counts as port 0, who answers as port 1; so one may even ask oneself.
    static ((int Source, int Destination) Numbers, uint Icmp) OfIcmp(in PacketHeaders packet)
    {
        if (packet.Transport.IsEmpty) return ((-1, -1), 0);

        var type = packet.IcmpType;
        if (!IcmpPairs.TryPair(packet.Protocol, type, out var counterpart, out var isAnswer))
            return ((0, 0), type | (uint)packet.IcmpCode << 8 | OneWay);

        var request = isAnswer ? counterpart : type;
        var id = IcmpPairs.HasId(packet.Protocol, request) ? packet.IcmpId : 0u;
        return (isAnswer ? (1, 0) : (0, 1), request | id << 8);
    }

    ushort? Port(int shift) => Protocol.HasPorts ? (ushort)(_rest >> shift) : null;

    static bool IsAbove(Ip ip, int port, Ip other, int otherPort) =>
        ip == other ? port > otherPort : ip.Bits > other.Bits;

    // What stands behind these faults is not to be trusted, or is not there.
    static bool IsCut(PacketFault fault) => fault is not (PacketFault.None or PacketFault.ShortTransportHeader
        or PacketFault.WrongTransportLength or PacketFault.ShortPayloadHeader);
}
