using Merlon.Flows.Captured;

namespace Merlon.Flows;

/// <summary>What one record of a log says.</summary>
public enum RecordKind : byte
{
    /// <summary>A flow that was seen.</summary>
    Flow,

    /// <summary>
    /// A flow that was seen, of which the NIDS notes that it had raised an alert on it; it takes its place when it
    /// was last seen, since the alert was raised before.
    /// </summary>
    AlertedFlow,

    /// <summary>An alert; the flow is the one that it was raised on, as far as it had come.</summary>
    Alert,
}

/// <summary>A flow or an alert, at the event time (UTC) at which it takes its place: alerts when they were raised,
/// flows when they were first seen.</summary>
public readonly record struct Observation(RecordKind Kind, DateTime At, Flow Flow)
{
    /// <summary>Of a flow out of a capture, where it was asked for.</summary>
    public FlowDetail? Detail { get; init; }

    public static Observation Of(in Flow flow) => new(RecordKind.Flow, flow.FirstSeen, flow);
}
