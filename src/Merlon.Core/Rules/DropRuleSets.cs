using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Extensions;

namespace Merlon.Rules;

/// <summary>Drop rules in the rule tree, from which they are printed, judged and applied as all others are.</summary>
public static class DropRuleSets
{
    /// <summary>The filter table of each family that occurs, and of IPv4 when there is no rule at all.</summary>
    public static IReadOnlyList<RuleSet> Of(Hook hook, IEnumerable<(DropRule Rule, string Reason)> rules)
    {
        var tree = rules.Select((given, i) => given.Rule.ToRule() with { Reason = given.Reason, Line = i + 1 });
        var families = tree.GroupBy(FamilyOf).OrderBy(family => family.Key)
            .Select(family => Of(family.Key, hook, [.. family])).ToList();
        return families.Count > 0 ? families : [Of(IpFamily.V4, hook, [])];
    }

    extension(DropRule drop)
    {
        /// <summary>The same as iptables says it.</summary>
        public Rule ToRule() => new()
        {
            Source = Alone(drop.Source),
            Destination = Alone(drop.Destination),
            Protocol = drop.Protocol is { } protocol ? new(protocol) : null,
            Matches = drop.HasPorts
                ? [PortMatches.Exactly(drop.Protocol!.Value, drop.SourcePort, drop.DestinationPort)]
                : [],
            Target = new Target.Decide(Verdict.Drop),
        };
    }

    static RuleSet Of(IpFamily family, Hook hook, ImmutableArray<Rule> rules) =>
        new(family, [new("filter", [new(hook.ChainName, Verdict.Accept, default, rules)])]);

    static IpFamily FamilyOf(Rule rule) => (rule.Source ?? rule.Destination)!.Value.Value.Family;

    static Negatable<AddressMask>? Alone(Ip? address) =>
        address is { } one ? new(AddressMask.Of(IpPrefix.Host(one))) : null;
}
