using Merlon.Flows;

namespace Merlon.Evaluation.Certificates;

/// <summary>What a record counts as.</summary>
public enum Side : byte
{
    /// <summary>Nothing: it tells of what was counted already.</summary>
    None,

    Alert,
    Benign,
}

/// <summary>What a record counts as, and a flow that counted as benign until now and does so no longer.</summary>
public readonly record struct Sorted(Side Side, Flow? Withdrawn = null);

/// <summary>
/// Tells alerts from benign flows, in order of time. Several alerts of a NIDS on one flow count once in a window, and a
/// flow whose alert comes later was not benign.
/// </summary>
/// <remarks>Remembers as much as a response does, so that it counts the same.</remarks>
/// <param name="idle">An alert window closes when no alert came for so long.</param>
/// <param name="benignWindow">For so long a flow may still turn out to have an alert.</param>
/// <param name="threshold">Flows with at least this score are alerts; null when scores are not asked.</param>
sealed class TrafficSplit(TimeSpan idle, TimeSpan benignWindow, double? threshold)
{
    const int MostAlerted = 1 << 17, MostInWindow = 1 << 16, MostBenign = 1 << 20;

    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    readonly HashSet<(FlowKey, DateTime)> _alerted = [];
    readonly Dictionary<FlowKey, DateTime> _alertedAt = [];
    readonly HashSet<(FlowKey, DateTime)> _inWindow = [];
    readonly Queue<(FlowKey, DateTime)> _windowOrder = [];
    readonly Queue<(long Number, FlowKey Key, DateTime FirstSeen)> _benign = [];
    readonly Dictionary<FlowKey, (long Number, Flow Flow)> _latest = [];   // benign
    DateTime? _latestAlert;
    long _number;

    public Sorted Next(in Observation observation)
    {
        Forget(observation.At);
        return IsAlert(observation) ? NextAlert(observation) : new(NextFlow(observation.Flow));
    }

    bool IsAlert(in Observation observation)
    {
        var flow = observation.Flow;
        if (observation.Kind is not RecordKind.Flow) return true;
        return threshold is { } least && !double.IsNaN(flow.Score)
            ? flow.Score >= least
            : flow.Label is Label.Malicious;
    }

    Side NextFlow(in Flow flow)
    {
        if (flow.Label is Label.None && HadAlert(flow)) return Side.None;

        _latest[flow.Key] = (_number, flow);
        _benign.Enqueue((_number++, flow.Key, flow.FirstSeen));
        return Side.Benign;
    }

    Sorted NextAlert(in Observation alert)
    {
        var (flow, isOfNids) = (alert.Flow, alert.Kind is not RecordKind.Flow);
        if (isOfNids && !IsFirst(flow) && alert.Kind is RecordKind.AlertedFlow) return new(Side.None);

        if (_alertedAt.Count == MostAlerted) _alertedAt.Clear();
        _alertedAt[flow.Key] = alert.At;
        var withdrawn = Withdrawn(flow.Key);
        return new(IsNewInWindow(alert, isOfNids) ? Side.Alert : Side.None, withdrawn);
    }

    // The latest flow of this five-tuple, either way, unless a label calls it benign.
    Flow? Withdrawn(in FlowKey key)
    {
        if (!_latest.Remove(key, out var found) && !_latest.Remove(key.Reversed, out found)) return null;
        return found.Flow.Label is Label.None ? found.Flow : null;
    }

    bool IsFirst(in Flow flow)
    {
        if (_alerted.Count == MostAlerted) _alerted.Clear();
        return _alerted.Add((flow.Key, flow.FirstSeen));
    }

    bool IsNewInWindow(in Observation alert, bool isOncePerFlow)
    {
        if (_latestAlert is not { } latest || alert.At - latest > idle)
        {
            _inWindow.Clear();
            _windowOrder.Clear();
            _latestAlert = alert.At;
        }
        else if (alert.At > latest) _latestAlert = alert.At;

        var identity = (alert.Flow.Key, alert.Flow.FirstSeen);
        if (isOncePerFlow && !_inWindow.Add(identity)) return false;

        _windowOrder.Enqueue(identity);
        if (_windowOrder.Count > MostInWindow) _inWindow.Remove(_windowOrder.Dequeue());
        return true;
    }

    // Another log's record of the same flow.
    bool HadAlert(in Flow flow) =>
        (_alertedAt.TryGetValue(flow.Key, out var at) || _alertedAt.TryGetValue(flow.Key.Reversed, out at))
        && at - flow.LastSeen <= ClockSkew && flow.FirstSeen - at <= ClockSkew;

    void Forget(DateTime now)
    {
        while (_benign.TryPeek(out var oldest)
            && (_benign.Count > MostBenign || now - oldest.FirstSeen > benignWindow))
        {
            _benign.Dequeue();
            if (_latest.TryGetValue(oldest.Key, out var latest) && latest.Number == oldest.Number)
                _latest.Remove(oldest.Key);
        }
    }
}
