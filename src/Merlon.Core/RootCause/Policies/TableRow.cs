namespace Merlon.RootCause.Policies;

/// <summary>The cells of a row of a table: between bars, or commas, semicolons, tabs.</summary>
static class TableRow
{
    const int LeastCells = 3;

    /// <returns>Null for a line that is no row.</returns>
    public static string[]? Of(string line)
    {
        line = line.Trim();
        if (line is ['|', ..]) return Cells(line.Trim('|'), '|');

        foreach (var separator in (char[])['\t', ';', ','])
        {
            if (line.Count(separator) + 1 >= LeastCells) return Cells(line, separator);
        }

        return null;
    }

    /// <summary>Whether it is the line below a heading: <c>|---|---|</c>.</summary>
    public static bool IsRuler(string[] cells) =>
        Array.TrueForAll(cells, cell => cell.AsSpan().Trim("-:= ").IsEmpty);

    static string[] Cells(string row, char separator)
    {
        var (cells, start, isQuoted) = (new List<string>(), 0, false);
        for (var i = 0; i <= row.Length; i++)
        {
            if (i < row.Length && row[i] == '"') isQuoted = !isQuoted;
            if (i < row.Length && (row[i] != separator || isQuoted)) continue;
            cells.Add(row[start..i].Trim().Trim('"', '`'));
            start = i + 1;
        }

        return [.. cells];
    }
}
