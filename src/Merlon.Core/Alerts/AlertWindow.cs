using System.Runtime.InteropServices;
using Merlon.Flows;

namespace Merlon.Alerts;

/// <summary>
/// The alerts of the burst under way: opens with an alert, grows with each, and is followed by a new one when none
/// came for longer than <c>maxIdle</c>.
/// </summary>
/// <remarks>
/// Time here is event time: it moves only when an alert does, so that a log replayed in a second gives the windows
/// that it gave live. Keeps the latest <c>capacity</c> alerts; an endless burst forgets its beginning and counts
/// what it forgot. Not safe for concurrent use; each shard owns its own window.
/// </remarks>
public sealed class AlertWindow(TimeSpan maxIdle, int capacity = AlertWindow.DefaultCapacity)
{
    public const int DefaultCapacity = 1 << 16;

    readonly List<Alert> _alerts = [];   // those before _first are forgotten
    readonly HashSet<(FlowKey, DateTime)> _flows = [];

    int _first;

    /// <summary>How many windows there were so far, this one included; 0 before the first alert.</summary>
    public int Number { get; private set; }

    public DateTime OpenedAt { get; private set; }
    public DateTime LatestAt { get; private set; }

    /// <summary>Alerts since the window opened, the forgotten ones included.</summary>
    public long Total { get; private set; }

    public long Forgotten => Total - Alerts.Length;

    /// <summary>The alerts, oldest first; good until the next one comes.</summary>
    public ReadOnlySpan<Alert> Alerts => CollectionsMarshal.AsSpan(_alerts)[_first..];

    /// <summary>Takes an alert in, opening a new window if the last one has fallen silent.</summary>
    public void Add(in Alert alert)
    {
        if (Number == 0 || alert.At - LatestAt > maxIdle) Open(alert.At);
        if (alert.At > LatestAt) LatestAt = alert.At;
        Total++;
        _alerts.Add(alert);
        if (_alerts.Count - _first > capacity) Forget();
    }

    /// <summary>
    /// As <see cref="Add"/>, for logs that raise several alerts on one flow: the second and later ones keep the
    /// window open and are not counted again.
    /// </summary>
    /// <returns>Whether it was the flow's first alert in this window.</returns>
    public bool AddOncePerFlow(in Alert alert)
    {
        var isOpen = Number > 0 && alert.At - LatestAt <= maxIdle;
        if (isOpen && _flows.Contains(Identity(alert.Flow)))
        {
            if (alert.At > LatestAt) LatestAt = alert.At;
            return false;
        }

        Add(alert);
        _flows.Add(Identity(alert.Flow));
        return true;
    }

    void Open(DateTime at)
    {
        Number++;
        (OpenedAt, LatestAt, Total) = (at, at, 0);
        _alerts.Clear();
        _flows.Clear();
        _first = 0;
    }

    void Forget()
    {
        _flows.Remove(Identity(_alerts[_first++].Flow));
        if (_first < capacity) return;

        _alerts.RemoveRange(0, _first);
        _first = 0;
    }

    static (FlowKey, DateTime) Identity(in Flow flow) => (flow.Key, flow.FirstSeen);
}
