using System.Buffers;

namespace Merlon.RootCause.Logs;

/// <summary>The <c>name=value</c> pairs of a text; a value may stand in quotes, and may be empty.</summary>
ref struct NamedValues(ReadOnlySpan<char> text)
{
    static readonly SearchValues<char> Separators = SearchValues.Create(" \t,;|[(");

    ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Name { get; private set; }

    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>What stands between the pair before and this one; behind the last, once there are no more.</summary>
    public ReadOnlySpan<char> Between { get; private set; }

    /// <summary>Takes the next pair.</summary>
    /// <param name="hasSpaces">A value without quotes goes on until the next pair, as in CEF.</param>
    public bool TryNext(bool hasSpaces = false)
    {
        var equals = _rest.IndexOf('=');
        if (equals < 0)
        {
            Between = _rest;
            _rest = default;
            return false;
        }

        var start = _rest[..equals].LastIndexOfAny(Separators) + 1;
        Between = _rest[..start];
        Name = _rest[start..equals];
        var value = _rest[(equals + 1)..];
        var length = value is ['"', ..] ? QuotedLength(value) : hasSpaces ? PlainLength(value) : WordLength(value);
        Value = value[..length].Trim('"');
        _rest = value[length..];
        return true;
    }

    static int QuotedLength(ReadOnlySpan<char> value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '\\') i++;
            else if (value[i] == '"') return i + 1;
        }

        return value.Length;
    }

    static int WordLength(ReadOnlySpan<char> value)
    {
        var end = value.IndexOfAny(' ', '\t');
        return end < 0 ? value.Length : end;
    }

    // The next name is a word with '=' behind it.
    static int PlainLength(ReadOnlySpan<char> value)
    {
        var equals = value.IndexOf('=');
        while (equals > 0 && value[equals - 1] == '\\')
        {
            var next = value[(equals + 1)..].IndexOf('=');
            equals = next < 0 ? -1 : equals + 1 + next;
        }

        if (equals < 0) return value.Length;
        var end = value[..equals].LastIndexOf(' ');
        return end < 0 ? 0 : end;
    }
}
