using System.Net;

namespace Merlon.Scenarios.Policies;

/// <summary>A policy as a table: one row a rule, with comments where there are any.</summary>
static class RuleTableText
{
    static readonly string[] Columns =
        ["Rule ID", "Source IP", "Destination IP", "Protocol", "Port Range", "Action", "Comment"];

    public static IEnumerable<(string Text, Rule? Rule, bool IsDefault)> Write(
        Policy policy, RuleForm form, bool withSix)
    {
        var commented = policy.Rules.Any(rule => rule.Comment is not null || rule.Limit is not null);
        var width = commented ? 7 : 6;
        var rows = policy.Rules.Select(Cells).ToList();
        rows.AddRange(Defaults(policy, withSix));
        var widths = Enumerable.Range(0, width)
            .Select(at => Math.Max(Columns[at].Length, rows.Max(row => row[at].Length))).ToArray();
        string Text(string[] cells) => form == RuleForm.CsvTable
            ? string.Join(',', cells.Take(width).Select(Quoted))
            : "| " + string.Join(" | ", cells.Take(width).Select((cell, at) => cell.PadRight(widths[at]))) + " |";

        yield return (Text(Columns), null, false);
        if (form == RuleForm.MarkdownTable)
            yield return ("|" + string.Join('|', widths.Select(w => new string('-', w + 2))) + "|", null, false);
        for (var at = 0; at < rows.Count; at++)
        {
            var rule = at < policy.Rules.Length ? policy.Rules[at] : null;
            var isDefault = rule is null && rows[at][5] == "Allow";
            yield return (Text(rows[at]), rule, isDefault);
        }
    }

    static string Quoted(string cell) => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell;

    static string[] Cells(Rule rule) =>
    [
        rule.Id, Address(rule.Source, rule), Address(rule.Destination, rule),
        rule.Ports.Protocol == "any" ? "Any" : rule.Ports.Protocol.ToUpperInvariant(),
        rule.Ports.Protocol == "any" ? "Any" : rule.Ports.ToString(),
        rule.ForwardTo is { } to ? $"DNAT {IptablesText.Endpoint(to.Address, to.Port)}"
            : rule.Accepts ? "Allow" : "Deny",
        string.Join("; ", new[] { rule.Limit is { } limit ? $"limit {limit} per source" : null, rule.Comment }
            .OfType<string>()),
    ];

    static IEnumerable<string[]> Defaults(Policy policy, bool withSix)
    {
        static string[] Row(string any, bool accepts) =>
            ["default", any, any, "Any", "Any", accepts ? "Allow" : "Deny", ""];
        if (!withSix || policy.AcceptsByDefault == policy.AcceptsByDefault6)
            return [Row("Any", policy.AcceptsByDefault)];
        return [Row("0.0.0.0/0", policy.AcceptsByDefault), Row("::/0", policy.AcceptsByDefault6)];
    }

    static string Address(IPNetwork? network, Rule rule) => network switch
    {
        null => rule.OnlyFamily switch { 4 => "0.0.0.0/0", 6 => "::/0", _ => "Any" },
        { PrefixLength: 32 } one when rule.Family == 4 => $"{one.BaseAddress}",
        { PrefixLength: 128 } one => $"{one.BaseAddress}",
        { } some => $"{some}",
    };
}
