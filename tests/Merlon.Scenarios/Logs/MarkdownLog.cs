namespace Merlon.Scenarios.Logs;

sealed class MarkdownLog(ColumnSet columns) : ColumnLog("firewall.md", columns)
{
    public override IEnumerable<string> Head =>
    [
        $"| {string.Join(" | ", Names)} |",
        $"|{string.Concat(Names.Select(name => new string('-', name.Length + 2) + "|"))}",
    ];

    public override string Line(Occurrence what) =>
        $"| {string.Join(" | ", Cells(what).Select(cell => cell.Value))} |";
}
