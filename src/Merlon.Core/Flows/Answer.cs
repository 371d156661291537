namespace Merlon.Flows;

/// <summary>What the destination said to a flow's first packets.</summary>
public enum Answer : byte
{
    /// <summary>The record does not tell; its packets have to.</summary>
    Untold,

    /// <summary>Nothing: there may be nobody.</summary>
    Silence,

    /// <summary>That there is no such service: TCP's reset in place of a handshake.</summary>
    Refusal,

    /// <summary>What a service says.</summary>
    Service,
}

/// <summary>How logs spell answers.</summary>
public static class Answers
{
    /// <summary>Zeek's <c>conn_state</c>.</summary>
    /// <remarks>https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html</remarks>
    public static Answer OfZeek(ReadOnlySpan<byte> state) => state switch
    {
        _ when state.SequenceEqual("S0"u8) || state.SequenceEqual("RSTOS0"u8) || state.SequenceEqual("SH"u8) =>
            Answer.Silence,
        _ when state.SequenceEqual("REJ"u8) => Answer.Refusal,
        _ when state.SequenceEqual("SF"u8) || state.SequenceEqual("RSTO"u8) || state.SequenceEqual("RSTR"u8)
            || (state.Length == 2 && state[0] == 'S' && state[1] is >= (byte)'1' and <= (byte)'3') => Answer.Service,
        _ => Answer.Untold,
    };

    /// <summary>Argus' state of a TCP flow: the flags that each side has sent, the destination's last.</summary>
    /// <remarks>ra(1), field <c>state</c>.</remarks>
    public static Answer OfArgus(ReadOnlySpan<byte> state)
    {
        if (state.IndexOf((byte)'_') is not (>= 0 and var bar)) return Answer.Untold;
        var flags = state[(bar + 1)..];
        return flags.IsEmpty ? Answer.Silence : Of(flags.Contains((byte)'S'), flags.Contains((byte)'R'));
    }

    /// <summary>The flag bytes of all TCP packets that the destination has sent, one over the other.</summary>
    public static Answer OfTcp(int flags) => Of((flags & 0x02) != 0, (flags & 0x04) != 0);

    /// <summary>Merlon's own.</summary>
    public static Answer OfWord(ReadOnlySpan<byte> word) =>
        word.SequenceEqual(WordOf(Answer.Silence)) ? Answer.Silence
        : word.SequenceEqual(WordOf(Answer.Refusal)) ? Answer.Refusal
        : word.SequenceEqual(WordOf(Answer.Service)) ? Answer.Service
        : Answer.Untold;

    /// <summary>Merlon's own; empty for what is untold.</summary>
    public static ReadOnlySpan<byte> WordOf(Answer answer) => answer switch
    {
        Answer.Silence => "silence"u8,
        Answer.Refusal => "refusal"u8,
        Answer.Service => "service"u8,
        _ => default,
    };

    static Answer Of(bool hasSyn, bool hasReset) =>
        hasSyn ? Answer.Service : hasReset ? Answer.Refusal : Answer.Untold;
}
