using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// Whether a rule that somebody proposed may stand. It must lose nobody anything: nothing that it takes in was ever
/// served to anybody, or asked for without an alert, and those whose alerts it answers never did anything else than
/// cause alerts. They must be so many that few who ask for it can be honest.
/// </summary>
/// <remarks>
/// Whoever proposes has seen everything before. The bound therefore holds for all rules at once that could be made of
/// the addresses and ports of the alerts, however one of them was chosen: each has a share of the risk, a rule that
/// says little a larger one than a rule that says much (the Occam bound of Blumer et al., 1987).
/// </remarks>
sealed class ProposalCheck(
    TrafficEvidence evidence, double epsilon, Situation situation, IReadOnlyList<AlertGroup> groups)
{
    const double Ranges = 65_536.0 * 65_537 / 2;   // of ports

    // Not renewed by what it drops, which nobody sees.
    static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    readonly double _sources = Blocks(groups.Select(group => group.Prints.Key.SourceIp));
    readonly double _destinations = Blocks(groups.Select(group => group.Prints.Key.DestinationIp));
    readonly double _services =
        groups.Select(group => (group.Prints.Key.Protocol, group.Prints.Key.DestinationPort)).Distinct().Count();
    readonly double _families = groups.Select(group => group.Prints.Key.SourceIp.Family).Distinct().Count();

    /// <returns>The proposal, or why there is none; an alert that it covers, open if one is.</returns>
    public (Proposal? Proposal, FlowPrints Alert, string Why) Of(TrafficSelector selector, string proposer)
    {
        var covered = groups.Where(group => group.Prints.HasForward && selector.Covers(group.Prints.Key)).ToList();
        if (covered.Count == 0) return (null, default, "it covers no alert that a rule here can stop");
        if (Objection(selector, covered) is { } objection) return (null, default, objection);

        var grounds = new Grounds(Ground.Visits, 0, evidence.Visits, RiskOf(selector));
        if (grounds.Bound > epsilon)
        {
            return (null, default, $"too little honest traffic was seen to bound its harm: {evidence.Visits:N0} visits "
                + $"give {grounds.Bound:0.000}, and {epsilon:0.000} is asked for");
        }

        if (situation.Carve(DropRule.Of(selector)) is not { } rule)
            return (null, default, "it drops traffic that the operator protects");

        covered.RemoveAll(group => !rule.Covers(group.Prints.Key));
        if (covered.Count == 0) return (null, default, "its alerts are of traffic that the operator protects");

        var open = covered.Where(group => !situation.Rules.TryFind(group.Prints, out _)).ToList();
        var (alerts, uncovered) = (covered.Sum(group => group.Count), open.Sum(group => group.Count));
        var proposal = new Proposal(rule, FlowPrints.Of(selector), (int)alerts, 0, 0)
        {
            Grounds = grounds,
            Life = Life,
            Proposer = proposer,
        };
        return (proposal, (open.Count > 0 ? open : covered)[0].Prints,
            $"it covers {alerts:N0} alerts, {uncovered:N0} of them open, and no flow without an alert");
    }

    // What it would lose, or might.
    string? Objection(TrafficSelector selector, List<AlertGroup> covered)
    {
        if (evidence.HasForgottenHosts) return "there were more hosts than can be remembered";
        if (selector.Sources is { } sources && situation.Vantage.HasBehind(sources))
            return "its sources lie behind the firewall";

        var strangers = new HashSet<Ip>();
        foreach (var group in covered)
        {
            var source = evidence.SendersBy(Atom.Source).Of(group.Prints.Forward(Atom.Source));
            if (source.Flows > source.Alerts)
                return $"{group.Prints.Key.SourceIp}, of whom it answers alerts, has honest traffic, too";
            strangers.Add(group.Prints.Key.SourceIp);
        }

        if (evidence.AskedOf(selector) is { IsOfAlertsAlone: false } asked)
        {
            return asked.InUse is { } used ? $"{used} is in use"
                : $"{asked.Unalerted:N0} flows without an alert ask for it";
        }

        var honest = Binomial.UpperBound(0, strangers.Count, RiskOf(selector));
        return honest <= epsilon ? null
            : $"its alerts have {strangers.Count:N0} sources: of those who ask for it {honest:0.000} might be honest, "
                + $"and {epsilon:0.000} is asked for; rules by source were made already";
    }

    // Of its two bounds each.
    double RiskOf(TrafficSelector selector) => MerlonStrategy.Risk / 2 * ShareOf(selector);

    // Halved between all addresses and the blocks around those of the alerts, at either end; between one service, one
    // protocol, or all, and whatever range of ports. All shares together are one at most.
    double ShareOf(TrafficSelector selector)
    {
        var from = selector.Sources is null ? 0.5 : 0.5 / _sources;
        var to = selector.Destinations is null ? 0.5 : 0.5 / _destinations;
        var isSimple = selector.IsOfAllPorts || selector.Ports.First == selector.Ports.Last;
        var what = isSimple ? 0.5 / (2 * _services + 1) : 0.5 / (Ranges * _services);
        return from * to * what / _families;
    }

    static double Blocks(IEnumerable<Ip> addresses) =>
        addresses.Distinct().Sum(address => address.Family.Bits + 1.0);
}
