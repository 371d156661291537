using System.Text;

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
                foreach (var rule in chain.Rules)
                {
                    if (withCounters && rule.Counters is { } counters) text.Append($"{counters} ");
                    text.Append(RuleWriter.Print(rule, chain.Name)).Append('\n');
                }
            }

            text.Append("COMMIT\n");
        }

        return text.ToString();
    }

    static string Policy(Chain chain) => chain.Policy switch
    {
        Verdict.Accept => "ACCEPT",
        Verdict.Drop => "DROP",
        _ => "-",
    };
}
