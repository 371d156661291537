using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>A flow as its packets tell of it, both directions; the source is who sent the first of them.</summary>
/// <remarks>
/// 352 bytes, which stay in their place in a table. What each packet must look at stands first, so that it lies in one
/// line of the processor's cache.
/// </remarks>
public struct CapturedFlow
{
    const byte Fin = 1, Syn = 2, Rst = 4, Ack = 16;

    ConversationKey _conversation;
    long _last;
    long _queuedAt;
    long _first;
    int _errors;
    byte _forwardFlags;
    byte _backwardFlags;
    byte _queue;
    bool _isTurned;       // the source is the conversation's high end
    bool _isBegun;
    bool _isAnswered;
    byte _tunnels;
    byte _icmpType;
    byte _icmpCode;
    FlowEnd _end;
    Gaps _gaps;
    DirectionStatistics _forward;
    DirectionStatistics _backward;

    public readonly FlowKey Key => _conversation.FlowKey(_isTurned);

    /// <summary>The innermost VLAN's number; -1 for none.</summary>
    public readonly int Vlan => _conversation.Vlan;

    /// <summary>In how many tunnels its packets came.</summary>
    public readonly int Tunnels => _tunnels;

    /// <summary>Of the first packet, where it is ICMP.</summary>
    public readonly byte IcmpType => _icmpType;

    /// <inheritdoc cref="IcmpType"/>
    public readonly byte IcmpCode => _icmpCode;

    public readonly DateTime FirstSeen => new(_first, DateTimeKind.Utc);

    public readonly DateTime LastSeen => new(_last, DateTimeKind.Utc);

    /// <summary>ICMP errors about the source's packets; they count as packets to it.</summary>
    public readonly int Errors => _errors;

    public readonly FlowEnd End => _end;

    public readonly DirectionStatistics Forward => _forward;

    public readonly DirectionStatistics Backward => _backward;

    /// <summary>The TCP flags of all packets forward, one over the other.</summary>
    public readonly byte ForwardFlags => _forwardFlags;

    /// <inheritdoc cref="ForwardFlags"/>
    public readonly byte BackwardFlags => _backwardFlags;

    /// <summary>Of the IP packets of both directions, in bytes.</summary>
    public readonly Distribution Lengths => DirectionStatistics.LengthsOf(_forward, _backward);

    /// <summary>Between one packet and the next, whichever way, in seconds.</summary>
    public readonly Distribution Gaps =>
        _gaps.InSeconds(_forward.Packets + _backward.Packets, LastSeen - FirstSeen);

    public readonly FlowState State
    {
        get
        {
            if (!IsTcp) return _isAnswered ? FlowState.Established : FlowState.New;

            var (both, either) = (_forwardFlags & _backwardFlags, _forwardFlags | _backwardFlags);
            return (either & Rst) != 0 || (both & Fin) != 0 ? FlowState.Closed
                : (both & Ack) != 0 ? FlowState.Established
                : FlowState.New;
        }
    }

    /// <summary>As <see cref="Captured.CommunityId"/> has it.</summary>
    public readonly string CommunityId => Captured.CommunityId.Of(Key, _icmpType, _icmpCode);

    internal readonly uint Hash => _conversation.Hash;

    internal readonly bool IsTcp => _conversation.Protocol is IpProtocol.Tcp;

    /// <summary>In which of the table's queues it stands, and since when.</summary>
    internal readonly (int Queue, long At) Queued => (_queue, _queuedAt);

    internal readonly long LastTicks => _last;

    readonly Answer Answer =>
        _backward.Packets == 0 ? Answer.Silence
        : !_isAnswered ? Answer.Refusal
        : IsTcp ? Answers.OfTcp(_backwardFlags)
        : Answer.Service;

    public readonly Flow ToFlow() => new()
    {
        Key = Key,
        FirstSeen = FirstSeen,
        Duration = LastSeen - FirstSeen,
        Forward = _forward.Traffic,
        Backward = _backward.Traffic,
        Answer = Answer,
        Score = double.NaN,
    };

    internal readonly bool IsOf(in ConversationKey key) => _conversation.Is(key);

    /// <summary>Begins it anew, as that of a packet, which is not counted yet.</summary>
    internal void Begin(in Sighting sighting)
    {
        this = default;
        (_conversation, _isTurned) = (sighting.Key, sighting.IsTurned);
        (_icmpType, _icmpCode) = (sighting.IcmpType, sighting.IcmpCode);
        (_first, _last, _gaps) = (sighting.At, sighting.At, Captured.Gaps.None);
    }

    /// <summary>Looks at all of it, so that it is at hand.</summary>
    internal readonly long Look() => _last + _first + _forward.Look() + _backward.Look();

    internal void Queue(int queue, long at) => (_queue, _queuedAt) = ((byte)queue, at);

    internal void Finish(FlowEnd why) => _end = why;

    internal void Add(in Sighting sighting)
    {
        _isAnswered |= sighting.IsTurned != _isTurned;
        Count(sighting.IsTurned, sighting.At, sighting.Length, sighting.TcpFlags, sighting.Tunnels);
    }

    /// <summary>As a packet to whoever sent the one that it is about.</summary>
    /// <param name="isAboutTurned">That one goes from the conversation's high end to its low one.</param>
    internal void AddError(bool isAboutTurned, long at, int length, int tunnels)
    {
        if (isAboutTurned == _isTurned) _errors++;
        Count(!isAboutTurned, at, length, flags: 0, tunnels);
    }

    /// <summary>Whether a packet with these flags begins another connection between the same ports.</summary>
    internal readonly bool IsReusedBy(byte flags) =>
        (flags & (Syn | Ack | Rst | Fin)) == Syn && IsTcp && State is FlowState.Closed;

    internal readonly long Age(long at) => at - _first;

    internal readonly long Silence(long at) => at - _last;

    // A time before the last packet's counts as that.
    void Count(bool isTurned, long at, int length, byte flags, int tunnels)
    {
        var gap = Math.Max(0, at - _last);
        if (_isBegun) _gaps.Add(gap);
        _isBegun = true;
        _last += gap;
        if (tunnels > _tunnels) _tunnels = (byte)tunnels;
        if (isTurned == _isTurned)
        {
            _forwardFlags |= flags;
            _forward.Add(_last, length, flags);
        }
        else
        {
            _backwardFlags |= flags;
            _backward.Add(_last, length, flags);
        }
    }
}
