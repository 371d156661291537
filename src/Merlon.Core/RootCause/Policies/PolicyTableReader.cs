using System.Collections.Immutable;
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
public static class PolicyTableReader
{
    /// <param name="faults">What cannot be made sense of, all of it.</param>
    /// <returns>Null where there is no such table, or a fault in it.</returns>
    public static Policy? Read(string text, out ImmutableArray<Fault> faults)
    {
        var (found, rules) = (ImmutableArray.CreateBuilder<Fault>(), ImmutableArray.CreateBuilder<GivenRule>());
        var families = new Dictionary<IpFamily, List<Rule>> { [IpFamily.V4] = [], [IpFamily.V6] = [] };
        PolicyColumns? columns = null;
        var line = 0;
        foreach (var row in text.Split('\n'))
        {
            line++;
            if (TableRow.Of(row) is not { } cells) continue;
            if (PolicyColumns.Of(cells) is { } heading)
            {
                columns = heading;
                continue;
            }

            if (columns is null || TableRow.IsRuler(cells)) continue;

            var drawn = new PolicyRow(columns, cells);
            if (drawn.WhyNot is { } fault)
            {
                found.Add(new(line, 1, fault.Message, fault.Expected));
                continue;
            }

            rules.Add(new(drawn.Name ?? $"{line}", line, row.Trim(), drawn.Comment));
            foreach (var (family, own) in families) own.AddRange(Rules(drawn, family, line));
        }

        faults = found.ToImmutable();
        return rules.Count == 0 || faults.Length > 0 ? null
            : new([.. families.Select(one => RuleSetOf(one.Key, one.Value))], rules.ToImmutable(), false);
    }

    // By way of the text that iptables-save would write: one meaning for all rules.
    static IEnumerable<Rule> Rules(PolicyRow row, IpFamily family, int line)
    {
        var lines = row.LinesIn(family).ToList();
        if (lines.Count == 0) return [];

        var text = $"*filter\n:FORWARD ACCEPT [0:0]\n{string.Join('\n', lines)}\nCOMMIT\n";
        var read = RuleSetReader.Read(text, family);
        return read.Rules.TableNamed("filter")!.ChainNamed("FORWARD")!.Rules.Select(rule => rule with { Line = line });
    }

    static RuleSet RuleSetOf(IpFamily family, List<Rule> rules) => new(
        family, [new("filter", [new(Hook.Forward.ChainName, Verdict.Accept, default, [.. rules])])]);
}
