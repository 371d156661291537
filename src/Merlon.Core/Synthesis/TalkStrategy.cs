using Merlon.Alerts;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The baseline. Repeatedly takes the atom (see <see cref="Atom"/>) that covers most alerts of the window not yet
/// covered, among those with which the benign flows matched by the whole rule set stay within
/// <c>epsilon</c> times the benign window and no protected traffic is dropped. Rules stay.
/// </summary>
/// <param name="epsilon">The share of the benign window, 0 to 1, that the rule set may match.</param>
public sealed class TalkStrategy(double epsilon) : IStrategy
{
    readonly BenignHarm _harm = new();
    readonly Candidates _candidates = new();
    readonly List<UncoveredAlert> _uncovered = [];
    long _noticed;

    public string Name => "talk";

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    public int MostRules => 100_000;

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst)
    {
        if (isFirst) _uncovered.Clear();
        if (!isCovered) _uncovered.Add(new(_noticed, alert.Flow.Key, prints));
        _noticed++;
    }

    public void Propose(Situation situation)
    {
        ForgetBefore(_noticed - situation.Alerts.Alerts.Length);
        var budget = epsilon * situation.Benign.Count;
        if (_uncovered.Count == 0 || situation.Matched > budget || situation.Rules.Count >= MostRules) return;

        if (_uncovered.Count == 1) ProposeForOne(situation, budget);
        else ProposeForMany(situation, budget);
    }

    // Most windows wait for a rule for their latest alert only: its atoms are the candidates, in their order.
    void ProposeForOne(Situation situation, double budget)
    {
        var alert = _uncovered[0];
        for (var atom = Atom.Source; atom <= Atom.Connection; atom++)
        {
            if (alert.Prints.Forward(atom) is not (not 0 and var print)) continue;

            var rule = DropRule.For(atom, alert.Key)!.Value;
            if (situation.Forbids(rule)) continue;

            var harm = BenignHarm.LookAt(rule, budget - situation.Matched, situation);
            if (situation.Matched + harm > budget) continue;

            situation.Take(new(rule, print, Alerts: 1, Uncovered: 1, harm));
            _uncovered.Clear();
            return;
        }
    }

    void ProposeForMany(Situation situation, double budget)
    {
        _candidates.Gather(_uncovered);
        _harm.Reset();
        var uncovered = _uncovered.Count;
        while (situation.Rules.Count < MostRules && _candidates.TryTake(out var best))
        {
            var rule = DropRule.For(best.Atom, _uncovered[best.FirstAlert].Key)!.Value;
            if (situation.Forbids(rule)) continue;

            var harm = _harm.Of(rule, best.Print, budget - situation.Matched, _candidates, situation);
            if (situation.Matched + harm > budget) continue;   // never falls within one call, so it need not come back

            situation.Take(new(rule, best.Print, best.Alerts, uncovered, harm));
            _candidates.Cover(best);
            _harm.Taken(harm);
            uncovered -= best.Alerts;
        }

        if (situation.Taken.Count > 0) ForgetCovered(situation.Rules);
    }

    // What the window no longer holds.
    void ForgetBefore(long oldest)
    {
        var forgotten = 0;
        while (forgotten < _uncovered.Count && _uncovered[forgotten].Number < oldest) forgotten++;
        _uncovered.RemoveRange(0, forgotten);
    }

    // A rule covers more than the alerts that spoke for it: the answers that a source sends, too.
    void ForgetCovered(RuleTable rules)
    {
        var kept = 0;
        for (var i = 0; i < _uncovered.Count; i++)
        {
            if (!rules.TryFind(_uncovered[i].Prints, out _)) _uncovered[kept++] = _uncovered[i];
        }

        _uncovered.RemoveRange(kept, _uncovered.Count - kept);
    }
}
