using Merlon.Alerts;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The baseline. Repeatedly takes the atom (see <see cref="Atom"/>) that covers most alerts of the window not yet
/// covered, among those with which the benign flows matched by the whole rule set stay within
/// <c>epsilon</c> times the benign window. Rules stay.
/// </summary>
/// <param name="epsilon">The share of the benign window, 0 to 1, that the rule set may match.</param>
public sealed class TalkStrategy(double epsilon) : IStrategy
{
    readonly RuleTable _rules = new();   // all that were proposed, since rules stay
    readonly BenignCounts _benign = new();
    readonly Candidates _candidates = new();
    readonly List<UncoveredAlert> _uncovered = [];
    long _noticed;

    public string Name => "talk";

    public TimeSpan Period => TimeSpan.FromSeconds(1);

    public int MostRules => 100_000;

    public void Notice(in Alert alert, in FlowPrints prints, bool opened)
    {
        if (opened) _uncovered.Clear();
        if (!_rules.TryFind(prints, out _)) _uncovered.Add(new(_noticed, alert.Flow.Key, prints));
        _noticed++;
    }

    public void Remember(in FlowPrints prints) => _benign.Add(prints, _rules);

    public void Forget(in FlowPrints prints) => _benign.Remove(prints, _rules);

    public void Propose(Windows windows, RuleTable known, int nextNumber, List<Proposal> proposals)
    {
        var oldest = _noticed - windows.Alerts.Alerts.Count;
        _uncovered.RemoveAll(alert => alert.Number < oldest);   // no longer in the window
        _candidates.Gather(_uncovered);

        var budget = epsilon * windows.Benign.Count;
        var uncovered = _uncovered.Count;
        while (_rules.Count < MostRules && _candidates.TryTake(out var best))
        {
            var harm = _benign.Of(best.Print);
            if (_benign.Matched + harm > budget) continue;   // harm never falls within one call

            var rule = DropRule.For(best.Atom, _uncovered[best.FirstAlert].Key)!.Value;
            _candidates.Cover(best);
            _benign.Match(best.Atom, best.Print, windows, _rules);
            _rules.Add(best.Atom, best.Print, nextNumber + proposals.Count);
            proposals.Add(new(rule, best.Print, best.Alerts, uncovered, harm));
            uncovered -= best.Alerts;
        }

        _uncovered.RemoveAll(alert => _rules.TryFind(alert.Prints, out _));
    }
}
