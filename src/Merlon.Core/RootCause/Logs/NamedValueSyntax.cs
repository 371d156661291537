namespace Merlon.RootCause.Logs;

/// <summary>Lines of <c>name=value</c> pairs, as Fortinet and many others write them, and CEF's extensions.</summary>
sealed class NamedValueSyntax : ILogSyntax
{
    const int LeastPairs = 3;

    public string Name => "name=value";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var isCef = TryReadCef(text, fields, out var extension);
        var pairs = new NamedValues(isCef ? extension : text);
        var (count, known) = (0, 0);
        while (pairs.TryNext(hasSpaces: isCef))
        {
            var field = LogFields.Named(pairs.Name);
            count++;
            if (field is LogField.Ignored) continue;

            known++;
            fields.Set(field, pairs.Value);
        }

        var isMine = isCef ? known > 0 : count >= LeastPairs && fields[LogField.Source] is not null;
        return isMine ? LineKind.Event : LineKind.Foreign;
    }

    // CEF:0|vendor|product|version|id|name|severity|extension; '|' within is written '\|'.
    static bool TryReadCef(ReadOnlySpan<char> text, LogLine fields, out ReadOnlySpan<char> extension)
    {
        extension = default;
        var start = text.IndexOf("CEF:", StringComparison.Ordinal);
        if (start < 0) return false;

        var rest = text[(start + 4)..];
        for (var part = 0; part < 7; part++)
        {
            var end = rest.IndexOf('|');
            while (end > 0 && rest[end - 1] == '\\' && rest[(end + 1)..].IndexOf('|') is >= 0 and var next)
                end += 1 + next;
            if (end < 0) return false;
            if (part == 5) fields.Set(LogField.Reason, rest[..end]);
            rest = rest[(end + 1)..];
        }

        extension = rest;
        return true;
    }
}
