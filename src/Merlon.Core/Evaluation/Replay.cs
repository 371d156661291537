using Merlon.Flows;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>
/// Labelled traffic, replayed through a response: a flow that a rule in force drops is seen by nobody; any other is
/// an alert if the NIDS says so, and enters the benign window if not.
/// </summary>
/// <remarks>Flows come in order of time first seen, equal times in file order.</remarks>
/// <param name="ids">Stands in for the NIDS; none where it is said of each flow whether it is an alert.</param>
public sealed class Replay(Responder responder, DetectorStandIn? ids = null)
{
    public Scores Scores { get; } = new();

    public Responder Responder => responder;

    public void Next(in Flow flow) => Next(flow, ids?.Alerts(flow.Label) ?? false);

    /// <param name="isAlert">Whether the NIDS alerts on it, if it comes so far.</param>
    public void Next(in Flow flow, bool isAlert) => Scores.Add(flow, responder.Drops(flow, isAlert));
}
