using Merlon.Flows;

namespace Merlon.Alerts;

/// <summary>The alert window as it is defined: it keeps all of the burst and looks through it each time.</summary>
sealed class NaiveAlertWindow(TimeSpan maxIdle, int capacity)
{
    readonly List<Alert> _burst = [];

    public int Number { get; private set; }
    public DateTime OpenedAt { get; private set; }
    public DateTime LatestAt { get; private set; }
    public int Total => _burst.Count;
    public int Forgotten => Math.Max(0, _burst.Count - capacity);
    public IEnumerable<Alert> Alerts => _burst.Skip(Forgotten);

    public bool Add(Alert alert, bool oncePerFlow)
    {
        if (Number == 0 || alert.At - LatestAt > maxIdle)
        {
            _burst.Clear();
            Number++;
            (OpenedAt, LatestAt) = (alert.At, alert.At);
        }

        if (alert.At > LatestAt) LatestAt = alert.At;
        if (oncePerFlow && Alerts.Any(known => IsSame(known.Flow, alert.Flow))) return false;

        _burst.Add(alert);
        return true;
    }

    static bool IsSame(in Flow one, in Flow other) => one.Key == other.Key && one.FirstSeen == other.FirstSeen;
}
