using Merlon.Flows;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>
/// Labelled traffic, replayed through a response: a flow that a rule in force drops is seen by nobody; any other is
/// an alert if the NIDS says so, and enters the benign window if not.
/// </summary>
/// <remarks>Flows come in order of time first seen, equal times in file order.</remarks>
public sealed class Replay(Responder responder, DetectorStandIn ids)
{
    public Scores Scores { get; } = new();

    public Responder Responder => responder;

    public void Next(in Flow flow)
    {
        var isAlert = ids.Alerts(flow.Label);
        Scores.Add(flow, responder.Drops(flow, isAlert));
    }
}
