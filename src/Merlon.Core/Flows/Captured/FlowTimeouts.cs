using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>After how much silence a flow is over, by protocol and state; and how long one record may go on.</summary>
/// <remarks>
/// Suricata's own (suricata.yaml, <c>flow-timeouts</c>); the active timeout, which it does not have, is the half hour
/// of NetFlow and NFStream.
/// </remarks>
public sealed record FlowTimeouts
{
    public static readonly TimeSpan StandardActive = TimeSpan.FromMinutes(30);

    public static FlowTimeouts Standard { get; } = new();

    /// <summary>None: a flow goes on until its ports are used for another, or the capture ends.</summary>
    public static FlowTimeouts Never { get; } = new() { Idle = TimeSpan.MaxValue, Active = TimeSpan.MaxValue };

    /// <summary>The same for all protocols and states; null for the standard of each.</summary>
    public TimeSpan? Idle { get; init; }

    public TimeSpan Active { get; init; } = StandardActive;

    public TimeSpan IdleOf(IpProtocol protocol, FlowState state) => Idle ?? (protocol, state) switch
    {
        (IpProtocol.Tcp, FlowState.Established) => TimeSpan.FromMinutes(10),
        (IpProtocol.Tcp, _) => TimeSpan.FromMinutes(1),
        (_, FlowState.Established) => TimeSpan.FromMinutes(5),
        _ => TimeSpan.FromSeconds(30),
    };
}
