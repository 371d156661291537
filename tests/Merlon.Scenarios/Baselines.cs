using System.Collections.Immutable;
using Merlon.Scenarios.Replaying;

namespace Merlon.Scenarios;

/// <summary>Answers that need no understanding; whatever does no better has none.</summary>
public static class Baselines
{
    static readonly ImmutableSortedSet<string> Permissive = [CauseIds.OverPermissiveRule];

    /// <summary>The rule that admitted most lines.</summary>
    public static (IReadOnlySet<string> Answer, RulePlace? Rule) MostFrequentRule(Scenario scenario)
    {
        var firewall = new Firewall(scenario.Rules);
        var most = scenario.Replay
            .Select(logged => firewall.Decide(logged.Packet))
            .Where(decision => decision.Admits)
            .CountBy(decision => decision.By)
            .OrderByDescending(pair => pair.Value)
            .Select(pair => pair.Key)
            .FirstOrDefault();
        return (Permissive, most);
    }

    /// <summary>The rule that admits most packets there could be.</summary>
    public static (IReadOnlySet<string> Answer, RulePlace? Rule) MostPermissiveRule(Scenario scenario) =>
        (Permissive, new Firewall(scenario.Rules).Admitting.MaxBy(clause => clause.Width)?.Place);
}
