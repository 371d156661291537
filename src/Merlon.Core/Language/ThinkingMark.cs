namespace Merlon.Language;

/// <summary>What one piece of markup of a reasoning model says: where its thinking begins and ends.</summary>
enum ThinkingMark : byte
{
    /// <summary>None: the text is what it is.</summary>
    None,

    /// <summary>It may become one.</summary>
    Begun,

    Open,
    Close,

    /// <summary>Opened and closed at once.</summary>
    Empty,

    /// <summary>A message starts, and after it comes the name of who speaks; harmony's, as are those below.</summary>
    Start,

    /// <summary>After it comes the name of a channel.</summary>
    Channel,

    /// <summary>What was named ends, and the text begins.</summary>
    Message,

    End,
}

/// <summary>Reads markup from its first character on; its work for each further one is bounded.</summary>
static class ThinkingMarks
{
    /// <summary>Longer ones, with all their attributes, are none.</summary>
    public const int MostLength = 256;

    static readonly string[] Names = ["think", "thinking", "thought", "reasoning", "reflection", "seed:think"];

    static readonly (string Text, ThinkingMark Mark)[] Fixed =
    [
        ("[THINK]", ThinkingMark.Open),
        ("[/THINK]", ThinkingMark.Close),
        ("◁think▷", ThinkingMark.Open),
        ("◁/think▷", ThinkingMark.Close),
        ("<|begin_of_thought|>", ThinkingMark.Open),
        ("<|end_of_thought|>", ThinkingMark.Close),
        ("<|start|>", ThinkingMark.Start),
        ("<|channel|>", ThinkingMark.Channel),
        ("<|message|>", ThinkingMark.Message),
        ("<|end|>", ThinkingMark.End),
        ("<|return|>", ThinkingMark.End),
        ("<|call|>", ThinkingMark.End),
    ];

    // How a tag begins and ends; only the first kind may have attributes.
    static readonly (string First, string Last)[] Brackets = [("<", ">"), ("<|", "|>"), ("&lt;", "&gt;")];

    public static bool MayBegin(char c) => c is '<' or '[' or '◁' or '&';

    /// <param name="text">Was begun markup without its last character.</param>
    public static ThinkingMark Read(ReadOnlySpan<char> text)
    {
        var mark = ThinkingMark.None;
        foreach (var (known, meaning) in Fixed)
        {
            if (!known.AsSpan().StartsWith(text, StringComparison.Ordinal)) continue;
            if (known.Length == text.Length) return meaning;
            mark = ThinkingMark.Begun;
        }

        return mark is ThinkingMark.None ? Tag(text) : mark;
    }

    // <think>, </Thinking>, <reasoning effort="high">, <think/>, <|think|>, &lt;/think&gt;
    static ThinkingMark Tag(ReadOnlySpan<char> text)
    {
        var mark = ThinkingMark.None;
        foreach (var (first, last) in Brackets)
        {
            if (first.AsSpan().StartsWith(text, StringComparison.OrdinalIgnoreCase)) mark = ThinkingMark.Begun;
            else if (text.StartsWith(first, StringComparison.OrdinalIgnoreCase)
                && Named(text[first.Length..], last) is not ThinkingMark.None and var read) return read;
        }

        return mark;
    }

    // What follows the bracket.
    static ThinkingMark Named(ReadOnlySpan<char> text, string last)
    {
        var isClose = text is ['/', ..];
        var name = isClose ? text[1..] : text;
        var mark = ThinkingMark.None;
        foreach (var known in Names)
        {
            if (known.AsSpan().StartsWith(name, StringComparison.OrdinalIgnoreCase)) mark = ThinkingMark.Begun;
            else if (name.StartsWith(known, StringComparison.OrdinalIgnoreCase)
                && AfterName(name[known.Length..], last, isClose) is not ThinkingMark.None and var read) return read;
        }

        return mark;
    }

    static ThinkingMark AfterName(ReadOnlySpan<char> rest, string last, bool isClose) =>
        last == ">" ? WithAttributes(rest, isClose)
        : rest.Equals(last, StringComparison.OrdinalIgnoreCase) ? isClose ? ThinkingMark.Close : ThinkingMark.Open
        : last.AsSpan().StartsWith(rest, StringComparison.OrdinalIgnoreCase) ? ThinkingMark.Begun
        : ThinkingMark.None;

    static ThinkingMark WithAttributes(ReadOnlySpan<char> rest, bool isClose) => rest switch
    {
        [not ('>' or '/') and var first, ..] when !char.IsWhiteSpace(first) => ThinkingMark.None,
        [.., '/', '>'] => isClose ? ThinkingMark.Close : ThinkingMark.Empty,
        [.., '>'] => isClose ? ThinkingMark.Close : ThinkingMark.Open,
        { Length: > MostLength } or [.., '<' or '[' or '◁'] => ThinkingMark.None,
        _ => ThinkingMark.Begun,
    };
}
