using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>
/// Rules that stand beside each other, end a packet's way alike, and differ in nothing but one address: one rule that
/// looks its packet up in a list says the same.
/// </summary>
/// <param name="Differing">Which address; null for a rule that is none of these, and stands alone.</param>
public sealed record AddressRun(ImmutableArray<Rule> Rules, Field? Differing)
{
    /// <summary>What they say apart from the address.</summary>
    public Rule Common => Without(Rules[0], Differing!.Value);

    public bool IsAccept => Rules[0].Target is Target.Decide(Verdict.Accept);

    /// <summary>A chain's rules in their order, in runs as long as can be.</summary>
    public static IEnumerable<AddressRun> In(ImmutableArray<Rule> rules)
    {
        var sources = rules.Select(rule => KeyOf(rule, Field.Source)).ToList();
        var destinations = rules.Select(rule => KeyOf(rule, Field.Destination)).ToList();
        for (var first = 0; first < rules.Length;)
        {
            var (bySource, byDestination) = (Length(sources, first), Length(destinations, first));
            var field = bySource >= byDestination ? Field.Source : Field.Destination;
            var length = Math.Max(bySource, byDestination);
            yield return length > 0 ? new(rules.Slice(first, length), field) : new([rules[first]], null);
            first += Math.Max(1, length);
        }
    }

    /// <summary>The rules by their addresses; one within another's stands with that.</summary>
    public IEnumerable<IGrouping<AddressMask, Rule>> Elements
    {
        get
        {
            var all = Rules.Select(AddressOf).ToHashSet();
            var lengths = all.Select(address => address.Length).Distinct().Order().ToList();
            return Rules.GroupBy(rule => WidestAround(AddressOf(rule), all, lengths));
        }
    }

    static AddressMask WidestAround(AddressMask address, HashSet<AddressMask> all, List<int> lengths) => lengths
        .Select(length => new AddressMask(
            address.Family, address.Bits, address.Mask & AddressMask.MaskOf(address.Family, length)))
        .First(all.Contains);

    AddressMask AddressOf(Rule rule) => AddressOf(rule, Differing!.Value)!.Value.Value;

    static Negatable<AddressMask>? AddressOf(Rule rule, Field field) =>
        field is Field.Source ? rule.Source : rule.Destination;

    static Rule Without(Rule rule, Field field)
    {
        var said = rule.Matches.RemoveAll(match => match.Use.Name is "comment");
        var bare = rule with { Matches = said, Reason = null };
        return field is Field.Source ? bare with { Source = null } : bare with { Destination = null };
    }

    static int Length(List<string?> keys, int first)
    {
        if (keys[first] is not { } key) return 0;
        var end = first + 1;
        while (end < keys.Count && keys[end] == key) end++;
        return end - first;
    }

    // What must be the same; null for a rule that cannot be in a run.
    static string? KeyOf(Rule rule, Field field)
    {
        var isFinal = rule.Target is Target.Decide or Target.Extension({ Name: "REJECT" }, _);
        var isListed = AddressOf(rule, field) is { IsNegated: false, Value.Length: > 0 };
        return isFinal && isListed ? RuleWriter.Print(Without(rule, field), "") : null;
    }
}
