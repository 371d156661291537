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
    readonly Dictionary<Ip, Frequency> _frequencies = [];
    readonly PriorityQueue<Ip, (int Count, int Order)> _mostFrequent = new();

    public string Name => "public";

    public TimeSpan Period => TimeSpan.FromSeconds(30);

    public int MostRules => 10;

    public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst) { }

    public void Propose(Situation situation)
    {
        var uncovered = CountAddresses(situation);
        while (_mostFrequent.TryDequeue(out var address, out var rank))
        {
            var benign = FlowsOf(address, situation.Benign);
            if (benign > epsilon * situation.Benign.Count) continue;

            var rule = DropRule.FromSource(address);
            situation.Take(new(rule, FlowPrints.OfSource(address), -rank.Count, uncovered, benign));
            return;
        }
    }

    // Most frequent first; among equals, the one that was met first.
    int CountAddresses(Situation situation)
    {
        _frequencies.Clear();
        _mostFrequent.Clear();
        var uncovered = 0;
        foreach (var alert in situation.Alerts.Alerts)
        {
            if (situation.Rules.TryFind(new FlowPrints(alert.Flow, situation.Vantage), out _)) continue;

            uncovered++;
            Count(alert.Flow.Key.Source.Ip);
            Count(alert.Flow.Key.Destination.Ip);
        }

        foreach (var (address, seen) in _frequencies) _mostFrequent.Enqueue(address, (-seen.Count, seen.Order));
        return uncovered;
    }

    void Count(Ip address)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_frequencies, address, out var isKnown);
        seen = isKnown ? seen with { Count = seen.Count + 1 } : new(1, _frequencies.Count);
    }

    static int FlowsOf(Ip address, BenignWindow benign)
    {
        var count = 0;
        for (var i = 0; i < benign.Count;)
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

    readonly record struct Frequency(int Count, int Order);
}
