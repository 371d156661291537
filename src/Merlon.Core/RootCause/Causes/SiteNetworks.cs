using Merlon.Net;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>
/// Which addresses are the site's own: those that were given; else private ones (RFC 1918, 6598, 4193, link-local),
/// networks that rules name as a destination, and IPv6 addresses that share their first 40 bits with one of these.
/// </summary>
public sealed class SiteNetworks
{
    const int SiteBits = 40;

    static readonly IpPrefix[] Private =
    [
        IpPrefix.Parse("10.0.0.0/8"), IpPrefix.Parse("172.16.0.0/12"), IpPrefix.Parse("192.168.0.0/16"),
        IpPrefix.Parse("100.64.0.0/10"), IpPrefix.Parse("169.254.0.0/16"), IpPrefix.Parse("127.0.0.0/8"),
        IpPrefix.Parse("fc00::/7"), IpPrefix.Parse("fe80::/10"),
    ];

    readonly List<IpPrefix> _own;

    /// <param name="given">Empty for none: then they are found.</param>
    public SiteNetworks(Policy? policy, IReadOnlyCollection<IpPrefix> given)
    {
        _own = [.. given.Count > 0 ? given : Private.Concat(policy is null ? [] : Named(policy).Concat(Links(policy)))];
        if (given.Count == 0) _own.AddRange([.. _own.Where(IsOfSite)
            .Select(own => IpPrefix.Around(own.Network, SiteBits))]);
    }

    static bool IsOfSite(IpPrefix own) => !own.Network.IsV4 && own.Length > SiteBits;

    public bool Has(Ip? address) => address is { } known && _own.Exists(own => own.Contains(known));

    // A network of 64 bits that is let go somewhere is one of the site's own links; other sites have shorter ones.
    static IEnumerable<IpPrefix> Links(Policy policy) =>
        from rules in policy.Families
        from chain in rules.TableNamed("filter")?.Chains ?? []
        from rule in chain.Rules
        where rule.Source is { IsNegated: false, Value: { Family: IpFamily.V6, Length: 64 } }
        select IpPrefix.Around(new Ip(rule.Source.GetValueOrDefault().Value.Bits), 64);

    // A host that only some may reach may be one outside, that is reached from here.
    static IEnumerable<IpPrefix> Named(Policy policy) =>
        from rules in policy.Families
        from chain in rules.TableNamed("filter")?.Chains ?? []
        from rule in chain.Rules
        where rule.Destination is { IsNegated: false }
        let mask = rule.Destination.GetValueOrDefault().Value
        where mask.Length > 0 && (rule.Source is null || mask.Length < mask.Family.Bits)
        select IpPrefix.Around(mask.Family is IpFamily.V4 ? Ip.V4((uint)mask.Bits) : new Ip(mask.Bits), mask.Length);
}
