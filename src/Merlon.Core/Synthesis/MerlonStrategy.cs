using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// Merlon's own. Each alert is answered at once, with the widest rule that spares the honest (<see cref="Answers"/>):
/// its source is blocked, or the address of which many ask in vain is closed, but for what it serves, or the service
/// that is flooded is kept for those who are known. When nothing more comes, or there are too many rules, those stay
/// that cover the most with the least harm and the fewest rules (<see cref="Consolidation"/>).
/// </summary>
/// <param name="epsilon">What the bound of a rule that stands may come to, and of all together, 0 to 1.</param>
/// <param name="mostRules">1 or more.</param>
/// <param name="proposer">Is asked for what it leaves open; null for nobody.</param>
/// <param name="firstAsked">When so many alerts of a window wait; then with twice as many, and so on.</param>
public sealed class MerlonStrategy(
    double epsilon, int mostRules = MerlonStrategy.StandardMostRules, IProposer? proposer = null,
    int firstAsked = MerlonStrategy.StandardFirstAsked) : IStrategy
{
    public const double StandardEpsilon = 0.1;

    public const int StandardMostRules = 10_000;

    /// <summary>A bound may be broken with this chance.</summary>
    public const double Risk = 0.05;

    /// <summary>Of much fewer sources no proposal can be proven (<see cref="ProposalCheck"/>).</summary>
    public const int StandardFirstAsked = 80;

    const int MostProven = 1_000;

    readonly TrafficEvidence _evidence = new();
    readonly Dictionary<int, Standing> _standing = [];   // by number
    readonly AlertGroups _groups = new();
    readonly List<FlowPrints> _waiting = [];   // alerts of the window that no rule covered when they came
    int _unanswered;   // the first of those that wait for their first answer
    long _nextChoice;   // when there were so many alerts
    readonly Dictionary<ulong, Proven> _proven = [];   // by print
    DateTime _latest, _endedAt;   // the latest alert, and that when a rule of these last went out of force
    long _nextAsked = firstAsked;   // when so many alerts of the window wait
    long _harm;   // honest visits that those that stand would have dropped
    Answers? _answers;

    public long Shed => _evidence.Shed + _groups.Shed;

    public string Name => proposer is null ? "merlon" : "llm";

    public TimeSpan Period => TimeSpan.Zero;

    public int MostRules => mostRules;

    Answers Answers => _answers ??= new(_evidence, epsilon);

    public void SeeBenign(in Flow flow, in FlowPrints prints) => _evidence.See(flow, prints, isAlert: false);

    public void TakeBack(in Flow flow, in FlowPrints prints) => _evidence.TakeBack(flow, prints);

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst)
    {
        _evidence.See(alert.Flow, prints, isAlert: true);
        _latest = alert.At;
        if (isFirst || _waiting.Count >= AlertWindow.DefaultCapacity)
        {
            _waiting.Clear();
            _unanswered = 0;
            _nextAsked = firstAsked;
        }

        if (prints.Forward(Atom.Source) == 0) return;

        _groups.Add(prints, alert.At);
        if (!isCovered) _waiting.Add(prints);
    }

    public void Propose(Situation situation)
    {
        while (_unanswered < _waiting.Count && _standing.Count < MostRules) Answer(_waiting[_unanswered++], situation);

        if (proposer is not null && _waiting.Count >= _nextAsked)
        {
            _nextAsked = 2 * _waiting.Count;
            var (since, after) = (situation.Alerts.OpenedAt, _endedAt);
            var groups = _groups.All.Where(group => group.Latest >= since && group.Latest > after).ToList();
            if (!HasRenewed(situation, groups)) Consult(situation, groups, isLast: false);
        }

        // No room: others may have to go for it. With so much work as there are alerts for.
        if (_unanswered == _waiting.Count || _groups.Alerts < _nextChoice) return;
        _nextChoice = _groups.Alerts + _groups.Count;
        Choose(situation, situation.Alerts.OpenedAt);
    }

    // What waits was contradicted, or there was too little to go by: now there is all.
    public void Conclude(Situation situation)
    {
        _evidence.IsAllSeen = true;
        _unanswered = 0;
        _nextChoice = 0;
        Propose(situation);
        _evidence.IsAllSeen = false;
    }

    public void Condense(Situation situation)
    {
        if (proposer is not null) Consult(situation, [.. _groups.All], isLast: true);
        Choose(situation, since: default);
    }

    public void SeeDrop(int number)
    {
        if (!_standing.TryGetValue(number, out var standing)) return;

        _groups.AddDropped(standing.Alert);
        if (standing.HasReturned || !standing.Proposal.Rule.Atom.HasSource) return;

        var (protocol, port) = (standing.Alert.Protocol, standing.Alert.DestinationPort);
        _evidence.HostAt(standing.Alert.DestinationIp)?.SeeReturn(protocol, port);
        _standing[number] = standing with { HasReturned = true };
    }

    public void SeeEnd(int number)
    {
        if (!_standing.Remove(number, out var standing)) return;

        _harm -= standing.Proposal.Benign;
        if (!_proven.TryGetValue(standing.Proposal.Print, out var proven)) return;
        _proven[standing.Proposal.Print] = proven with { HasEnded = true };
        _endedAt = _latest;
        _nextAsked = Math.Min(_nextAsked, _waiting.Count + firstAsked);
    }

    public Grounds? GroundsOf(int number) => _standing.TryGetValue(number, out var standing)
        ? Answers.GroundsOf(standing.Proposal, standing.Alert)
        : null;

    public bool IsContradicted(int number, in FlowPrints flow) =>
        _standing.TryGetValue(number, out var standing) && Answers.IsContradicted(standing.Proposal, flow);

    void Answer(in FlowPrints alert, Situation situation)
    {
        if (situation.Rules.TryFind(alert, out _)) return;   // by now

        Proposal? best = null;
        foreach (var answer in Answers.To(alert))
        {
            if (answer.Benign > 0 && !Answers.IsWithin(_harm + answer.Benign)) continue;
            if (answer.Rule.Above is not null && situation.Rules.NumberOf(answer.Print) is not null) continue;
            if (Admitted(answer, situation) is not { } admitted || !admitted.Rule.Covers(alert.Key)) continue;
            if (best is not null)
            {
                best = best.Value with { RunnerUp = admitted.Rule };
                break;
            }

            best = admitted;
        }

        if (best is { } chosen) Take(chosen, alert, situation);
    }

    // What a rule drops nobody sees. So it ends, and is proven anew by those who come then.
    bool HasRenewed(Situation situation, List<AlertGroup> groups)
    {
        var (count, check) = (_standing.Count, new ProposalCheck(_evidence, epsilon, situation, groups));
        var ended = _proven.Values.Where(one => one.HasEnded).Select(one => one.Proposal.Rule.Selector!).ToList();
        foreach (var selector in ended) Considered(selector, check, situation);
        return _standing.Count > count;
    }

    // What it proposes is proven before it counts, and then stands beside the strategy's own.
    void Consult(Situation situation, List<AlertGroup> groups, bool isLast)
    {
        var ways = groups.Select(group => new AlertedWay(
            group.Prints.Key, group.Count, group.Latest, situation.Rules.TryFind(group.Prints, out _)));
        var rules = _standing.Values.Select(one => one.Proposal.Rule);
        var check = new ProposalCheck(_evidence, epsilon, situation, groups);
        proposer!.Propose(new(
            situation, [.. ways], [.. rules], (rule, hasEffect) => Considered(rule, check, situation, hasEffect))
        {
            IsLast = isLast,
        });
    }

    Consideration Considered(TrafficSelector rule, ProposalCheck check, Situation situation, bool hasEffect = true)
    {
        var (proposal, alert, why) = check.Of(rule, proposer!.Name);
        if (proposal is not { } proven || !hasEffect) return new(rule, proposal is not null, why);

        if (_proven.Count < MostProven) _proven[proven.Print] = new(proven, alert);
        var isNeeded = situation.Rules.NumberOf(proven.Print) is null && _standing.Count < MostRules;
        if (isNeeded) Take(proven, alert, situation);
        return new(rule, true, why);
    }

    // As the operator's context leaves it.
    static Proposal? Admitted(in Proposal answer, Situation situation)
    {
        if (answer.Rule.Atom.IsNetwork && situation.Vantage.HasBehind(answer.Rule.Sources!.Value)) return null;
        if (situation.Carve(answer.Rule) is not { } rule) return null;

        var isNamed = rule.Destination is { } one && situation.IsNamed(one);
        return answer with { Rule = rule, TakenFor = isNamed ? null : answer.TakenFor };
    }

    void Take(in Proposal proposal, in FlowPrints alert, Situation situation)
    {
        var way = proposal.Rule.Atom;
        if (proposal.Rule.Above is null && TrafficEvidence.Ways.Contains(way)) _evidence.NoteBlock(way, alert);
        else if (way is Atom.Service) Keep(alert.Key, situation.Alerts.LatestAt + proposal.Life!.Value);
        _standing[situation.NextNumber] = new(proposal, alert.Key);
        _harm += proposal.Benign;
        situation.Take(proposal);
    }

    void Keep(in FlowKey service, DateTime until) =>
        _evidence.HostAt(service.DestinationIp)?.Keep(service.Protocol, service.DestinationPort, until);

    // Of alerts that no rule covers those count that came after a time: what is over wants no rule.
    void Choose(Situation situation, DateTime since)
    {
        var consolidation = new Consolidation();
        var limits = new List<Proposal>();   // they cover a part of an alert's kind, and stand beside the others
        foreach (var (proposal, alert, _) in _standing.Values)
        {
            if (!Answers.StillHolds(proposal, alert)) continue;
            if (proposal.Rule.Above is null) consolidation.AddStanding(proposal);
            else limits.Add(proposal);
        }

        var alerts = new Dictionary<ulong, FlowPrints>();   // by the print of the candidate that is for them
        var groups = new List<AlertGroup>();
        foreach (var group in _groups.All)
        {
            var isCovered = situation.Rules.TryFind(group.Prints, out _);
            if (!isCovered && group.Latest < since) continue;

            groups.Add(group);
            foreach (var answer in isCovered ? Answers.Wide(group.Prints) : Answers.To(group.Prints))
            {
                if (answer.Rule.Above is not null || !alerts.TryAdd(answer.Print, group.Prints)) continue;
                if (Admitted(answer, situation) is { } admitted) consolidation.Add(admitted);
            }
        }

        foreach (var (print, (proposal, alert, hasEnded)) in _proven)
        {
            if (hasEnded || !Answers.StillHolds(proposal, alert.Key)) continue;

            consolidation.Add(proposal);
            alerts.TryAdd(print, alert);
        }

        var budget = Answers.Budget - limits.Sum(limit => (long)limit.Benign);
        var (chosen, quality) = consolidation.Solve(groups, Math.Max(0, budget), MostRules - limits.Count);
        var wanted = limits.Select(limit => limit.Print).Concat(chosen.Keys).ToHashSet();
        foreach (var (number, standing) in _standing)
        {
            if (!wanted.Contains(standing.Proposal.Print) || IsWithoutUse(standing, chosen.Values))
                situation.Retire(number);
        }

        var known = _standing.Values.Select(standing => standing.Proposal.Print).ToHashSet();
        foreach (var (print, proposal) in chosen)
        {
            if (!known.Contains(print)) Take(proposal, alerts[print], situation);
        }

        situation.Note(quality);
    }

    // A limit on what is blocked altogether.
    static bool IsWithoutUse(Standing standing, IEnumerable<Proposal> chosen) =>
        standing.Proposal.Rule.Above is not null && chosen.Any(block => block.Rule.Covers(standing.Alert));

    /// <summary>What a proposer proposed.</summary>
    /// <param name="HasEnded">Its rule went out of force.</param>
    readonly record struct Proven(Proposal Proposal, FlowPrints Alert, bool HasEnded = false);

    /// <param name="Alert">The one that it was made for.</param>
    readonly record struct Standing(Proposal Proposal, FlowKey Alert, bool HasReturned = false);
}
