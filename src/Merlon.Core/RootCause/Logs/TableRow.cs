namespace Merlon.RootCause.Logs;

/// <summary>The cells of a row of a table: between bars, or commas, semicolons, tabs.</summary>
static class TableRow
{
    const int LeastCells = 3, MostCells = 256;

    /// <returns>Null for a line that is no row.</returns>
    public static List<string>? Of(string line)
    {
        line = line.Trim();
        var cells = new List<string>();
        if (line is ['|', ..])
        {
            Split(line.AsSpan().Trim('|'), '|', cells);
            return cells;
        }

        foreach (var separator in (ReadOnlySpan<char>)['\t', ';', ','])
        {
            if (line.AsSpan().Count(separator) + 1 < LeastCells) continue;
            Split(line, separator, cells);
            return cells;
        }

        return null;
    }

    /// <summary>Whether it is the line below a heading: <c>|---|---|</c>.</summary>
    public static bool IsRuler(List<string> cells) =>
        cells.TrueForAll(cell => cell.AsSpan().Trim("-:= ").IsEmpty);

    /// <summary>The cells of a row, without spaces and quotes around them (RFC 4180).</summary>
    public static void Split(ReadOnlySpan<char> row, char separator, List<string> cells)
    {
        cells.Clear();
        while (cells.Count < MostCells)
        {
            row = separator == '\t' ? row : row.TrimStart(' ');
            if (row is ['"', ..] && separator != '|')
            {
                cells.Add(TakeQuoted(ref row));
                if (!row.StartsWith([separator])) return;
                row = row[1..];
                continue;
            }

            var end = EndOf(row, separator);
            cells.Add((end < 0 ? row : row[..end]).Trim().Trim('`').ToString());
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

    /// <summary>Whether a row ends within a cell between quotes, which then goes on in the next line.</summary>
    /// <param name="isWithin">Whether it begins within one.</param>
    public static bool EndsWithin(ReadOnlySpan<char> row, char separator, bool isWithin)
    {
        var isAtStart = !isWithin;
        for (var i = 0; i < row.Length; i++)
        {
            if (isWithin)
            {
                if (row[i] != '"') continue;
                if (i + 1 < row.Length && row[i + 1] == '"') i++;
                else isWithin = false;
            }
            else if (row[i] == separator)
            {
                isAtStart = true;
            }
            else if (row[i] != ' ')
            {
                isWithin = isAtStart && row[i] == '"';
                isAtStart = false;
            }
        }

        return isWithin;
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
