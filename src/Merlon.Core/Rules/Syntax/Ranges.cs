namespace Merlon.Rules.Syntax;

/// <summary>Ranges with a colon between their ends, either of which may be left out.</summary>
static class Ranges
{
    public delegate bool EndReader(string text, ulong most, out ulong value);

    public static bool TryReadNumber(string text, ulong most, out ulong value) =>
        Numbers.TryRead(text, 0, most, out value);

    /// <summary>As <see cref="TryReadNumber"/>; no text at all is 0.</summary>
    public static bool TryReadNumberOrNone(string text, ulong most, out ulong value)
    {
        value = 0;
        return text.Length == 0 || Numbers.TryRead(text, 0, most, out value);
    }

    public static bool TryRead(string text, ulong most, EndReader read, out NumberRange value, out Problem problem)
    {
        value = default;
        problem = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var first = colon < 0 ? text : text[..colon];
        var last = colon < 0 ? text : text[(colon + 1)..];
        var (low, high) = (0ul, most);
        if ((colon < 0 || first.Length > 0) && !read(first, most, out low))
            return Fail(text, first, 0, most, out problem);
        if ((colon < 0 || last.Length > 0) && !read(last, most, out high))
            return Fail(text, last, colon + 1, most, out problem);

        value = new(low, high);
        if (low <= high) return true;
        problem = new($"the range {text} runs backwards", $"{high}:{low}");
        return false;
    }

    static bool Fail(string text, string end, int offset, ulong most, out Problem problem)
    {
        var dash = end.IndexOf('-', StringComparison.Ordinal);
        var isDashed = dash > 0 && Numbers.TryRead(end.AsSpan(0, dash), 0, most, out _)
            && Numbers.TryRead(end.AsSpan(dash + 1), 0, most, out _);
        problem = isDashed
            ? new($"{text} is no range: iptables ranges use a colon", text.Replace('-', ':'), offset + dash)
            : new($"'{end}' is not a number from 0 to {most}", $"a number from 0 to {most}, or first:last", offset);
        return false;
    }
}
