using Merlon.Net;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Causes;

/// <summary>
/// Ways to make a rule no wider than its legitimate use, on the side by which that differs from the attack: other
/// ports, other destinations, other sources. Fewest lines first.
/// </summary>
static class Narrowings
{
    const int MostLines = 8;

    /// <summary>How much more a rule must admit than is used, to be called wide.</summary>
    const double Surplus = 2;

    public static IEnumerable<Change> ByPort(Policy policy, Grounds grounds, GivenRule rule)
    {
        var used = Used(grounds, facts => (facts.Protocol, facts.DestinationPort));
        var own = (grounds.Facts.Protocol, grounds.Facts.DestinationPort);
        if (used.Count == 0 || used.Any(one => one.Protocol is null || (one.Protocol is { HasPorts: true }
            && one.DestinationPort is null))
            || (own.DestinationPort is null && own.Protocol is null or { HasPorts: true })
            || used.Contains(own)) return [];
        return Lines(policy, rule, "admit only the ports in use",
            used.Select(one => new RuleDraft { Protocol = one.Protocol, Port = one.DestinationPort }));
    }

    public static IEnumerable<Change> ByDestination(Policy policy, Grounds grounds, GivenRule rule)
    {
        var used = Used(grounds, facts => facts.Destination);
        if (used.Count == 0 || used.Contains(null) || used.Contains(grounds.Facts.Destination)) return [];
        return Lines(policy, rule, "admit only the destinations in use",
            used.Select(one => new RuleDraft { Destination = IpPrefix.Host(one!.Value) }));
    }

    /// <summary>By service: destination, protocol and port together.</summary>
    public static IEnumerable<Change> ByService(Policy policy, Grounds grounds, GivenRule rule)
    {
        var used = Used(grounds, facts => (facts.Destination, facts.Protocol, facts.DestinationPort));
        var own = (grounds.Facts.Destination, grounds.Facts.Protocol, grounds.Facts.DestinationPort);
        if (used.Count == 0 || used.Any(one => one.Destination is null) || used.Contains(own)) return [];
        return Lines(policy, rule, "admit only the services in use", used.Select(one => new RuleDraft
        {
            Destination = IpPrefix.Host(one.Destination!.Value),
            Protocol = one.Protocol,
            Port = one.Protocol is { HasPorts: true } ? one.DestinationPort : null,
        }));
    }

    /// <summary>Networks of the sources, or the hosts where the attacker is in one of these.</summary>
    public static IEnumerable<Change> BySource(Policy policy, Grounds grounds, GivenRule rule)
    {
        var hosts = Used(grounds, facts => facts.Source);
        if (hosts.Count == 0 || hosts.Contains(null) || grounds.Facts.Source is not { } attacker) yield break;

        foreach (var length in (int[])[attacker.IsV4 ? 24 : 64, attacker.IsV4 ? 32 : 128])
        {
            var networks = hosts.Select(host => IpPrefix.Around(host!.Value, length)).Distinct().ToList();
            if (networks.Exists(network => network.Contains(attacker)) || !IsClosed(grounds, networks)) continue;
            foreach (var change in Lines(policy, rule, "admit only the networks that use it",
                networks.Select(network => new RuleDraft { Source = network }))) yield return change;
        }
    }

    // A service that is used from many networks outside is for everybody.
    static bool IsClosed(Grounds grounds, List<IpPrefix> networks) =>
        networks.Count(network => !grounds.Site.Has(network.Network)) <= (IsForThePublic(grounds) ? 0 : 3);

    // Web, mail, names: a few visitors say nothing of who the others are.
    static bool IsForThePublic(Grounds grounds) =>
        grounds.Facts.DestinationPort is 80 or 443 or 8080 or 8443 or 25 or 465 or 587 or 993 or 995 or 53 or 123;

    /// <summary>A deny of the attacked service, where nobody else uses it; null where somebody does.</summary>
    public static RuleDraft? DenialOf(Grounds grounds)
    {
        var (protocol, port, destination) = (grounds.Facts.Protocol, grounds.Facts.DestinationPort,
            grounds.Facts.Destination);
        if (grounds.Legitimate.Count == 0 || destination is not { } host || protocol is null) return null;
        if (grounds.Legitimate.Any(course => course.Facts.Destination == host && course.Facts.Protocol == protocol
            && course.Facts.DestinationPort == port)) return null;
        return new()
        {
            Destination = IpPrefix.Host(host),
            Protocol = protocol,
            Port = port,
            Ruling = Logs.Ruling.Denied
        };
    }

    /// <summary>Whether a rule admits far more ports than are used.</summary>
    public static bool IsWideInPorts(Grounds grounds) =>
        PortsOf(grounds.Decider.Rule) >= Surplus * Used(grounds, facts => facts.DestinationPort).Count;

    public static bool IsWideInDestinations(Grounds grounds) => grounds.Decider.Rule?.Destination is not { } destination
        || Math.Pow(2, destination.Value.Family.Bits - destination.Value.Length)
            >= Surplus * Used(grounds, facts => facts.Destination).Count;

    public static bool IsWideInSources(Grounds grounds) => grounds.Decider.Rule?.Source is not { } source
        || Math.Pow(2, source.Value.Family.Bits - source.Value.Length) >= 256 * Surplus;

    /// <summary>How many ports a rule speaks of.</summary>
    public static int PortsOf(Rule? rule)
    {
        var asked = rule?.Condition.Parts.Select(part => part switch
        {
            Condition.Bits(Field.DestinationPort, _, _) => 1,
            Condition.Between(Field.DestinationPort, var first, var last) => (int)(last - first) + 1,
            _ => 0,
        }).Sum() ?? 0;
        return asked == 0 ? 65536 : asked;
    }

    static HashSet<T> Used<T>(Grounds grounds, Func<PacketFacts, T> part) =>
        [.. grounds.Legitimate.Select(course => part(course.Facts))];

    static IEnumerable<Change> Lines(Policy policy, GivenRule rule, string kind, IEnumerable<RuleDraft> drafts)
    {
        var lines = drafts.Select((draft, part) => RuleForms.Narrowed(policy, rule.Line, draft, part))
            .Order(StringComparer.Ordinal).ToList();
        if (lines.Count <= MostLines) yield return Change.Replace(rule, kind, lines);
    }
}
