using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>A rule set as iptables-save writes it.</summary>
public static class RuleSetWriter
{
    /// <param name="withCounters">Whether rules say how many packets they have met; chains always do.</param>
    public static string Print(RuleSet rules, bool withCounters = false)
    {
        var text = new StringBuilder();
        foreach (var table in rules.Tables)
        {
            text.Append($"*{table.Name}\n");
            foreach (var chain in table.Chains) text.Append($":{chain.Name} {Policy(chain)} {chain.Counters}\n");
            foreach (var chain in table.Chains)
            {
                foreach (var rule in chain.Rules) text.Append(Print(rule, chain.Name, withCounters)).Append('\n');
            }

            text.Append("COMMIT\n");
        }

        return text.ToString();
    }

    /// <summary>A rule's line.</summary>
    public static string Print(Rule rule, string chain, bool withCounters) =>
        (withCounters && rule.Counters is { } counters ? $"{counters} " : "") + RuleWriter.Print(rule, chain);

    /// <summary>
    /// What iptables-restore --noflush takes to add rules of built-in chains to those that stand, in the order of their
    /// lines, each below its reason, and the chains that are new. No policy is set. Of two families, each line says
    /// which it is for, so that the same text loads with ip6tables-restore (iptables(8), -4 and -6).
    /// </summary>
    public static string PrintAdditions(IReadOnlyList<RuleSet> families)
    {
        var text = new StringBuilder("# ");
        text.AppendJoin(", then ", families.Select(rules => Restore(rules.Family))).Append("\n*filter\n");
        var chains = families.SelectMany(rules => rules.TableNamed("filter")!.Chains);
        foreach (var chain in chains.Where(chain => chain.Policy is null)) text.Append($":{chain.Name} - [0:0]\n");

        var additions =
            from rules in families
            from chain in rules.TableNamed("filter")!.Chains
            from rule in chain.Rules
            orderby rule.Line
            select rule.Remark + RuleWriter.Print(rule, chain.Name, families.Count > 1 ? rules.Family : null);
        foreach (var addition in additions) text.Append(addition).Append('\n');

        return text.Append("COMMIT\n").ToString();
    }

    static string Restore(IpFamily family) =>
        family is IpFamily.V4 ? "iptables-restore --noflush" : "ip6tables-restore --noflush";

    static string Policy(Chain chain) => chain.Policy switch
    {
        Verdict.Accept => "ACCEPT",
        Verdict.Drop => "DROP",
        _ => "-",
    };
}
