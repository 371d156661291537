using Merlon.Flows;

namespace Merlon.Rules;

/// <summary>
/// All rules that would drop a flow: those of its first packet, and, when it is answered, those of its first answer.
/// A direction without packets, or one that the chain never sees, has none.
/// </summary>
public readonly struct FlowPrints
{
    public FlowPrints(in Flow flow, Vantage vantage)
    {
        var (forward, backward) = AtomPrints.Of(flow.Key);
        if (flow.Forward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.Destination.Ip)) Forward = forward;
        if (flow.Backward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.Source.Ip)) Backward = backward;
    }

    public AtomPrints Forward { get; }
    public AtomPrints Backward { get; }
}
