namespace Merlon.Scenarios.Logs;

sealed class CsvLog(ColumnSet columns) : ColumnLog("firewall.csv", columns)
{
    public override IEnumerable<string> Head => [string.Join(',', Names)];

    public override string Line(Occurrence what) => string.Join(',', Cells(what).Select(cell => Quoted(cell.Value)));

    static string Quoted(string text) =>
        text.Contains(',', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal)
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
