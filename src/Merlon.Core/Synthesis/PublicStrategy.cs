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

    public void Notice(in Alert alert, in FlowPrints prints, bool opened) { }

    public void Remember(in FlowPrints prints) { }

    public void Forget(in FlowPrints prints) { }

    public void Propose(Windows windows, RuleTable known, int nextNumber, List<Proposal> proposals)
    {
        var uncovered = CountAddresses(windows, known);
        while (_mostFrequent.TryDequeue(out var address, out var rank))
        {
            var benign = FlowsOf(address, windows.Benign);
            if (benign > epsilon * windows.Benign.Count) continue;

            var rule = new DropRule { Atom = Atom.Source, Source = address };
            proposals.Add(new(rule, AtomPrints.OfSource(address), -rank.Count, uncovered, benign));
            return;
        }
    }

    // Most frequent first; among equals, the one that was met first.
    int CountAddresses(Windows windows, RuleTable known)
    {
        _frequencies.Clear();
        _mostFrequent.Clear();
        var uncovered = 0;
        foreach (var alert in windows.Alerts.Alerts)
        {
            if (known.TryFind(new FlowPrints(alert.Flow, windows.Vantage), out _)) continue;

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
        for (var i = 0; i < benign.Count; i++)
        {
            ref readonly var flow = ref benign[i];
            if (flow.Key.Source.Ip == address || flow.Key.Destination.Ip == address) count++;
        }

        return count;
    }

    readonly record struct Frequency(int Count, int Order);
}
