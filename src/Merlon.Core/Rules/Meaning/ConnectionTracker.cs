using Merlon.Flows;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Rules.Meaning;

/// <summary>
/// The state that the kernel's connection tracking gives the packets of a capture, one after the other: NEW until the
/// other end has answered, then ESTABLISHED; RELATED for the ICMP errors of a known connection; INVALID for what no
/// connection begins with (nf_conntrack_proto_tcp.c and its neighbours, Linux 6.1).
/// </summary>
/// <remarks>
/// Timeouts, TCP's sequence numbers and the helpers of single protocols are not followed. Of more than twice
/// <c>capacity</c> connections the oldest are forgotten.
/// </remarks>
public sealed class ConnectionTracker(int capacity = 1 << 18)
{
    const byte SctpInit = 1, SctpHeartbeat = 4;   // of the first chunk (RFC 9260, 3.2)

    Dictionary<FlowKey, Connection> _recent = [];
    Dictionary<FlowKey, Connection> _older = [];
    FlowKey? _opened;   // by the latest packet

    /// <summary>The state of the next packet, which is IP and no later fragment.</summary>
    public ConnectionState Next(in PacketHeaders packet)
    {
        _opened = null;
        if (packet.Fault is not PacketFault.None) return ConnectionState.Invalid;
        if (IsOfNeighbours(packet)) return ConnectionState.Untracked;
        if (packet.TryReadCause(out var cause))
            return Find(KeyOf(cause)) is null ? ConnectionState.Invalid : ConnectionState.Related;
        if (packet.Protocol is IpProtocol.Tcp && !TrackedTcp.IsPossible(packet.TcpFlags))
            return ConnectionState.Invalid;

        var key = KeyOf(packet);
        if (Find(key) is not { } known || (known.Tcp.IsOver && TrackedTcp.IsSyn(packet.TcpFlags)))
            return Open(key, packet);

        var isAnswer = known.Originator != key || AnsweredBy(packet) is not null;   // one may ping oneself
        if (packet.Protocol is IpProtocol.Tcp && !known.TryAdvance(packet.TcpFlags, isAnswer))
            return ConnectionState.Invalid;

        // A reset that is the first answer leaves nothing to be known.
        if (!known.IsAnswered && TrackedTcp.IsReset(packet.TcpFlags)) Forget(known.Originator);
        known.IsAnswered |= isAnswer;
        return known.IsAnswered ? ConnectionState.Established : ConnectionState.New;
    }

    /// <summary>The latest packet was dropped: a connection that it opened is not to be known.</summary>
    public void TakeBack()
    {
        if (_opened is { } key) _recent.Remove(key);
        _opened = null;
    }

    ConnectionState Open(in FlowKey key, in PacketHeaders packet)
    {
        if (!CanOpen(packet)) return ConnectionState.Invalid;

        if (_recent.Count >= capacity) (_older, _recent) = (_recent, []);
        Forget(key.Reversed);
        _recent[key] = new(key, TrackedTcp.Opened(packet.TcpFlags));
        _opened = key;
        return ConnectionState.New;
    }

    void Forget(in FlowKey key)
    {
        _older.Remove(key);
        _recent.Remove(key);
    }

    Connection? Find(in FlowKey key)
    {
        if (_recent.TryGetValue(key, out var known) || _recent.TryGetValue(key.Reversed, out known)) return known;
        if (!_older.TryGetValue(key, out known) && !_older.TryGetValue(key.Reversed, out known)) return null;

        _recent[known.Originator] = known;
        return known;
    }

    // Where others have ports, ICMP has the number of a request, and here the type and code of it.
    static FlowKey KeyOf(in PacketHeaders packet)
    {
        var (source, destination) = (packet.SourcePort, packet.DestinationPort);
        if (packet.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6)
        {
            var asked = (AnsweredBy(packet) ?? packet.IcmpType) | packet.IcmpCode << 8;
            var isAnswer = AnsweredBy(packet) is not null;
            source = isAnswer ? asked : packet.IcmpId;
            destination = isAnswer ? packet.IcmpId : asked;
        }

        return new(
            packet.Protocol,
            new(packet.Source, source < 0 ? null : (ushort)source),
            new(packet.Destination, destination < 0 ? null : (ushort)destination));
    }

    // The type of the request; null for what is no answer.
    static int? AnsweredBy(in PacketHeaders packet) => (packet.Protocol, packet.IcmpType) switch
    {
        (IpProtocol.Icmp, 0) => 8,
        (IpProtocol.Icmp, 14 or 16 or 18) or (IpProtocol.IcmpV6, 129 or 140) => packet.IcmpType - 1,
        _ => null,
    };

    // A TCP connection under way is picked up by its ACK, as nf_conntrack_tcp_loose lets it by default.
    static bool CanOpen(in PacketHeaders packet) => packet.Protocol switch
    {
        IpProtocol.Tcp => TrackedTcp.CanOpen(packet.TcpFlags),
        IpProtocol.Sctp => packet.Payload is [SctpInit or SctpHeartbeat, ..],
        IpProtocol.Icmp => packet.IcmpType is 8 or 13 or 15 or 17,
        IpProtocol.IcmpV6 => packet.IcmpType is 128 or 139,
        _ => true,
    };

    // Neighbour discovery and listener discovery are not tracked.
    static bool IsOfNeighbours(in PacketHeaders packet) =>
        packet.Protocol is IpProtocol.IcmpV6 && packet.IcmpType is (>= 130 and <= 136) or 143;

    sealed class Connection(FlowKey originator, TrackedTcp tcp)
    {
        TrackedTcp _tcp = tcp;

        public FlowKey Originator => originator;
        public TrackedTcp Tcp => _tcp;
        public bool IsAnswered { get; set; }

        public bool TryAdvance(byte flags, bool isAnswer) => _tcp.TryAdvance(flags, isAnswer);
    }
}
