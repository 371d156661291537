using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>
/// Tables: Markdown with its bars, or values between commas, semicolons or tabs (RFC 4180). A heading names the
/// columns; it may stand again, and another one begins another table.
/// </summary>
sealed class TableSyntax : ILogSyntax
{
    const int LeastColumns = 3;

    readonly List<string> _cells = [];
    LogField[]? _columns;
    string?[] _units = [];
    char _separator;

    public string Name => "table";

    /// <summary>Whether a cell goes on in the next line (RFC 4180, 2, 6).</summary>
    public bool EndsWithin(ReadOnlySpan<char> text, bool isWithin) =>
        _columns is not null && _separator != '|' && TableRow.EndsWithin(text, _separator, isWithin);

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields) =>
        head.Time is null ? ReadRow(text.Trim(), fields) : LineKind.Foreign;

    LineKind ReadRow(ReadOnlySpan<char> row, LogLine fields)
    {
        if (row is ['|', ..]) return ReadCells(row.Trim('|'), '|', fields);
        if (_columns is not null && _separator != '|') return ReadCells(row, _separator, fields);

        foreach (var separator in (ReadOnlySpan<char>)[',', ';', '\t'])
        {
            if (row.Count(separator) + 1 >= LeastColumns && ReadCells(row, separator, fields) is not LineKind.Foreign
                and var kind) return kind;
        }

        return LineKind.Foreign;
    }

    LineKind ReadCells(ReadOnlySpan<char> row, char separator, LogLine fields)
    {
        TableRow.Split(row, separator, _cells);
        if (TableRow.IsRuler(_cells)) return LineKind.Silent;
        if (TryReadHeading(separator)) return LineKind.Silent;
        if (_columns is null || _separator != separator) return LineKind.Foreign;
        if (_columns.Length == 0) return LineKind.Silent;   // a table, and of no log

        for (var i = 0; i < Math.Min(_cells.Count, _columns.Length); i++)
            fields.Set(_columns[i], ColumnUnit.Applied(_cells[i], _columns[i], _units[i]));
        return LineKind.Event;
    }

    // Names all of them, and none a value: neither an address nor a time.
    bool TryReadHeading(char separator)
    {
        if (_cells.Count < LeastColumns || _cells.Exists(cell =>
            cell.Length == 0 || Ip.TryParse(cell, out _) || LogTime.TryRead(cell, out _))) return false;

        var headings = _cells.ConvertAll(ColumnUnit.Split);
        var columns = headings.Select(heading => LogFields.Named(heading.Name)).ToArray();
        if (columns.Count(column => column is not LogField.Ignored) < 2) return false;

        // A table of rules has no time, and is not a log.
        var isOfRules = columns[0] is LogField.Rule && !columns.Contains(LogField.Time)
            && !columns.Contains(LogField.Date);
        (_columns, _separator) = (isOfRules ? [] : columns, separator);
        _units = [.. headings.Select(heading => heading.Unit)];
        return true;
    }
}
