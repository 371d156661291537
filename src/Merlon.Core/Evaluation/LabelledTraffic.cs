using System.Collections;
using Merlon.Flows;

namespace Merlon.Evaluation;

/// <summary>
/// The flows of some logs, in memory and in order of time first seen, each with whether the logs hold an alert on it.
/// </summary>
public sealed class LabelledTraffic
{
    readonly Flow[] _flows;
    readonly BitArray _alerted;

    LabelledTraffic(Flow[] flows, BitArray alerted, long alerts) =>
        (_flows, _alerted, Alerts) = (flows, alerted, alerts);

    public ReadOnlySpan<Flow> Flows => _flows;

    /// <summary>How many alerts the logs hold, those on no flow here included; not those that flows tell of.</summary>
    public long Alerts { get; }

    /// <summary>How many flows have one.</summary>
    public int AlertedFlows => _alerted.Cast<bool>().Count(isAlerted => isAlerted);

    /// <summary>Whether there is a flow that is scored.</summary>
    public bool IsLabelled => Array.Exists(_flows, flow => flow.Label is Label.Benign or Label.Malicious);

    /// <summary>Whether the logs hold an alert on the flow at this place.</summary>
    public bool IsAlerted(int place) => _alerted[place];

    /// <param name="observations">In order of time.</param>
    public static LabelledTraffic Of(IEnumerable<Observation> observations)
    {
        var (flows, alerts, count) = (new List<Flow>(), new LoggedAlerts(), 0L);
        foreach (var (kind, at, flow) in observations)
        {
            if (kind is RecordKind.Alert) count++;
            else flows.Add(flow);
            if (kind is not RecordKind.Flow) alerts.Add(flow.Key, at);
        }

        Flow[] ordered = [.. flows.OrderBy(flow => flow.FirstSeen)];   // alerted ones came when they were last seen
        var alerted = new BitArray(ordered.Length);
        for (var i = 0; i < ordered.Length; i++) alerted[i] = alerts.IsOn(ordered[i]);
        return new(ordered, alerted, count);
    }
}
