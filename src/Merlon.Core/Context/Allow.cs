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
    public string Name => $"allow from {Listed(From)}{(Reason is null ? "" : $" ({Reason})")}";

    /// <summary>What it is about, without the reason.</summary>
    public string Scope => $"allow from {Listed(From)}{(To.IsEmpty ? "" : $" to {Listed(To)}")}"
        + (Services.IsEmpty ? "" : $" by {Listed(Services)}");

    static string Listed<T>(ImmutableArray<Placed<T>> said) => string.Join(", ", said.Select(one => one.Value));
}
