using System.Runtime.InteropServices;
using Merlon.Flows;

namespace Merlon.Evaluation;

/// <summary>
/// The alerts that a log holds, as a NIDS for the flows in it or in another log: a flow has one when an alert was
/// raised on its five-tuple, in either direction, while it lasted. Clocks may be <see cref="ClockSkew"/> apart.
/// </summary>
public sealed class LoggedAlerts
{
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    readonly Dictionary<FlowKey, List<DateTime>> _times = [];
    bool _isSorted = true;

    public void Add(in FlowKey key, DateTime at)
    {
        ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_times, key, out _);
        (times ??= []).Add(at);
        _isSorted = false;
    }

    public bool IsOn(in Flow flow)
    {
        if (!_isSorted) Sort();
        return HasBetween(flow.Key, flow) || HasBetween(flow.Key.Reversed, flow);
    }

    bool HasBetween(in FlowKey key, in Flow flow)
    {
        if (!_times.TryGetValue(key, out var times)) return false;

        var place = times.BinarySearch(flow.FirstSeen - ClockSkew);
        if (place < 0) place = ~place;   // the first that is not earlier
        return place < times.Count && times[place] <= flow.LastSeen + ClockSkew;
    }

    void Sort()
    {
        foreach (var times in _times.Values) times.Sort();
        _isSorted = true;
    }
}
