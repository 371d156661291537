namespace Merlon.RootCause.Logs;

/// <summary>
/// Suricata's fast.log, and Snort's: <c>time  [**] [1:2200074:2] signature [**] [Classification: ...] [Priority: 3]
/// {TCP} 192.0.2.1:28487 -> 198.51.100.2:80</c>.
/// </summary>
sealed class FastLogSyntax : ILogSyntax
{
    const string Stars = "[**]", Arrow = " -> ";

    public string Name => "fast.log";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var start = text.IndexOf(Stars, StringComparison.Ordinal);
        var (brace, arrow) = (text.LastIndexOf('{'), text.LastIndexOf(Arrow));
        if (start < 0 || brace < start || arrow < brace || !LogTime.TryRead(text[..start], out _))
            return LineKind.Foreign;

        var close = text[brace..].IndexOf('}') + brace;
        if (close <= brace || close > arrow) return LineKind.Foreign;

        fields.Set(LogField.Time, text[..start]);
        ReadSignature(text[(start + Stars.Length)..brace], fields);
        fields.Set(LogField.Protocol, text[(brace + 1)..close]);
        Endpoints.Set(text[(close + 1)..arrow], LogField.Source, LogField.SourcePort, fields);
        Endpoints.Set(text[(arrow + Arrow.Length)..], LogField.Destination, LogField.DestinationPort, fields);
        fields.Kind = EventKind.Alert;
        return LineKind.Event;
    }

    static void ReadSignature(ReadOnlySpan<char> text, LogLine fields)
    {
        var end = text.IndexOf(Stars, StringComparison.Ordinal);
        var signature = (end < 0 ? text : text[..end]).Trim();
        if (text.Contains("[Drop]", StringComparison.Ordinal) || text.Contains("[wDrop]", StringComparison.Ordinal))
            fields.Set(LogField.Action, "drop");
        if (signature.StartsWith("[") && signature.IndexOf(']') is > 0 and var number)
        {
            fields.Set(LogField.Rule, signature[1..number]);
            signature = signature[(number + 1)..];
        }

        fields.Set(LogField.Reason, signature);
    }
}
