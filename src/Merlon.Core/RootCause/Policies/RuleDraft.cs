using System.Globalization;
using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Policies;

/// <summary>A rule to be written, or what of a rule is to be narrower; null for what stays, or is any.</summary>
public sealed record RuleDraft
{
    public IpPrefix? Source { get; init; }
    public IpPrefix? Destination { get; init; }
    public IpProtocol? Protocol { get; init; }
    public ushort? Port { get; init; }
    public SourceLimit? Limit { get; init; }

    /// <summary>Of a new rule.</summary>
    public Ruling Ruling { get; init; }

    /// <summary>Of a new rule among several beside one; null for the only one.</summary>
    public int? Number { get; init; }

    /// <summary>For that address family alone, where no address tells.</summary>
    public IpFamily? Family { get; init; }
}

/// <summary>How many new connections one source may have: so many in a unit of time, and as many at once.</summary>
/// <param name="Unit">second, minute, hour or day.</param>
public sealed record SourceLimit(int Count, string Unit)
{
    public TimeSpan Each => (Unit switch
    {
        "second" or "sec" => TimeSpan.FromSeconds(1),
        "minute" or "min" => TimeSpan.FromMinutes(1),
        "hour" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    }) / Count;

    public override string ToString() => $"{Count}/{Unit}";

    /// <summary>Reads <c>30/hour</c>.</summary>
    public static SourceLimit? Of(string? text)
    {
        var parts = text?.Split('/') ?? [];
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture,
            out var count)
            && count > 0 && parts[1] is "second" or "sec" or "minute" or "min" or "hour" or "day"
            ? new(count, parts[1]) : null;
    }
}
