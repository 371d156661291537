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

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_idle, _active, _tunnels, _ignoresVlans]) command.Add(option);
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
