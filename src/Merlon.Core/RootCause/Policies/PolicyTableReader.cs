using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

/// <summary>
/// Reads a policy that is a table with named columns, in Markdown or between commas: <c>Rule ID | Source IP |
/// Destination IP | Protocol | Port Range | Action</c>, and perhaps a comment. Rows are rules in the order in which
/// they stand; of what none matches, the table tells nothing.
/// </summary>
static class PolicyTableReader
{
    public static PolicyPart Read(PolicyFile file)
    {
        var (faults, rules) = (ImmutableArray.CreateBuilder<Fault>(), ImmutableArray.CreateBuilder<GivenRule>());
        var rows = new List<(PolicyRow Row, int Line)>();
        PolicyColumns? columns = null;
        var last = double.NegativeInfinity;
        foreach (var (at, text) in file.Lines.Index())
        {
            if (TableRow.Of(text) is not { } cells) continue;
            if (PolicyColumns.Of(cells) is { } heading)
            {
                columns = heading;
                continue;
            }

            if (columns is null || TableRow.IsRuler(cells)) continue;

            var (row, line) = (new PolicyRow(columns, cells), at + 1);
            if (row.WhyNot is { } fault)
            {
                faults.Add(new(line, 1, fault.Message, fault.Expected));
                continue;
            }

            if (columns.IsOrdered && double.TryParse(row.Name, CultureInfo.InvariantCulture, out var order))
            {
                if (order < last) faults.Add(new(line, 1, $"{row.Name} stands behind {last:0.##}",
                    "rows in the order in which they are tried: sort them first"));
                last = order;
            }

            rules.Add(new(row.Name ?? $"{file.Name}:{line}", line, text.Trim(),
                row.Comment)
            { IsDefault = row.IsDefault });
            rows.Add((row, line));
        }

        if (columns is null) faults.Add(new(1, 1, "no rules", "what iptables-save writes, or a table with the "
            + "columns Source IP, Destination IP, Protocol, Port Range, Action"));
        return new(
            [.. new[] { IpFamily.V4, IpFamily.V6 }.Select(family => RuleSetOf(family, rows))], rules.ToImmutable(),
            IsDefaultTold: rules.Any(rule => rule.IsDefault), faults.ToImmutable());
    }

    // What a port forward leads in, it lets in.
    static RuleSet RuleSetOf(IpFamily family, List<(PolicyRow Row, int Line)> rows)
    {
        var forwards = Rules(family, "nat", "PREROUTING", rows.Where(row => row.Row.IsForward));
        var filters = Rules(family, "filter", Hook.Forward.ChainName, rows.Where(row => !row.Row.IsForward));
        if (forwards.Length > 0)
            filters = [.. Parsed(family, "filter", Hook.Forward.ChainName,
                "-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT"), .. filters];
        return new(family,
        [
            new("nat", [new("PREROUTING", Verdict.Accept, default, forwards)]),
            new("filter", [new(Hook.Forward.ChainName, Verdict.Accept, default, filters)]),
        ]);
    }

    static ImmutableArray<Rule> Rules(
        IpFamily family, string table, string chain, IEnumerable<(PolicyRow Row, int Line)> rows) =>
    [
        .. from row in rows
           let lines = row.Row.LinesIn(family, chain).ToList()
           where lines.Count > 0
           from rule in Parsed(family, table, chain, string.Join('\n', lines))
           select rule with { Line = row.Line },
    ];

    // By way of the text that iptables-save would write: one meaning for all rules.
    static ImmutableArray<Rule> Parsed(IpFamily family, string table, string chain, string lines)
    {
        var read = RuleSetReader.Read($"*{table}\n:{chain} ACCEPT [0:0]\n{lines}\nCOMMIT\n", family);
        return [.. read.Rules.TableNamed(table)!.ChainNamed(chain)!.Rules.Select(rule => rule with { Line = 0 })];
    }
}
