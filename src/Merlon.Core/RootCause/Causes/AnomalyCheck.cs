using System.Collections.Immutable;
using Merlon.Net;
using Merlon.RootCause.Policies;
using Merlon.Rules;
using Merlon.Rules.Lint;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Causes;

/// <summary>What is odd about changed rules, and was not odd about them before.</summary>
sealed class AnomalyCheck(Policy before)
{
    readonly Lazy<HashSet<string>> _before = new(() => [.. In(before).Select(finding => finding.Key)]);

    /// <returns>In words; empty where the change adds none, or where the rules cannot be held as sets.</returns>
    public ImmutableArray<string> Added(Policy changed) =>
        [.. In(changed).Where(finding => !_before.Value.Contains(finding.Key)).Select(finding => finding.Words)];

    static IEnumerable<(string Key, string Words)> In(Policy policy) =>
        from rules in policy.Families
        let table = rules.TableNamed("filter")
        where table is not null
        from finding in Found(rules.Family, table)
        where finding.IsFault
        let rule = finding.Rule is { } odd ? RuleWriter.Print(odd, finding.Chain) : finding.Chain
        select ($"{finding.Anomaly} {rule}", $"{rule}: {finding.Message}");

    static IReadOnlyList<Finding> Found(IpFamily family, Table table)
    {
        try
        {
            return Linter.LintPairs(family, table);
        }
        catch (TooLargeException)
        {
            return [];
        }
    }
}
