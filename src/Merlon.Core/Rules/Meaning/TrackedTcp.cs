namespace Merlon.Rules.Meaning;

/// <summary>
/// A TCP connection as connection tracking sees it, from its flags alone: which packets belong to it, and when its
/// ports are free for the next one (RFC 9293, 3.3.2; a firewall between the two ends sees both sides as one).
/// </summary>
struct TrackedTcp
{
    const byte Fin = 1, Syn = 2, Rst = 4, Ack = 16, Urgent = 32;

    Stage _stage;

    /// <summary>Both ends have said that they are done: a SYN opens another connection.</summary>
    public readonly bool IsOver => _stage is Stage.TimeWait or Stage.Reset;

    /// <summary>Whether a packet may have these flags at all: the combinations that tcp_valid_flags lists.</summary>
    public static bool IsPossible(byte flags) => (flags & (Fin | Syn | Rst | Ack | Urgent)) is
        Syn or (Syn | Urgent) or (Syn | Ack) or Rst or (Rst | Ack) or (Fin | Ack) or (Fin | Ack | Urgent)
        or Ack or (Ack | Urgent);

    public static bool IsSyn(byte flags) => KindOf(flags) is Kind.Syn;

    public static bool IsReset(byte flags) => KindOf(flags) is Kind.Rst;

    /// <summary>The first packet: a SYN, or an ACK of a connection that was there before.</summary>
    public static bool CanOpen(byte flags) => KindOf(flags) is Kind.Syn or Kind.Ack;

    public static TrackedTcp Opened(byte flags) =>
        new() { _stage = KindOf(flags) is Kind.Syn ? Stage.SynSent : Stage.Established };

    /// <summary>Takes the next packet in; false when no such packet can come now.</summary>
    /// <param name="isAnswer">From the end that did not open the connection.</param>
    public bool TryAdvance(byte flags, bool isAnswer)
    {
        var next = Next(KindOf(flags), isAnswer);
        if (next is { } stage) _stage = stage;
        return next is not null;
    }

    readonly Stage? Next(Kind kind, bool isAnswer) => kind switch
    {
        Kind.Rst => Stage.Reset,
        Kind.SynAck when isAnswer => _stage is Stage.SynSent or Stage.BothSent ? Stage.SynReceived : _stage,
        Kind.SynAck => _stage is Stage.SynReceived or Stage.BothSent ? Stage.SynReceived : null,
        Kind.Syn when isAnswer => _stage is Stage.SynSent or Stage.BothSent ? Stage.BothSent : null,
        Kind.Syn => _stage,
        _ when _stage is Stage.SynSent or Stage.BothSent => kind is Kind.Ack && isAnswer ? _stage : null,
        Kind.Fin => _stage switch
        {
            Stage.SynReceived or Stage.Established => Stage.FinWait,
            Stage.FinWait or Stage.CloseWait => Stage.LastAck,
            _ => _stage,
        },
        _ => _stage switch
        {
            Stage.SynReceived when !isAnswer => Stage.Established,
            Stage.FinWait => Stage.CloseWait,
            Stage.LastAck => Stage.TimeWait,
            _ => _stage,
        },
    };

    static Kind KindOf(byte flags) =>
        (flags & Rst) != 0 ? Kind.Rst
        : (flags & Syn) != 0 ? ((flags & Ack) != 0 ? Kind.SynAck : Kind.Syn)
        : (flags & Fin) != 0 ? Kind.Fin
        : Kind.Ack;

    enum Kind : byte
    {
        Ack,
        Syn,
        SynAck,
        Fin,
        Rst,
    }

    enum Stage : byte
    {
        SynSent,
        BothSent,
        SynReceived,
        Established,
        FinWait,
        CloseWait,
        LastAck,
        TimeWait,
        Reset,
    }
}
