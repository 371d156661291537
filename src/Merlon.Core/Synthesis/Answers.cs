using System.Runtime.CompilerServices;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// The rules that an alert may be answered with, as the evidence stands: each spares the honest, as far as can be
/// known, and carries a bound on what it costs them.
/// </summary>
/// <param name="epsilon">What the bound of a rule that stands may come to, 0 to 1.</param>
sealed class Answers(TrafficEvidence evidence, double epsilon)
{
    // Of the senders that are blocked, this share at most should be honest ones that had bad luck with the NIDS.
    const double MostMistakes = 0.1, FewMistakes = 0.001;

    // Of a source that has honest traffic, too: alerts on a way within a minute; ways of which all flows have one.
    const int LeastContradicted = 3, MostBlamedWays = 3;

    // A NIDS misses one flow of an attacker's for so many that it sees: these are not honest.
    const int Missed = 5;

    readonly ConditionalWeakTable<Clientele, Grounds> _shields = [];

    static readonly TimeSpan FirstBlock = TimeSpan.FromMinutes(10), SureBlock = TimeSpan.FromHours(1);
    static readonly TimeSpan LongestBlock = TimeSpan.FromDays(7);
    static readonly TimeSpan Standing = TimeSpan.FromHours(24);

    /// <summary>All of them, the best first.</summary>
    public IEnumerable<Proposal> To(FlowPrints alert) => Wide(alert).Concat(Blocks(alert));

    /// <summary>Those that are about more than the alert's own source.</summary>
    public IEnumerable<Proposal> Wide(FlowPrints alert)
    {
        if (evidence.HostAt(alert.Key.DestinationIp) is not { } host) yield break;
        if (Closing(host, alert) is { } closing) yield return closing;

        if (host.IsFlooded(alert.Key, out var honest) && Shield(honest, alert) is { } shield)
            yield return shield with { Alerts = host.AlertsAt(alert.Key), TakenFor = host.Role };

        if (IsSpoofed(alert)) yield break;

        foreach (var way in TrafficEvidence.Ways)
        {
            if (way.IsNetwork && NetworkBlock(way, alert) is { } block) yield return block;
        }
    }

    /// <summary>So many honest visits may the rules together have dropped of those that were seen.</summary>
    /// <remarks>The most of which the bound stays within epsilon.</remarks>
    public long Budget
    {
        get
        {
            var (within, beyond) = (0L, evidence.Visits);
            while (within + 1 < beyond)
            {
                var middle = (within + beyond) / 2;
                if (IsWithin(middle)) within = middle;
                else beyond = middle;
            }

            return within;
        }
    }

    /// <summary>Whether rules may have dropped so many honest visits together.</summary>
    public bool IsWithin(long visits) => Binomial.UpperBound(visits, evidence.Visits, MerlonStrategy.Risk) <= epsilon;

    /// <summary>Whether a rule, as more is known now, drops what it was thought to spare.</summary>
    /// <param name="flow">Of an honest flow that it drops.</param>
    public bool IsContradicted(in Proposal standing, in FlowPrints flow)
    {
        var way = standing.Rule.Atom;
        if (standing.Rule.Selector is { } selector) return !evidence.AskedOf(selector).IsOfAlertsAlone;
        if (way is Atom.Destination or Atom.Service)
        {
            return evidence.HostAt(flow.Key.DestinationIp)?.ClientsOf(flow.Key) is { } honest
                && (way is Atom.Destination || OfShield(honest).Bound > epsilon);
        }

        var sender = evidence.SendersBy(way).Of(PrintOf(standing));
        return way.IsNetwork ? sender.Visits > 0 : !IsSpared(way, sender, out _);
    }

    /// <summary>Whether a rule's bound is within epsilon, as more is known, or nothing honest contradicts it.</summary>
    /// <param name="alert">That it was made for.</param>
    public bool StillHolds(in Proposal standing, in FlowKey alert) => GroundsOf(standing, alert) is { } grounds
        && (standing.Rule.Selector is not { } selector || evidence.AskedOf(selector).IsOfAlertsAlone)
        && (grounds.Bound <= epsilon || (grounds.Hits == 0 && standing.Rule.Atom.HasSource));

