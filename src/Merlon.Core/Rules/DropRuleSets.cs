using Merlon.Net;
using Merlon.Rules.Extensions;

namespace Merlon.Rules;

/// <summary>Drop rules in the rule tree, from which they are printed, judged and applied as all others are.</summary>
public static class DropRuleSets
{
    /// <summary>The filter table of each family that occurs, and of IPv4 when there is no rule at all.</summary>
    /// <remarks>A rule that spares addresses has a chain of its own, from which they return.</remarks>
    public static IReadOnlyList<RuleSet> Of(Hook hook, IEnumerable<(DropRule Rule, string Reason)> rules)
    {
        var given = rules.Select((one, i) => (one.Rule, one.Reason, Line: i + 1));
        var families = given.GroupBy(one => one.Rule.Anchor.Family).OrderBy(family => family.Key)
            .Select(family => Of(family.Key, hook, family)).ToList();
        return families.Count > 0 ? families : [Of(IpFamily.V4, hook, [])];
    }

    extension(DropRule drop)
    {
        /// <summary>The same as iptables says it.</summary>
        public Rule ToRule() => new()
        {
            Source = drop.Sources is { } block ? new(AddressMask.Of(block)) : null,
            Destination = drop.Destinations is { } blocks ? new(AddressMask.Of(blocks)) : null,
            Protocol = drop.Protocol is { } protocol ? new(protocol) : null,
            Matches = [.. MatchesOf(drop)],
            Target = new Target.Decide(Verdict.Drop),
        };
    }

    static RuleSet Of(IpFamily family, Hook hook, IEnumerable<(DropRule Rule, string Reason, int Line)> drops)
    {
        var (rules, chains) = (new List<Rule>(), new List<Chain>());
        foreach (var (drop, reason, line) in drops)
        {
            var rule = drop.ToRule() with { Reason = reason, Line = line };
            if (drop.Spared is { HasAddresses: true } spared)
            {
                var name = $"merlon-{line}";
                var back = BackTo(spared).Select(spare => spare with { Target = new Target.Return(), Line = line });
                chains.Add(new(name, null, default, [.. back, new() { Target = rule.Target, Line = line }]));
                rule = rule with { Target = new Target.Jump(name) };
            }

            rules.Add(rule);
        }

        return new(family, [new("filter", [new(hook.ChainName, Verdict.Accept, default, [.. rules]), .. chains])]);
    }

    static IEnumerable<Rule> BackTo(Spared spared)
    {
        foreach (var block in spared.Sources) yield return new() { Source = new(AddressMask.Of(block)) };
        foreach (var block in spared.Destinations) yield return new() { Destination = new(AddressMask.Of(block)) };
        foreach (var client in spared.Clients.OrderBy(client => client.Bits))
            yield return new() { Source = new(AddressMask.Of(IpPrefix.Host(client))) };
    }

    static IEnumerable<Match> MatchesOf(DropRule drop)
    {
        if (drop.HasPorts)
            yield return PortMatches.Exactly(drop.Protocol!.Value, drop.SourcePort, drop.DestinationPort);
        if (drop.Selector is { IsOfAllPorts: false } selector)
            yield return PortMatches.Within(selector.Protocol!.Value, selector.Ports);
        foreach (var ports in (drop.Spared?.Ports ?? []).Chunk(PortList.MostPlaces))
            yield return PortMatches.NoneOf(ports);
        if (drop.IsNew) yield return ConnectionMatches.New;
        if (drop.Above is { } limit) yield return RateMatches.Above(limit, NameOf(drop, limit));
    }

    // Rules that share a name share their buckets, and the limit of the first.
    static string NameOf(in DropRule drop, RateLimit limit) => string.Join(
        '-', "merlon", drop.Source, drop.Destination, drop.Protocol?.Name, drop.DestinationPort, limit.PerMinute);
}
