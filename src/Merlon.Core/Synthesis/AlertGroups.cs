using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// Alerts of the same source, protocol and service: the same in the eyes of every rule of <see cref="Answers"/>. In
/// bounded memory.
/// </summary>
sealed class AlertGroups
{
    const int Most = 1 << 16;

    readonly Recent<ulong, AlertGroup> _groups = new(Most);

    /// <summary>How many were forgotten for want of room.</summary>
    public long Shed => _groups.Shed;

    public int Count => _groups.Count;

    /// <summary>So many were added.</summary>
    public long Alerts { get; private set; }

    public IEnumerable<AlertGroup> All => _groups.All;

    /// <param name="alert">At this firewall a rule can stop it.</param>
    public void Add(in FlowPrints alert, DateTime at)
    {
        ref var group = ref _groups.Of(FlowPrints.OfWay(alert.Key), out var isNew);
        if (isNew) group.Prints = alert;
        Alerts++;
        group.Count++;
        if (at > group.Latest) group.Latest = at;
    }

    /// <summary>A rule that was made for such an alert has dropped another.</summary>
    public void AddDropped(in FlowKey alert)
    {
        if (_groups.TryFind(FlowPrints.OfWay(alert), out var known)) Add(known.Prints, known.Latest);
    }
}

struct AlertGroup
{
    /// <summary>Of one of its alerts.</summary>
    public FlowPrints Prints { get; set; }

    public long Count { get; set; }

    /// <summary>When the latest came that was seen.</summary>
    public DateTime Latest { get; set; }
}
