using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>
/// Tables: Markdown with its bars, or values between commas, semicolons or tabs (RFC 4180). A heading names the
/// columns; it may stand again, and another one begins another table.
/// </summary>
sealed class TableSyntax : ILogSyntax
{
    const int LeastColumns = 3, MostColumns = 256;

    readonly List<string> _cells = [];
    LogField[]? _columns;
    char _separator;

    public string Name => "table";

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
        Split(row, separator);
        if (_cells.TrueForAll(cell => cell.AsSpan().Trim("-: =").IsEmpty)) return LineKind.Silent;   // |---|---|
        if (TryReadHeading(separator)) return LineKind.Silent;
        if (_columns is null || _separator != separator) return LineKind.Foreign;
        if (_columns.Length == 0) return LineKind.Silent;   // a table, and of no log

        for (var i = 0; i < Math.Min(_cells.Count, _columns.Length); i++) fields.Set(_columns[i], _cells[i]);
        return LineKind.Event;
    }

    // Names all of them, and none a value: neither an address nor a time.
    bool TryReadHeading(char separator)
    {
        if (_cells.Count < LeastColumns || _cells.Exists(cell =>
            cell.Length == 0 || Ip.TryParse(cell, out _) || LogTime.TryRead(cell, out _))) return false;

        var columns = _cells.Select(cell => LogFields.Named(cell)).ToArray();
        if (columns.Count(column => column is not LogField.Ignored) < 2) return false;

        // A table of rules has no time, and is not a log.
        var isOfRules = columns[0] is LogField.Rule && !columns.Contains(LogField.Time)
            && !columns.Contains(LogField.Date);
        (_columns, _separator) = (isOfRules ? [] : columns, separator);
        return true;
    }

    void Split(ReadOnlySpan<char> row, char separator)
    {
        _cells.Clear();
        while (_cells.Count < MostColumns)
        {
            if (row is ['"', ..] && separator != '|')
            {
                _cells.Add(TakeQuoted(ref row));
                if (!row.StartsWith([separator])) return;
                row = row[1..];
                continue;
            }

            var end = EndOf(row, separator);
            _cells.Add((end < 0 ? row : row[..end]).Trim().Trim('`').ToString());
            if (end < 0) return;
            row = row[(end + 1)..];
        }
    }

    // In Markdown '\|' stands for a bar.
    static int EndOf(ReadOnlySpan<char> row, char separator)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == separator && (separator != '|' || i == 0 || row[i - 1] != '\\')) return i;
        }

        return -1;
    }

    static string TakeQuoted(ref ReadOnlySpan<char> row)
    {
        var end = 1;
        while (end < row.Length && (row[end] != '"' || (end + 1 < row.Length && row[end + 1] == '"')))
            end += row[end] == '"' ? 2 : 1;
        end = Math.Min(end, row.Length);
        var cell = row[1..end].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
        row = row[Math.Min(row.Length, end + 1)..].TrimStart(' ');
        return cell;
    }
}
