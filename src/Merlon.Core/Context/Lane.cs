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
            || !May(To, rule.Destination is { } one ? IpPrefix.Host(one) : null) || IsSpared(rule))
            return false;

        foreach (var service in Services)
        {
            if (service.Meets(rule, Family, IsAnswer)) return true;
        }

        return Services.IsEmpty;
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

    bool IsSpared(in DropRule rule)
    {
        if (rule.Spared is not { Clients.IsEmpty: false } spared || From is not { } blocks) return false;

        foreach (var block in blocks)
        {
            if (block != IpPrefix.Host(block.Network) || !spared.Clients.Contains(block.Network)) return false;
        }

        return true;
    }
}
