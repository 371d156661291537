using System.Buffers;

namespace Merlon.RootCause.Logs;

/// <summary>What syslog puts before a message: RFC 3164, RFC 5424, and a plain time and host.</summary>
readonly ref struct SyslogHead(LogTime? time, ReadOnlySpan<char> program)
{
    /// <summary>Null where there is none.</summary>
    public LogTime? Time { get; } = time;

    /// <summary>Who wrote it; empty where that is not told.</summary>
    public ReadOnlySpan<char> Program { get; } = program;

    /// <param name="message">What comes after it: all of the line where there is no such head.</param>
    public static SyslogHead Read(ReadOnlySpan<char> line, out ReadOnlySpan<char> message)
    {
        message = WithoutPriority(line);
        var hasPriority = message.Length < line.Length;
        if (hasPriority && message.StartsWith("1 ")) return ReadNew(message[2..], out message);
        if (!TryTakeTime(message, out var time, out var rest)) return default;

        // A host; then the program, with its number or without, before a colon.
        var words = new Words(rest);
        var host = words.Next();
        message = words.Rest;
        return new(time, TakeProgram(host, ref message));
    }

    static SyslogHead ReadNew(ReadOnlySpan<char> line, out ReadOnlySpan<char> message)
    {
        var words = new Words(line);
        LogTime? time = LogTime.TryRead(words.Next(), out var read) ? read : null;
        words.Next();   // host
        var program = words.Next();
        words.Next();   // process
        words.Next();   // message id
        message = WithoutData(words.Rest.TrimStart()).TrimStart('\uFEFF');
        return new(time, program is "-" ? default : program);
    }

    static ReadOnlySpan<char> WithoutPriority(ReadOnlySpan<char> line)
    {
        var end = line.StartsWith("<") ? line.IndexOf('>') : -1;
        var isPriority = end is > 1 and <= 4 && !line[1..end].ContainsAnyExceptInRange('0', '9');
        return isPriority ? line[(end + 1)..] : line;
    }

    // Structured data: - or [id name="value" ...], several of them with nothing between.
    static ReadOnlySpan<char> WithoutData(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("-")) return text[1..].TrimStart();

        while (text.StartsWith("["))
        {
            var (end, isQuoted) = (1, false);
            for (; end < text.Length && (isQuoted || text[end] != ']'); end++)
            {
                if (text[end] == '\\') end++;
                else if (text[end] == '"') isQuoted = !isQuoted;
            }

            text = text[Math.Min(text.Length, end + 1)..];
        }

        return text.TrimStart();
    }

    static bool TryTakeTime(ReadOnlySpan<char> line, out LogTime time, out ReadOnlySpan<char> rest)
    {
        var words = new Words(line);
        var first = words.Next();
        rest = words.Rest;
        if (first.Length >= 19 && LogTime.TryRead(first, out time)) return true;

        // Three words, or four with a year; or a date and a time.
        words.Next();
        rest = words.Rest;
        if (first.Length == 10 && LogTime.TryRead(Before(line, rest), out time)) return true;

        words.Next();
        rest = words.Rest;
        if (first.Length == 3 && LogTime.TryRead(Before(line, rest), out time)) return true;

        words.Next();
        rest = words.Rest;
        time = default;
        return first.Length == 3 && LogTime.TryRead(Before(line, rest), out time);
    }

    static ReadOnlySpan<char> Before(ReadOnlySpan<char> line, ReadOnlySpan<char> rest) =>
        line[..(line.Length - rest.Length)];

    // "sshd[123]: ", "kernel: ", "filterlog[1]: "; perhaps after the host's name once more.
    static ReadOnlySpan<char> TakeProgram(ReadOnlySpan<char> host, scoped ref ReadOnlySpan<char> message)
    {
        var words = new Words(message);
        var word = words.Next();
        if (word.Equals(host, StringComparison.Ordinal)) word = words.Next();
        if (!word.EndsWith(":") || word.Length < 2) return default;

        var program = word[..^1];
        var number = program.IndexOf('[');
        if (number > 0) program = program[..number];
        if (program.IndexOfAnyExcept(NameCharacters) >= 0) return default;

        message = words.Rest.TrimStart();
        return program;
    }

    static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./()");
}
