using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// Merlon's own. A source whose alerts are more than the NIDS's mistakes would explain is blocked, by the widest of
/// its ways that spares its honest traffic, for a short time that grows each time it comes back. An address of which
/// many sources ask in vain is closed to new connections but for what it serves, or may serve. Each rule carries an
/// upper bound on the share of honest visits to come that it drops.
/// </summary>
/// <param name="epsilon">What the bound of a rule that stands may come to, 0 to 1.</param>
public sealed class MerlonStrategy(double epsilon) : IStrategy
{
    public const double StandardEpsilon = 0.1;

    /// <summary>A bound may be broken with this chance.</summary>
    public const double Risk = 0.05;

    // Of the senders that are blocked, this share at most should be honest ones that had bad luck with the NIDS.
    const double MostMistakes = 0.1, FewMistakes = 0.001;

    const int LeastSources = 3;

    // Of a source that has honest traffic, too.
    const int LeastContradicted = 2;

    static readonly TimeSpan FirstBlock = TimeSpan.FromMinutes(10), SureBlock = TimeSpan.FromHours(1);
    static readonly TimeSpan LongestBlock = TimeSpan.FromDays(7);
    static readonly TimeSpan ShieldSpan = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Standing = TimeSpan.FromHours(24);

    readonly TrafficEvidence _evidence = new();
    readonly List<FlowPrints> _waiting = [];   // alerts of the window that no rule covers
    readonly Dictionary<int, FlowKey> _blocked = [];   // by their rules: what those did who have not come back yet
    int _unanswered;   // the first of those that wait for their first answer

    public string Name => "merlon";

    public TimeSpan Period => TimeSpan.Zero;

    public int MostRules => 10_000;

    public void SeeBenign(in Flow flow, in FlowPrints prints) => _evidence.See(flow, prints, isAlert: false);

    public void TakeBack(in Flow flow, in FlowPrints prints) => _evidence.TakeBack(flow, prints);

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst)
    {
        _evidence.See(alert.Flow, prints, isAlert: true);
        if (isFirst || _waiting.Count >= AlertWindow.DefaultCapacity)
        {
            _waiting.Clear();
            _unanswered = 0;
        }

        if (!isCovered && prints.Forward(Atom.Source) != 0) _waiting.Add(prints);
    }

    public void Propose(Situation situation)
    {
        while (_unanswered < _waiting.Count) Answer(_waiting[_unanswered++], situation);
    }

    // What waits was contradicted, or there was too little to go by: now there is all.
    public void Conclude(Situation situation)
    {
        _evidence.IsAllSeen = true;
        _unanswered = 0;
        Propose(situation);
        _evidence.IsAllSeen = false;
    }

    public void SeeDrop(int number)
    {
        if (_blocked.Remove(number, out var attacked))
            _evidence.HostAt(attacked.DestinationIp)?.SeeReturn(attacked.Protocol, attacked.DestinationPort);
    }

    void Answer(in FlowPrints alert, Situation situation)
    {
        var host = _evidence.HostAt(alert.Key.DestinationIp)!;
        if (TryClose(host, alert, situation)) return;

        if (host.IsFlooded(alert.Key, out var honest)) TryShield(honest, alert, situation);
        else TryBlock(alert, situation);
    }

    // The host: no new connections by this protocol, except to what it serves or may serve.
    bool TryClose(Host host, in FlowPrints alert, Situation situation)
    {
        if (host.Sources < LeastSources || 2 * host.Alerts < host.Flows) return false;

        var (asks, visits) = host.Dropped(MayDrop);
        var bound = Math.Min(BoundOf(0, asks), BoundOf(visits, _evidence.Visits));
        if (bound > epsilon || host.PortsToSpare(alert.Key.Protocol, MayDrop) is not { } ports) return false;

        var spared = ports.IsEmpty ? null : new Spared(ports, []);
        return TryTake(Atom.Destination, alert, spared, situation, new(visits, bound, Standing, IsRenewed: true));
    }

    // The service: nobody for a while but those who are known.
    void TryShield(Clientele? honest, in FlowPrints alert, Situation situation)
    {
        if (honest is null) return;

        var bound = BoundOf(honest.Newcomers, honest.Visits);
        if (bound > epsilon) return;

        TryTake(Atom.Service, alert, new([], honest.Known), situation, new(0, bound, ShieldSpan));
    }

    // The widest of the source's ways that is to blame and has no honest traffic to lose.
    void TryBlock(in FlowPrints alert, Situation situation)
    {
        foreach (var way in TrafficEvidence.Ways)
        {
            var (print, senders) = (alert.Forward(way), _evidence.SendersBy(way));
            var sender = senders.Of(print);
            if (way is not Atom.Source && sender.Alerts < LeastContradicted) continue;

            var mistakes = senders.ShareOfMistakes(sender, _evidence.FalseAlerts);
            if (mistakes > MostMistakes || !IsSpared(sender, out var bound)) continue;

            var number = situation.NextNumber;
            var life = LifeOf(mistakes > FewMistakes ? FirstBlock : SureBlock, sender.Offences);
            if (!TryTake(way, alert, null, situation, new(sender.Visits, bound, life))) continue;

            senders.CountOffence(print);
            if (_blocked.Count < MostRules) _blocked[number] = alert.Key;
            return;
        }
    }

    bool TryTake(Atom atom, in FlowPrints alert, Spared? spared, Situation situation, in Terms terms)
    {
        if (DropRule.For(atom, alert.Key) is not { } all) return false;

        if (situation.Carve(all with { IsNew = true, Spared = spared }) is not { } rule) return false;
        if (!rule.Covers(alert.Key)) return false;

        var waiting = _waiting.Count;
        situation.Take(new(rule, alert.Forward(atom), CountCovered(rule), waiting, terms.Visits)
        {
            Bound = terms.Bound,
            Life = terms.Life,
            IsRenewed = terms.IsRenewed,
        });
        return true;
    }

    // They wait no longer.
    int CountCovered(in DropRule rule)
    {
        var (kept, unanswered) = (0, _unanswered);
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (!rule.Covers(_waiting[i].Key)) _waiting[kept++] = _waiting[i];
            else if (i < unanswered) _unanswered--;
        }

        var covered = _waiting.Count - kept;
        _waiting.RemoveRange(kept, covered);
        return covered;
    }

    bool MayDrop(int visits) => BoundOf(visits, _evidence.Visits) <= epsilon;

    // As many addresses as were looked at, each in two ways.
    double BoundOf(long hits, long seen) => Binomial.UpperBound(hits, seen, Risk / (2 * _evidence.Attacked));

    bool IsSpared(in Sender sender, out double bound)
    {
        bound = Binomial.UpperBound(sender.Visits, _evidence.Visits, Risk);
        return sender.Visits == 0 || (bound <= epsilon && 3 * (sender.Flows - sender.Alerts) <= sender.Alerts);
    }

    static TimeSpan LifeOf(TimeSpan first, int offences)
    {
        var life = first * Math.Pow(4, Math.Min(offences, 8));
        return life < LongestBlock ? life : LongestBlock;
    }

    /// <param name="Visits">Honest ones, seen so far, that the rule would have dropped.</param>
    readonly record struct Terms(int Visits, double Bound, TimeSpan Life, bool IsRenewed = false);
}
