using System.Runtime.InteropServices;
using Merlon.Alerts;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The public heuristic, for comparison: every 30 s one rule, for the address most frequent among the alerts that no
/// rule covers, if its share of the benign window is within <c>epsilon</c>; ten rules at most, first in, first out.
/// </summary>
/// <remarks>An address counts at either end of an alert, so that the victim's may be chosen too.</remarks>
/// <param name="epsilon">The share of the benign window, 0 to 1, that may involve the address.</param>
public sealed class PublicStrategy(double epsilon) : IStrategy
{
    readonly Dictionary<Ip, int> _places = [];
    readonly List<(Ip Address, int Alerts)> _addresses = [];   // in the order in which they were met

    public string Name => "public";

    public TimeSpan Period => TimeSpan.FromSeconds(30);

    public int MostRules => 10;

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst) { }

    public void Propose(Situation situation)
    {
        var uncovered = CountAddresses(situation);
        while (TryTakeMostFrequent(out var address, out var alerts))
        {
            var rule = DropRule.FromSource(address);
            if (situation.Forbids(rule)) continue;

            var budget = epsilon * situation.Benign.Count;
            var benign = FlowsOf(address, situation.Benign, budget);
            if (benign > budget) continue;

            situation.Take(new(rule, FlowPrints.OfSource(address), alerts, uncovered, benign));
            return;
        }
    }

    int CountAddresses(Situation situation)
    {
        _places.Clear();
        _addresses.Clear();
        var uncovered = 0;
        foreach (ref readonly var alert in situation.Alerts.Alerts)
        {
            if (situation.Rules.TryFind(new FlowPrints(alert.Flow, situation.Vantage), out _)) continue;

            uncovered++;
            Count(alert.Flow.Key.SourceIp);
            Count(alert.Flow.Key.DestinationIp);
        }

        return uncovered;
    }

    void Count(Ip address)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, address, out var isKnown);
        if (!isKnown)
        {
            place = _addresses.Count;
            _addresses.Add((address, 0));
        }

        CollectionsMarshal.AsSpan(_addresses)[place].Alerts++;
    }

    // Among equals, the one that was met first.
    bool TryTakeMostFrequent(out Ip address, out int alerts)
    {
        var best = 0;
        var addresses = CollectionsMarshal.AsSpan(_addresses);
        for (var i = 1; i < addresses.Length; i++)
        {
            if (addresses[i].Alerts > addresses[best].Alerts) best = i;
        }

        (address, alerts) = addresses.IsEmpty ? default : addresses[best];
        if (alerts > 0) addresses[best].Alerts = 0;
        return alerts > 0;
    }

    // A count past the budget may stop there.
    static int FlowsOf(Ip address, BenignWindow benign, double budget)
    {
        if (!benign.MayInvolve(address)) return 0;

        var count = 0;
        for (var i = 0; i < benign.Places && count <= budget;)
        {
            var run = benign.From(i);
            foreach (ref readonly var flow in run)
            {
                if (flow.Key.SourceIp == address || flow.Key.DestinationIp == address) count++;
            }

            i += run.Length;
        }

        return count;
    }
}
