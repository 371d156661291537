using Merlon.Flows.Captured;

namespace Merlon.Flows;

/// <summary>What a user may say about how a capture's packets make flows.</summary>
public sealed record CaptureHints
{
    public static CaptureHints Standard { get; } = new();

    public FlowTimeouts Timeouts { get; init; } = FlowTimeouts.Standard;

    public TunnelView Tunnels { get; init; }

    /// <summary>Packets with the same ends are of one flow, whatever VLANs they came in.</summary>
    public bool IgnoresVlans { get; init; }

    /// <summary>So many flows are under way at most.</summary>
    public int Capacity { get; init; } = FlowTable.DefaultCapacity;

    /// <summary>Each observation brings its <see cref="FlowDetail"/>, which takes memory for each.</summary>
    public bool KeepsDetail { get; init; }

    /// <summary>Gives each flow its label; null where none is known.</summary>
    public Func<Flow, Flow>? Labels { get; init; }
}
