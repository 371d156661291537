using Merlon.Alerts;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// By source only, for comparison: what an alert's source sends is dropped at once, as tools that ban addresses do
/// (fail2ban, CrowdSec). Honest traffic is not looked at, and rules stay.
/// </summary>
public sealed class SourceStrategy : IStrategy
{
    readonly List<FlowPrints> _waiting = [];

    public string Name => "source";

    public TimeSpan Period => TimeSpan.Zero;

    public int MostRules => 100_000;

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst)
    {
        if (!isCovered && prints.Forward(Atom.Source) != 0) _waiting.Add(prints);
    }

    public void Propose(Situation situation)
    {
        for (var i = 0; i < _waiting.Count && situation.Rules.Count < MostRules; i++) Block(_waiting[i], situation);
        _waiting.Clear();
    }

    static void Block(in FlowPrints alert, Situation situation)
    {
        var rule = DropRule.FromSource(alert.Key.SourceIp);
        var print = alert.Forward(Atom.Source);
        if (situation.Rules.NumberOf(print) is not null || situation.Forbids(rule)) return;

        // Told, not judged by.
        var harm = BenignHarm.LookAt(rule, most: double.PositiveInfinity, situation);
        situation.Take(new(rule, print, Alerts: 1, Uncovered: 1, harm));
    }
}
