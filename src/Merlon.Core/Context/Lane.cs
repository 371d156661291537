using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Context;

/// <summary>Packets of one family from some addresses to others, perhaps of some services only.</summary>
/// <param name="From">Null for everywhere; so too <paramref name="To"/>.</param>
/// <param name="Services">None for all.</param>
/// <param name="IsAnswer">Whether they come from the services, and do not go to them.</param>
readonly record struct Lane(
    IpFamily Family, ImmutableArray<IpPrefix>? From, ImmutableArray<IpPrefix>? To,
    ImmutableArray<ServicePorts> Services, bool IsAnswer)
{
    const int MostSpared = 1 << 10;

    public Condition Condition
    {
        get
        {
            var (family, isAnswer) = (Family, IsAnswer);
            return Within(Field.Source, From) & Within(Field.Destination, To) & (Services.IsEmpty
                ? Condition.Everything
                : Any([.. Services.Select(service => service.ConditionIn(family, isAnswer))]));
        }
    }

    /// <summary>Whether a rule drops a packet of it.</summary>
    public bool Meets(in DropRule rule)
    {
        if (rule.Anchor.IsV4 != Family is IpFamily.V4 || !May(From, rule.Sources)
            || !May(To, rule.Destinations) || IsSpared(rule))
            return false;

        foreach (var service in Services)
        {
            if (service.Meets(rule, Family, IsAnswer)) return true;
        }

        return Services.IsEmpty;
    }

    /// <summary>
    /// The rule without the packets of it: their sources are spared, or their destinations, whichever the rule does
    /// not name. Null when it names both, or there are too many.
    /// </summary>
    public DropRule? Without(in DropRule rule)
    {
        if (!Meets(rule)) return rule;

        var spared = rule.Spared ?? Spared.Nothing;
        if (PartsToSpare(From, rule.Sources) is { } sources)
            return rule with { Spared = spared with { Sources = [.. spared.Sources.Union(sources)] } };
        if (PartsToSpare(To, rule.Destinations) is { } destinations)
            return rule with { Spared = spared with { Destinations = [.. spared.Destinations.Union(destinations)] } };
        return null;
    }

    // Null when nothing of what is named would be left.
    static ImmutableArray<IpPrefix>? PartsToSpare(ImmutableArray<IpPrefix>? blocks, IpPrefix? named)
    {
        if (blocks is not { } given) return null;

        ImmutableArray<IpPrefix> parts = [.. Within(given, named).Take(MostSpared + 1)];
        return parts.Length > MostSpared || (named is { } whole && parts.Contains(whole)) ? null : parts;
    }

    static Condition Within(Field field, ImmutableArray<IpPrefix>? blocks) =>
        blocks is not { } given
            ? Condition.Everything
            : Any([.. given.Select(AddressMask.Of).Select(
                block => Condition.Masked(field, block.Bits, block.Mask))]);

    // In halves: a list may be long, and what looks into conditions goes as deep as they do.
    static Condition Any(ReadOnlySpan<Condition> conditions) =>
        conditions.Length <= 1
            ? conditions.IsEmpty ? Condition.Nothing : conditions[0]
            : Any(conditions[..(conditions.Length / 2)]) | Any(conditions[(conditions.Length / 2)..]);

    // What the rule does not name may be any.
    static bool May(ImmutableArray<IpPrefix>? blocks, IpPrefix? named)
    {
        if (blocks is not { } given || named is not { } block) return blocks is not { Length: 0 };

        foreach (var one in given)
        {
            if (one.Overlaps(block)) return true;
        }

        return false;
    }

    // All that the rule may drop of it comes from, or goes to, what the rule spares.
    bool IsSpared(in DropRule rule) => rule.Spared is { HasAddresses: true } spared
        && (AreWithin(From, rule.Sources, spared.Sources, spared.Clients)
            || AreWithin(To, rule.Destinations, spared.Destinations, []));

    static bool AreWithin(
        ImmutableArray<IpPrefix>? blocks, IpPrefix? named, ImmutableArray<IpPrefix> spared, ImmutableHashSet<Ip> hosts)
    {
        if (blocks is not { } given)
        {
            if (named is not { } only) return false;
            given = [only];
        }

        foreach (var block in Within(given, named))
        {
            if (!spared.Any(one => one.Contains(block))
                && !(block == IpPrefix.Host(block.Network) && hosts.Contains(block.Network)))
                return false;
        }

        return true;
    }

    // The parts of the blocks that lie in the one that is named; all of them where none is.
    static IEnumerable<IpPrefix> Within(ImmutableArray<IpPrefix> blocks, IpPrefix? named) =>
        named is not { } whole
            ? blocks
            : blocks.Where(block => block.Overlaps(whole)).Select(block => block.Contains(whole) ? whole : block);
}
