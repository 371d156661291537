using Merlon.Net;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Reports;

/// <summary>Rules in words that people say.</summary>
static class RuleWords
{
    /// <summary>As in <c>any source reach every TCP port of 10.10.10.5</c>.</summary>
    public static string Reach(Rule rule)
    {
        var source = rule.Source is { } from && !from.Value.IsEverything
            ? $"{(from.IsNegated ? "all but " : "")}{Text(from.Value)}" : "any source";
        var destination = rule.Destination is { } to && !to.Value.IsEverything
            ? $"{(to.IsNegated ? "all but " : "")}{Text(to.Value)}" : "any destination";
        return $"{source} reach {Ports(rule)} of {destination}";
    }

    static string Ports(Rule rule)
    {
        var protocol = rule.Protocol is { IsNegated: false, Value: var named } ? named.Name.ToUpperInvariant() : null;
        var asked = rule.Condition.Parts.Select(part => part switch
        {
            Condition.Bits(Field.DestinationPort, var port, _) => $"{port}",
            Condition.Between(Field.DestinationPort, var first, var last) when first <= 1 && last == 65535 => null,
            Condition.Between(Field.DestinationPort, var first, var last) => $"{first}-{last}",
            _ => null,
        }).OfType<string>().ToList();
        if (asked.Count > 0) return $"{protocol ?? "any protocol"} {string.Join(", ", asked)}";
        return protocol is null ? "every service" : $"every {protocol} port";
    }

    static string Text(AddressMask addresses) =>
        addresses.Length == addresses.Family.Bits ? AddressMask.Text(addresses.Bits, addresses.Family) : $"{addresses}";

    /// <summary>A rule by the name that stands in its line, or by its place.</summary>
    public static string Name(GivenRule rule, PolicyText text) => rule.IsDefault ? "the default policy"
        : rule.Line > 0 && text[rule.Line].Contains(rule.Name, StringComparison.Ordinal) ? $"rule {rule.Name}"
        : $"the rule at {text.PlaceOf(rule.Line)}";
}
