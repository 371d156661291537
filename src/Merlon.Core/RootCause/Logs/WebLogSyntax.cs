namespace Merlon.RootCause.Logs;

/// <summary>
/// The common log format of web servers, and the combined one: <c>192.0.2.1 - user [10/Oct/2025:13:55:36 -0700]
/// "GET / HTTP/1.1" 200 2326 "referer" "agent"</c> (httpd.apache.org, Log Files; nginx, ngx_http_log_module).
/// </summary>
sealed class WebLogSyntax : ILogSyntax
{
    public string Name => "web server";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        var (open, close) = (text.IndexOf('['), text.IndexOf("] \""));
        if (open <= 0 || close < open) return LineKind.Foreign;

        var words = new Words(text[..open]);
        var source = words.Next();
        words.Next();
        if (!Endpoints.TrySplit(source, out var address, out _) || !LogTime.TryRead(text[open..close], out _))
            return LineKind.Foreign;

        fields.Set(LogField.Source, address);
        fields.Set(LogField.User, words.Rest);
        fields.Set(LogField.Time, text[(open + 1)..close]);
        fields.Set(LogField.Protocol, "tcp");
        ReadRequest(text[(close + 2)..], fields);
        fields.Kind = EventKind.Request;
        return LineKind.Event;
    }

    static void ReadRequest(ReadOnlySpan<char> text, LogLine fields)
    {
        var request = TakeQuoted(ref text);
        var line = new Words(request);
        fields.Set(LogField.Method, line.Next());
        var end = request.LastIndexOf(" HTTP/");
        var url = line.Rest;
        if (end > 0 && end >= request.Length - url.Length) url = request[(request.Length - url.Length)..end];
        fields.Set(LogField.Url, url);

        var words = new Words(text);
        fields.Set(LogField.Status, words.Next());
        fields.Set(LogField.BytesReceived, words.Next());
        text = words.Rest.TrimStart();
        TakeQuoted(ref text);   // where it came from
        fields.Set(LogField.Agent, TakeQuoted(ref text));
    }

    // What is between two quotes; within, a quote has a backslash before it.
    static ReadOnlySpan<char> TakeQuoted(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text is not ['"', ..]) return default;

        var end = 1;
        while (end < text.Length && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        end = Math.Min(end, text.Length);
        var quoted = text[1..end];
        text = text[Math.Min(text.Length, end + 1)..];
        return quoted;
    }
}
