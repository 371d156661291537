using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Language;

/// <summary>
/// Rules as traffic selectors, of which it can be proven what they lose: what drops new connections by addresses,
/// protocol and destination ports, and nothing else.
/// </summary>
public static class SelectorReading
{
    /// <param name="selectors">One for each range of ports.</param>
    /// <param name="problem">What stands in the way; null when nothing does.</param>
    public static bool TryRead(
        Rule rule, IpFamily family, out ImmutableArray<TrafficSelector> selectors,
        [NotNullWhen(false)] out string? problem)
    {
        selectors = [];
        problem = Objection(rule) ?? ObjectionToMatches(rule);
        if (problem is not null) return false;

        selectors = [.. PortsOf(rule).Select(range => new TrafficSelector(
            family, rule.Protocol?.Value, BlockOf(rule.Source), BlockOf(rule.Destination), range))];
        return true;
    }

    static string? Objection(Rule rule) => rule switch
    {
        { Target: not Target.Decide { Verdict: Verdict.Drop } } => "it does not drop; expected -j DROP",
        { Source.IsNegated: true } or { Destination.IsNegated: true } or { Protocol.IsNegated: true } =>
            "what stands behind '!' cannot be proven; expected the addresses and the protocol that are meant",
        { InInterface: not null } or { OutInterface: not null } =>
            "alerts tell of no interfaces; expected addresses in place of -i and -o",
        { Fragment: not null } => "alerts tell of no fragments; expected a rule without -f",
        _ when HasHoles(rule.Source) || HasHoles(rule.Destination) => "the mask has holes; expected a CIDR block",
        _ when PortLists(rule).Skip(1).Any() => "it names ports twice; expected one --dport or --dports",
        _ => null,
    };

    static string? ObjectionToMatches(Rule rule)
    {
        foreach (var (name, options) in rule.Matches.Select(match => match.Use))
        {
            foreach (var option in options)
            {
                var isKnown = (name, option.Name) switch
                {
                    ("tcp" or "udp", "--dport") or ("multiport", "--dports") => !option.IsNegated,
                    ("conntrack", "--ctstate") or ("state", "--state") =>
                        option is { IsNegated: false, Words: ["NEW"] },
                    ("comment", _) => true,
                    _ => false,
                };
                if (!isKnown)
                {
                    return $"-m {name} {(option.IsNegated ? "! " : "")}{option.Name} cannot be proven from alerts; "
                        + "expected no more than -s, -d, -p, --dport and --ctstate NEW";
                }
            }
        }

        return null;
    }

    static IEnumerable<PortRange> PortsOf(Rule rule) =>
        PortLists(rule).FirstOrDefault()?.Split(',').Select(RangeOf) ?? [PortRange.All];

    static IEnumerable<string> PortLists(Rule rule) =>
        from match in rule.Matches
        from option in match.Use.Options
        where option.Name is "--dport" or "--dports"
        select option.Words[0];

    // As the rule was read, so it is printed: one number, or two with a colon between.
    static PortRange RangeOf(string text)
    {
        var ends = text.Split(':');
        return new(ushort.Parse(ends[0]), ushort.Parse(ends[^1]));
    }

    static bool HasHoles(Negatable<AddressMask>? mask) => mask is { Value.Length: < 0 };

    static IpPrefix? BlockOf(Negatable<AddressMask>? mask) =>
        mask is not { Value: var given } || given.IsEverything ? null
        : IpPrefix.Around(
            given.Family is IpFamily.V4 ? Ip.V4((uint)given.Bits) : new Ip(given.Bits), given.Length);
}