    /// <summary>What bounds the harm of a rule, as more is known now.</summary>
    /// <param name="alert">That it was made for.</param>
    public Grounds? GroundsOf(in Proposal standing, in FlowKey alert)
    {
        var way = standing.Rule.Atom;
        var host = evidence.HostAt(alert.DestinationIp);
        return way switch
        {
            Atom.Destination => host is null ? null : OfClosing(host),
            Atom.Selector => new(Ground.Visits, 0, evidence.Visits, standing.Grounds!.Risk),
            Atom.Service => host?.ClientsOf(alert) is { } honest ? OfShield(honest) : null,
            _ => OfBlock(way, evidence.SendersBy(way).Of(PrintOf(standing))),
        };
    }

    IEnumerable<Proposal> Blocks(FlowPrints alert)
    {
        if (IsSpoofed(alert)) yield break;

        foreach (var way in TrafficEvidence.Ways)
        {
            if (!way.IsNetwork && Block(way, alert) is { } block) yield return block;
        }

        if (Limit(alert) is { } limit) yield return limit;
    }

    // The host: no new connections by this protocol, except to what it serves or may serve.
    Proposal? Closing(Host host, in FlowPrints alert)
    {
        if (!host.HasSeveralSources || 2 * host.AlertsInVain < host.InVain) return null;
        if (host.MustSpare(alert.Key, MayDrop)) return null;

        var grounds = OfClosing(host);
        if (grounds.Bound > epsilon || host.PortsToSpare(alert.Key.Protocol, MayDrop) is not { } ports) return null;

        var spared = ports.IsEmpty ? null : new Spared(ports, []);
        return Of(Atom.Destination, alert, spared, 0, grounds, Standing) is { } closing
            ? closing with { Alerts = host.AlertsInVain, IsRenewed = true, TakenFor = host.Role }
            : null;
    }

    // One of ever other sources, who may be anybody: to list them would do nothing.
    bool IsSpoofed(in FlowPrints alert) =>
        evidence.HostAt(alert.Key.DestinationIp)?.IsFlooded(alert.Key, out _) is true
        && !evidence.SendersBy(Atom.Source).Of(alert.Forward(Atom.Source)).IsProven;

    // The service: nobody for a while but those who are known.
    Proposal? Shield(Clientele? honest, in FlowPrints alert)
    {
        if (honest is null) return null;

        var grounds = OfShield(honest);
        return grounds.Bound > epsilon ? null
            : Of(Atom.Service, alert, new([], honest.Known), VisitsOf(grounds, alert), grounds, Clientele.Round);
    }

    // What it costs beside other rules. As if it stood for ever, where blocks of the sources would do as well. Where
    // nothing else does, what it drops in its half minute: newcomers are so many of the clients of rounds, and visits
    // are the clients of hours, of whom there are fewer.
    int VisitsOf(Grounds newcomers, in FlowPrints alert)
    {
        if (!IsSpoofed(alert)) return (int)newcomers.Hits;

        var share = (double)newcomers.Hits / Math.Max(1, newcomers.Seen);
        return (int)Math.Min(newcomers.Hits, Math.Ceiling(share * evidence.Visits));
    }

    // The network: several of its sources were blocked, and nothing honest ever came from it.
    Proposal? NetworkBlock(Atom way, in FlowPrints alert)
    {
        var senders = evidence.SendersBy(way);
        var sender = senders.Of(alert.Forward(way));
        if (sender.Offenders < Senders.LeastOffenders) return null;
        if (sender.Visits > 0 || HasMuchHonest(sender, Missed)) return null;

        var grounds = OfBlock(way, sender);
        return grounds.Bound > epsilon ? null
            : Of(way, alert, null, 0, grounds, LifeOf(FirstBlock, sender.Offences), sender.Alerts);
    }

    // One of the source's ways that is to blame and has no honest traffic to lose.
    Proposal? Block(Atom way, in FlowPrints alert)
    {
        var (print, senders) = (alert.Forward(way), evidence.SendersBy(way));
        var sender = senders.Of(print);
        if (way is not Atom.Source && IsNidsAtFault(sender, alert)) return null;

        var mistakes = senders.ShareOfMistakes(sender, evidence.FalseAlerts);
        if (mistakes > MostMistakes || !IsSpared(way, sender, out var grounds)) return null;

        var life = LifeOf(mistakes > FewMistakes ? FirstBlock : SureBlock, sender.Offences);
        var visits = HasMuchHonest(sender, Missed) ? sender.Visits : 0;
        return Of(way, alert, null, visits, grounds, life, sender.Alerts);
    }

