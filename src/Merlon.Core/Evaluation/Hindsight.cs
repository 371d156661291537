using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis.Cover;

namespace Merlon.Evaluation;

/// <summary>A rule set that was chosen when all flows were known, and how good it is known to be.</summary>
/// <param name="Budget">So many benign flows it was allowed to drop.</param>
/// <param name="Benign">What it drops of them, each flow counted once.</param>
/// <param name="Bound">No rule set within the budget drops more malicious flows.</param>
public sealed record HindsightAnswer(
    long Budget, Tally Malicious, Tally Benign, long Bound, ImmutableArray<DropRule> Rules)
{
    public double Cbr => Malicious.Share;
    public double Wbr => Benign.Share;

    /// <summary>No rule set within the budget has a higher CBR.</summary>
    public double BoundCbr => new Tally(Malicious.Flows, Bound).Share;
}

/// <summary>
/// What the best rule set could do, had it been in force from the beginning, by somebody who knows all flows to come:
/// the measure of what can be had of a piece of traffic at all.
/// </summary>
/// <remarks>
/// Its rules are about new connections, of all atoms but single connections of TCP and UDP, whose source ports nobody
/// knows beforehand. Flows that differ in the source port alone are one class. The harms of rules that drop the same
/// flows are counted for each, so a choice may drop less than its sum. That costs nothing of the best: without a limit
/// on their number, rules of one source and one service do what wider ones do, harm no more, and never overlap.
/// </remarks>
public sealed class Hindsight(Vantage vantage)
{
    /// <summary>Search nodes for one answer.</summary>
    public const long Effort = 500;

    readonly Dictionary<FlowKey, Class> _classes = [];
    readonly List<FlowKey> _order = [];   // as they were met, so that equal traffic has equal answers
    HindsightCandidates? _candidates;

    public long Malicious { get; private set; }
    public long Benign { get; private set; }

    /// <summary>Malicious flows that no rule at this firewall can drop.</summary>
    public long OutOfReach { get; private set; }

    public void Add(in Flow flow)
    {
        if (flow.Label is not (Label.Malicious or Label.Benign)) return;

        var isMalicious = flow.Label is Label.Malicious;
        if (isMalicious) Malicious++;
        else Benign++;
        if (Reaches(flow)) Count(KeyOf(flow.Key), isMalicious);
        else if (isMalicious) OutOfReach++;
    }

    /// <summary>The most malicious flows that rules can drop which drop so many benign ones at most.</summary>
    /// <param name="budget">Benign flows, 0 or more.</param>
    /// <param name="limit">So many rules at most.</param>
    /// <param name="effort">As <see cref="CoverSolver"/> takes it.</param>
    public HindsightAnswer Best(long budget, int limit = int.MaxValue, long effort = Effort)
    {
        var (rules, weights, candidates) = _candidates ??= Gather();
        var answer = CoverSolver.Solve(new(weights, candidates, budget, limit), effort);
        var taken = answer.Taken.Select(i => rules[i]).ToImmutableArray();
        var (malicious, benign) = Dropped([.. taken]);
        return new(budget, new(Malicious, malicious), new(Benign, benign), answer.Bound, taken);
    }

    /// <summary>
    /// The best for WBRs of 0, 0.0001, 0.0002 and so on up to 1, as far as a higher one betters it.
    /// </summary>
    /// <param name="budgets">And for these, in benign flows, whether they better it or not.</param>
    public IReadOnlyList<HindsightAnswer> Frontier(params IReadOnlyCollection<long> budgets)
    {
        var answers = new List<HindsightAnswer>();
        foreach (var budget in budgets.Concat(StandardBudgets()).Distinct().Order())
        {
            if (answers.Count > 0 && answers[^1].Malicious.Blocked == Malicious - OutOfReach) break;

            var answer = Best(budget);
            var isBetter = answers.Count == 0 || answer.Malicious.Blocked > answers[^1].Malicious.Blocked;
            if (isBetter || budgets.Contains(budget)) answers.Add(answer);
        }

        return answers;
    }

    IEnumerable<long> StandardBudgets() =>
        from part in new[] { 10_000, 1_000, 100, 10 }
        from share in Enumerable.Range(0, 11)
        select Benign * share / part;

    bool Reaches(in Flow flow) =>
        vantage.Crosses(flow.Key) && flow.Forward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.DestinationIp);

    // Without what no rule in question speaks of.
    static FlowKey KeyOf(in FlowKey flow)
    {
        var hasPort = flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
        return new(
            flow.Protocol, new(flow.SourceIp, null), new(flow.DestinationIp, hasPort ? flow.DestinationPort : null));
    }

    void Count(in FlowKey key, bool isMalicious)
    {
        ref var one = ref CollectionsMarshal.GetValueRefOrAddDefault(_classes, key, out var isKnown);
        if (!isKnown) _order.Add(key);
        one = isMalicious ? one with { Malicious = one.Malicious + 1 } : one with { Benign = one.Benign + 1 };
        _candidates = null;
    }

    HindsightCandidates Gather()
    {
        var drafts = new CandidateDrafts();
        foreach (var key in _order)
        {
            if (_classes[key].Malicious > 0) drafts.AddClass(key, _classes[key].Malicious);
        }

        foreach (var key in _order)
        {
            if (_classes[key].Benign > 0) drafts.AddHarm(key, _classes[key].Benign);
        }

        return drafts.Finish();
    }

    // What rules drop together.
    (long Malicious, long Benign) Dropped(HashSet<DropRule> rules)
    {
        var (malicious, benign) = (0L, 0L);
        foreach (var (key, one) in _classes)
        {
            if (!CandidateDrafts.RulesOf(key).Any(rules.Contains)) continue;
            malicious += one.Malicious;
            benign += one.Benign;
        }

        return (malicious, benign);
    }

    /// <summary>Flows that the same rules drop.</summary>
    readonly record struct Class(long Malicious, long Benign);
}
