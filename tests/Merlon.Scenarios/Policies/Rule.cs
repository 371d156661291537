using System.Net;
using System.Net.Sockets;

namespace Merlon.Scenarios.Policies;

/// <summary>A rule as a scenario means it, before it is written down in one of the forms.</summary>
sealed record Rule
{
    public IPNetwork? Source { get; init; }
    public IPNetwork? Destination { get; init; }
    public Ports Ports { get; init; } = Ports.Any;
    public bool Accepts { get; init; } = true;
    public string? Comment { get; init; }

    /// <summary>New connections of one source that may match, as <c>20/minute</c>; none is without a limit.</summary>
    public string? Limit { get; init; }

    /// <summary>Of a port forward: the inside address and port that it leads to.</summary>
    public (IPAddress Address, int? Port)? ForwardTo { get; init; }

    /// <summary>4 or 6 where a rule without addresses is of one family.</summary>
    public int OnlyFamily { get; init; }

    /// <summary>The number in a rule table; given when the policy is put together.</summary>
    public string Id { get; set; } = "";

    /// <summary>4, 6, or 0 for both.</summary>
    public int Family => OnlyFamily != 0 ? OnlyFamily : Of(Source) ?? Of(Destination) ?? 0;

    static int? Of(IPNetwork? network) =>
        network is not { } some ? null : some.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4;
}