    // The source's way to a service that it also visits honestly, and attacks faster than anybody visits it: no more
    // than twice what the busiest client does. Whatever comes in minutes of so much each is within that, however the
    // minutes are cut.
    Proposal? Limit(in FlowPrints alert)
    {
        const Atom way = Atom.SourceToService;
        if (evidence.HostAt(alert.Key.DestinationIp)?.ClientsOf(alert.Key) is not { } honest) return null;

        var (senders, limit) = (evidence.SendersBy(way), new RateLimit(2 * honest.MostInMinute));
        var sender = senders.Of(alert.Forward(way));
        if (limit.PerMinute > RateLimit.Most) return null;
        if (sender.Lately <= limit.PerMinute || IsSpared(way, sender, out var grounds)) return null;
        if (grounds.Bound > epsilon || IsNidsAtFault(sender, alert)) return null;
        if (senders.ShareOfMistakes(sender, evidence.FalseAlerts) > MostMistakes) return null;
        if (Of(way, alert, null, sender.Visits, grounds, FirstBlock, sender.Alerts) is not { } all) return null;

        var print = FlowPrints.OfLimited(all.Print);
        return all with { Rule = all.Rule with { Above = limit }, Print = print, IsRenewed = true };
    }

    // As senders are known by it.
    static ulong PrintOf(in Proposal standing) =>
        standing.Rule.Above is null ? standing.Print : FlowPrints.OfLimited(standing.Print);

    // Of a source that has honest traffic: what it does now and then, and that much of what it does has alerts, is
    // rather what the NIDS does not know than an attack.
    bool IsNidsAtFault(in Sender way, in FlowPrints alert) => way.Lately < LeastContradicted
        || evidence.SendersBy(Atom.Source).Of(alert.Forward(Atom.Source)).BlamedWays > MostBlamedWays;

    static Proposal? Of(
        Atom atom, in FlowPrints alert, Spared? spared, int visits, Grounds grounds, TimeSpan life, int alerts = 0) =>
        DropRule.For(atom, alert.Key) is not { } all ? null
            : new(all with { IsNew = true, Spared = spared }, alert.Forward(atom), alerts, 0, visits)
            {
                Grounds = grounds,
                Life = life,
            };

    // What is dropped there serves nobody. As many addresses as were looked at, each in two ways.
    Grounds OfClosing(Host host)
    {
        var asks = new Grounds(Ground.Asks, 0, host.AsksInVain(MayDrop), RiskOfTwo);
        var visits = new Grounds(Ground.Visits, 0, evidence.Visits, RiskOfTwo);
        return asks.Bound < visits.Bound ? asks : visits;
    }

    // Reckoned again when a newcomer came, or a fiftieth more was seen.
    Grounds OfShield(Clientele honest)
    {
        var (seen, risk) = (honest.OfSite(evidence.Rounds), MerlonStrategy.Risk / evidence.Attacked);
        if (_shields.TryGetValue(honest, out var last) && last.Hits == honest.Newcomers && last.Risk <= risk
            && seen >= last.Seen && seen - last.Seen < last.Seen / 50)
            return last;

        var grounds = new Grounds(Ground.Newcomers, honest.Newcomers, seen, risk, honest.PerRound(evidence.Rounds));
        _shields.AddOrUpdate(honest, grounds);
        return grounds;
    }

    Grounds OfBlock(Atom way, in Sender sender) => new(
        Ground.Visits, sender.Visits, evidence.Visits,
        way.IsNetwork ? MerlonStrategy.Risk / evidence.SendersBy(way).Suspects : MerlonStrategy.Risk);

    double RiskOfTwo => MerlonStrategy.Risk / (2 * evidence.Attacked);

    bool MayDrop => Binomial.UpperBound(0, evidence.Visits, RiskOfTwo) <= epsilon;

    bool IsSpared(Atom way, in Sender sender, out Grounds grounds)
    {
        grounds = OfBlock(way, sender);
        return sender.Visits == 0 || (grounds.Bound <= epsilon && !HasMuchHonest(sender, 3));
    }

    // One flow without an alert for so many with one.
    static bool HasMuchHonest(in Sender sender, int times) => times * (sender.Flows - sender.Alerts) > sender.Alerts;

    static TimeSpan LifeOf(TimeSpan first, int offences)
    {
        var life = first * Math.Pow(4, Math.Min(offences, 8));
        return life < LongestBlock ? life : LongestBlock;
    }
}
