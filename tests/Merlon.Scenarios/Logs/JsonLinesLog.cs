using System.Text.Json;

namespace Merlon.Scenarios.Logs;

sealed class JsonLinesLog(ColumnSet columns) : ColumnLog("firewall.jsonl", columns)
{
    public override string Line(Occurrence what) =>
        "{" + string.Join(", ", Cells(what).Where(cell => cell.Value.Length > 0).Select(Member)) + "}";

    static string Member((string Name, string Value) cell)
    {
        var isNumber = cell.Value.All(char.IsAsciiDigit);
        return $"{Quoted(cell.Name)}: {(isNumber ? cell.Value : Quoted(cell.Value))}";
    }

    static string Quoted(string text) => JsonEncodedText.Encode(text) is var safe ? $"\"{safe}\"" : "";
}
