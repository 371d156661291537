using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Merlon.Context;
using Merlon.Net;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// What the alerts of a window look like, whoever sent them and to whom: so windows are compared that have no address
/// in common.
/// </summary>
/// <param name="Alerts">The binary logarithm of their number; so of the other counts.</param>
/// <param name="Crowding">Sources of a destination, on average; as a logarithm too.</param>
/// <param name="SourceEntropy">In bits, of alerts over sources.</param>
/// <param name="Covered">The share that rules drop.</param>
/// <param name="Protocols">Shares of the alerts, by name.</param>
/// <param name="Busiest">The services with the most alerts, as <c>tcp/443</c>, and their shares.</param>
/// <param name="Roles">What the destinations are for, and their shares; empty when nobody said.</param>
public sealed record WindowShape(
    double Alerts, double Sources, double Destinations, double Services, double Crowding,
    double SourceEntropy, double DestinationEntropy, double ServiceEntropy, double Covered,
    ImmutableSortedDictionary<string, double> Protocols,
    ImmutableSortedDictionary<string, double> Busiest,
    ImmutableSortedDictionary<string, double> Roles)
{
    /// <summary>Among <see cref="Roles"/>: that of destinations of which nothing was said.</summary>
    public const string NoRole = "none";

    const int MostServices = 5;

    const double MostBits = 64;   // of counts in a long, as logarithms

    // Differences that count as much as 63 % of all: in doublings, and in bits.
    const double Doublings = 2, Bits = 2;

    /// <summary>Whether a window can look so.</summary>
    [JsonIgnore]
    public bool IsSound => new[]
        {
            Alerts, Sources, Destinations, Services, Crowding, SourceEntropy, DestinationEntropy, ServiceEntropy,
        }.All(bits => bits is >= 0 and <= MostBits)
        && new[] { Covered, Protocols.Values.Sum(), Busiest.Values.Sum(), Roles.Values.Sum() }.All(IsShare)
        && Protocols.Values.Concat(Busiest.Values).Concat(Roles.Values).All(IsShare);

    /// <param name="ways">One or more.</param>
    public static WindowShape Of(ImmutableArray<AlertedWay> ways, SiteContext context)
    {
        var crowds = ways.GroupBy(way => way.Key.DestinationIp)
            .Average(group => group.Select(way => way.Key.SourceIp).Distinct().Count());
        return new(
            Math.Log2(ways.Sum(way => way.Alerts)), Distinct(ways, way => way.Key.SourceIp),
            Distinct(ways, way => way.Key.DestinationIp), Distinct(ways, Service), Math.Log2(crowds),
            EntropyOf(ways, way => way.Key.SourceIp), EntropyOf(ways, way => way.Key.DestinationIp),
            EntropyOf(ways, Service), SharesOf(ways, way => $"{way.IsCovered}").GetValueOrDefault($"{true}"),
            SharesOf(ways, way => way.Key.Protocol.Name), SharesOf(ways, Service, MostServices),
            RolesOf(ways, context));
    }

    /// <summary>How much another window is like this one, from 0 to 1; the same the other way round.</summary>
    public double SimilarityTo(WindowShape other)
    {
        (double Weight, double Likeness)[] parts =
        [
            (0.5, Near(Alerts, other.Alerts, Doublings)), (1, Near(Sources, other.Sources, Doublings)),
            (1, Near(Destinations, other.Destinations, Doublings)), (1, Near(Services, other.Services, Doublings)),
            (1, Near(Crowding, other.Crowding, Doublings)), (1, Near(SourceEntropy, other.SourceEntropy, Bits)),
            (1, Near(DestinationEntropy, other.DestinationEntropy, Bits)),
            (1, Near(ServiceEntropy, other.ServiceEntropy, Bits)), (0.25, Near(Covered, other.Covered, 1)),
            (1, Overlap(Protocols, other.Protocols)), (2, Overlap(Busiest, other.Busiest)),
            (Roles.IsEmpty || other.Roles.IsEmpty ? 0 : 1, Overlap(Roles, other.Roles)),
        ];
        var likeness = parts.Sum(part => part.Weight * part.Likeness) / parts.Sum(part => part.Weight);
        return Math.Clamp(likeness, 0, 1);
    }

    /// <summary>In bits, of alerts over what they have of a kind.</summary>
    public static double EntropyOf<T>(IReadOnlyCollection<AlertedWay> ways, Func<AlertedWay, T> kindOf)
    {
        var all = (double)ways.Sum(way => way.Alerts);
        return ways.GroupBy(kindOf).Select(group => group.Sum(way => way.Alerts) / all)
            .Sum(share => -share * Math.Log2(share));
    }

    static bool IsShare(double share) => share is >= 0 and <= 1 + 1e-9;   // sums are rounded

    static double Near(double one, double other, double scale) => Math.Exp(-Math.Abs(one - other) / scale);

    // What neither names is taken for the same: alerts spread over many ports are, whichever ports.
    static double Overlap(
        ImmutableSortedDictionary<string, double> one, ImmutableSortedDictionary<string, double> other) =>
        one.Sum(share => Math.Min(share.Value, other.GetValueOrDefault(share.Key)))
            + Math.Min(1 - one.Values.Sum(), 1 - other.Values.Sum());

    static string Service(AlertedWay way) => WindowInquiry.ServiceOf(way.Key);

    static double Distinct<T>(ImmutableArray<AlertedWay> ways, Func<AlertedWay, T> kindOf) =>
        Math.Log2(ways.Select(kindOf).Distinct().Count());

    static ImmutableSortedDictionary<string, double> SharesOf(
        ImmutableArray<AlertedWay> ways, Func<AlertedWay, string> kindOf, int most = int.MaxValue)
    {
        var all = (double)ways.Sum(way => way.Alerts);
        return ways.GroupBy(kindOf).Select(group => (Name: group.Key, Share: group.Sum(way => way.Alerts) / all))
            .OrderByDescending(one => one.Share).ThenBy(one => one.Name, StringComparer.Ordinal).Take(most)
            .ToImmutableSortedDictionary(one => one.Name, one => one.Share, StringComparer.Ordinal);
    }

    static ImmutableSortedDictionary<string, double> RolesOf(ImmutableArray<AlertedWay> ways, SiteContext context)
    {
        if (context.Assets.IsEmpty) return ImmutableSortedDictionary<string, double>.Empty;

        var roles = new Dictionary<Ip, string>();
        return SharesOf(ways, way => roles.TryGetValue(way.Key.DestinationIp, out var known)
            ? known : roles[way.Key.DestinationIp] = RoleOf(way.Key.DestinationIp, context));
    }

    static string RoleOf(Ip address, SiteContext context) =>
        context.AssetsAt(address).Select(asset => asset.Role.Name).FirstOrDefault() ?? NoRole;
}
