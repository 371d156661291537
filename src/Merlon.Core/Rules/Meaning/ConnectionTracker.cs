using System.Buffers.Binary;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Rules.Meaning;

/// <summary>
/// The state that the kernel's connection tracking gives the packets of a capture, one after the other: NEW until the
/// other end has answered, then ESTABLISHED; RELATED for the ICMP errors of a known connection; INVALID for what no
/// connection begins with (nf_conntrack_proto_tcp.c and its neighbours, Linux 6.18).
/// </summary>
/// <remarks>
/// Timeouts, checksums, TCP's sequence numbers and the helpers of single protocols are not followed. DCCP has no ports
/// here, as in Linux since 6.16. Of more than twice <c>capacity</c> connections the oldest are forgotten.
/// </remarks>
public sealed class ConnectionTracker(int capacity = 1 << 18)
{
    Dictionary<FlowKey, Connection> _recent = [];
    Dictionary<FlowKey, Connection> _older = [];
    FlowKey? _opened;   // by the latest packet

    /// <summary>The state of the next packet, which is IP, and whole where it came in fragments.</summary>
    public ConnectionState Next(in PacketHeaders packet)
    {
        _opened = null;
        if (packet.Fault is not PacketFault.None || TrackedKey.Of(packet) is not { } key)
            return ConnectionState.Invalid;
        if (IsOfNeighbours(packet)) return ConnectionState.Untracked;
        if (packet.TryReadCause(out var cause)) return IsOfKnown(cause, packet.Destination);
        if (!IsPossible(packet)) return ConnectionState.Invalid;

        if (Find(key) is not { } known || (known.Tcp.IsOver && TrackedTcp.IsSyn(packet.TcpFlags)))
            return Open(key, packet);

        var isAnswer = known.Originator != key || TrackedKey.AnsweredBy(packet) is not null;   // one may ping oneself
        if (!known.TryAdvance(packet, isAnswer)) return ConnectionState.Invalid;

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
        var association = packet.Protocol is IpProtocol.Sctp ? TrackedSctp.Opened(packet) : null;
        if (packet.Protocol is IpProtocol.Sctp ? association is null : !CanOpen(packet)) return ConnectionState.Invalid;

        if (_recent.Count >= capacity) (_older, _recent) = (_recent, []);
        Forget(key.Reversed);
        _recent[key] = new(key, TrackedTcp.Opened(packet.TcpFlags), association);
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

    // nf_conntrack_inet_error: it goes back to where the packet came from that it is about.
    ConnectionState IsOfKnown(in PacketHeaders cause, Ip destination) =>
        cause.Source == destination && TrackedKey.Of(cause) is { } key && Find(key) is not null
            ? ConnectionState.Related
            : ConnectionState.Invalid;

    static bool IsPossible(in PacketHeaders packet) => packet.Protocol switch
    {
        IpProtocol.Tcp => TrackedTcp.IsPossible(packet.TcpFlags),
        IpProtocol.Udp => IsCovered(packet),
        IpProtocol.UdpLite => packet.Transport[6..8] is not [0, 0]   // never without a checksum (RFC 3828, 3.1)
            && (packet.Transport[4..6] is [0, 0] || IsCovered(packet)),
        _ => true,
    };

    // What the header calls its length, or that of its checksum, against what IP carries.
    static bool IsCovered(in PacketHeaders packet)
    {
        int told = BinaryPrimitives.ReadUInt16BigEndian(packet.Transport[4..]);
        return told >= 8 && told <= packet.Carried;
    }

    // A TCP connection under way is picked up by its ACK, as nf_conntrack_tcp_loose lets it by default.
    static bool CanOpen(in PacketHeaders packet) => packet.Protocol switch
    {
        IpProtocol.Tcp => TrackedTcp.CanOpen(packet.TcpFlags),
        IpProtocol.Icmp => packet.IcmpType is 8 or 13 or 15 or 17,
        IpProtocol.IcmpV6 => packet.IcmpType is 128 or 139,
        _ => true,
    };

    // Neighbour discovery and listener discovery are not tracked.
    static bool IsOfNeighbours(in PacketHeaders packet) =>
        packet.Protocol is IpProtocol.IcmpV6 && packet.IcmpType is (>= 130 and <= 136) or 143;

    sealed class Connection(FlowKey originator, TrackedTcp tcp, TrackedSctp? association)
    {
        TrackedTcp _tcp = tcp;

        public FlowKey Originator => originator;
        public TrackedTcp Tcp => _tcp;
        public bool IsAnswered { get; set; }

        public bool TryAdvance(in PacketHeaders packet, bool isAnswer) => packet.Protocol switch
        {
            IpProtocol.Tcp => _tcp.TryAdvance(packet.TcpFlags, isAnswer),
            IpProtocol.Sctp => association!.TryAdvance(packet, isAnswer),
            _ => true,
        };
    }
}
