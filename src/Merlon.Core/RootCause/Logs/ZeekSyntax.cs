namespace Merlon.RootCause.Logs;

/// <summary>Zeek's logs as tab-separated text: a line <c>#fields</c> names the columns, <c>#path</c> the log.</summary>
sealed class ZeekSyntax : ILogSyntax
{
    const string Fields = "#fields", Path = "#path";

    LogField[] _columns = [];
    bool _isNotice;

    public string Name => "zeek";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        if (text.StartsWith(Fields)) SetColumns(text[Fields.Length..].Trim());
        if (text.StartsWith(Path)) _isNotice = text[Path.Length..].Trim() is "notice" or "weird" or "intel";
        if (text.StartsWith("#separator") || text.StartsWith("#set_separator") || text.StartsWith("#empty_field")
            || text.StartsWith("#unset_field") || text.StartsWith("#open") || text.StartsWith("#close")
            || text.StartsWith("#types") || text.StartsWith(Path) || text.StartsWith(Fields)) return LineKind.Silent;
        if (_columns.Length == 0 || text.Count('\t') + 1 < _columns.Length) return LineKind.Foreign;

        var place = 0;
        foreach (var cell in text.Split('\t'))
        {
            if (place == _columns.Length) break;
            fields.Set(_columns[place++], text[cell]);
        }

        if (_isNotice) fields.Kind = EventKind.Alert;
        return LineKind.Event;
    }

    void SetColumns(ReadOnlySpan<char> names)
    {
        var columns = new List<LogField>();
        foreach (var name in names.Split('\t')) columns.Add(Named(names[name]));
        _columns = [.. columns];
    }

    // In its notice.log src and dst repeat id.orig_h and id.resp_h, and p is a port.
    static LogField Named(ReadOnlySpan<char> name) => name switch
    {
        "service" or "history" or "uid" or "fuid" or "status_msg" or "info_msg" or "type" => LogField.Ignored,
        "note" => LogField.Reason,
        "p" => LogField.DestinationPort,
        "actions" => LogField.Ignored,
        _ => LogFields.Named(name),
    };
}
