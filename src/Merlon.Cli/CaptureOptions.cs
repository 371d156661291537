using System.CommandLine;
using Merlon.Flows;
using Merlon.Flows.Captured;

namespace Merlon.Cli;

/// <summary>The options by which the packets of captures make flows.</summary>
sealed class CaptureOptions
{
    readonly Option<TimeSpan?> _idle = Options.Duration("--idle-timeout",
        "Captures: a flow ends when no packet of it came for so long [default: 30s, answered 5m; "
        + "TCP 60s, established 10m]");

    readonly Option<TimeSpan?> _active = Options.Duration("--active-timeout",
        "Captures: a flow that has gone on for so long ends, and the next begins [default: 30m]");

    readonly Option<string> _tunnels = Options.Named("--tunnels", "inner", ["inner", "outer", "both"],
        "Captures: of packets in GRE, IP in IP or VXLAN, the flow of which packet");

    readonly Option<bool> _ignoresVlans = new("--ignore-vlans")
    {
        Description = "Captures: packets of different VLANs may be of one flow",
    };

    readonly Option<string?> _truth = TruthFile.Option(
        "Captures: which attacks are in them, as lab/run writes it; every flow is labelled as its first packet");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_idle, _active, _tunnels, _ignoresVlans, _truth]) command.Add(option);
    }

    /// <summary>As <see cref="Hints"/>, with labels where they are known.</summary>
    /// <returns>Null when what is known cannot be read; the user has been told.</returns>
    public CaptureHints? LabelledHints(ParseResult parsed)
    {
        if (parsed.GetValue(_truth) is not { } path) return Hints(parsed);
        return TruthFile.Read(path) is { } truth ? Hints(parsed) with { Labels = truth.Label } : null;
    }

    public CaptureHints Hints(ParseResult parsed) => new()
    {
        Timeouts = new()
        {
            Idle = parsed.GetValue(_idle),
            Active = parsed.GetValue(_active) ?? FlowTimeouts.StandardActive,
        },
        Tunnels = parsed.GetRequiredValue(_tunnels) switch
        {
            "outer" => TunnelView.Outer,
            "both" => TunnelView.Both,
            _ => TunnelView.Inner,
        },
        IgnoresVlans = parsed.GetValue(_ignoresVlans),
    };
}
