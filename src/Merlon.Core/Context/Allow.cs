using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Context;

/// <summary>Sources that are known to be good, all of one family.</summary>
/// <param name="To">What they may reach; none said for everything.</param>
/// <param name="Services">By which services; none said for all.</param>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record Allow(
    ImmutableArray<Placed<IpPrefix>> From,
    ImmutableArray<Placed<IpPrefix>> To,
    ImmutableArray<Placed<ServicePorts>> Services,
    string? Reason,
    int Line)
{
    /// <summary>As messages call it.</summary>
    public string Name =>
        $"allow from {string.Join(", ", From.Select(from => from.Value))}{(Reason is null ? "" : $" ({Reason})")}";
}
