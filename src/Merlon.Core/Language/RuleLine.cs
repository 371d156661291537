using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Language;

/// <summary>A line of an answer as iptables reads it, whatever the chain.</summary>
/// <param name="Family">Whose program takes it; of a line that is no rule, the one with fewer faults of it.</param>
/// <param name="Placement">Where its rules go; null where it is none.</param>
/// <param name="Rules">One for each pair of addresses; empty where it is none.</param>
/// <param name="Problem">Why it is no rule, and what was expected; null when it is one.</param>
public sealed record RuleLine(IpFamily Family, Placement? Placement, ImmutableArray<Rule> Rules, string? Problem)
{
    /// <summary>So many rules a line may stand for.</summary>
    public const int MostRules = 64;

    const int LongestLine = 1_023;

    /// <param name="chain">That a rule would go to, for what is expected.</param>
    public static RuleLine Read(string line, string chain)
    {
        if (line.Length > LongestLine)
            return None(IpFamily.V4, $"it is too long; expected {LongestLine:N0} characters at most");
        if (line is not ['-', ..]) return None(IpFamily.V4, $"it adds no rule; expected -A {chain} and a rule");
        if (line is ['-', 's' or 'd' or 'p' or 'j' or 'm', ..])
            return None(IpFamily.V4, $"no chain is named; expected -A {chain} before it");

        var words = Words.Of(line, 0, out var isOpen);
        if (isOpen) return None(IpFamily.V4, "a quote does not end; expected \" behind it");

        var (v4, faults) = Read(words, IpFamily.V4, chain);
        if (v4.Problem is null) return v4;

        var (v6, others) = Read(words, IpFamily.V6, chain);
        return v6.Problem is null || others < faults ? v6 : v4;
    }

    static (RuleLine Line, int Faults) Read(List<Word> words, IpFamily family, string chain)
    {
        var reader = new RuleReader(family, "filter", []);
        if (!reader.TryRead(words, 1, out var rules, out var faults))
        {
            var told = faults.Take(3).Select(fault => $"{fault.Message}; expected {fault.Expected}");
            return (None(family, string.Join("; ", told)), faults.Count);
        }

        if (rules.Count == 0 || reader.Placement is not { } placement)
            return (None(family, $"it adds no rule; expected -A {chain}"), 1);
        return rules.Count > MostRules
            ? (None(family, $"it stands for {rules.Count:N0} rules; expected fewer addresses"), 1)
            : (new(family, placement, [.. rules], null), 0);
    }

    static RuleLine None(IpFamily family, string problem) => new(family, null, [], problem);
}
