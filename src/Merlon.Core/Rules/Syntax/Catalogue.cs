using System.Collections.Frozen;
using Merlon.Net;
using Merlon.Rules.Extensions;

namespace Merlon.Rules.Syntax;

/// <summary>Every extension that is known, by its name.</summary>
static class Catalogue
{
    static readonly FrozenDictionary<(string, IpFamily), MatchExtension> Matches =
        ByName<MatchExtension>([
            .. ModelledMatches.All, .. RateMatches.All, .. CountMatches.All, .. TransportMatches.All,
            .. HeaderV6Matches.All, .. PayloadMatches.All, .. HostMatches.All, PolicyMatch.Policy, TimeMatch.Time,
        ]);

    static readonly FrozenDictionary<(string, IpFamily), TargetExtension> Targets =
        ByName<TargetExtension>([
            .. ModelledTargets.All, .. MarkTargets.All, .. NatTargets.All, .. RawTargets.All, .. MangleTargets.All,
            .. ReportTargets.All,
        ]);

    public static MatchExtension? MatchNamed(string name, IpFamily family) => Matches.GetValueOrDefault((name, family));

    public static TargetExtension? TargetNamed(string name, IpFamily family) =>
        Targets.GetValueOrDefault((name, family));

    public static IEnumerable<string> MatchNames(IpFamily family) =>
        Sorted(Matches.Keys, family);

    public static IEnumerable<string> TargetNames(IpFamily family) =>
        Sorted(Targets.Keys, family);

    /// <summary>
    /// The match that iptables loads by itself for an option behind <c>-p</c>; null when there is none.
    /// </summary>
    /// <param name="name">As it is given; some protocols have several.</param>
    public static MatchExtension? MatchOf(IpProtocol protocol, string? name, IpFamily family) =>
        (name is null ? null : MatchNamed(name, family)) ?? MatchNamed(ProtocolNames.Print(protocol), family);

    /// <summary>What would have to stand before an option of this name, as it is written; TCP and UDP first.</summary>
    public static IEnumerable<string> OwnersOf(string option, IpFamily family)
    {
        var matches = from entry in Matches
                      let match = entry.Value
                      where entry.Key == (match.Name, family) && Has(match, option)
                      orderby match.Name is "tcp" descending, match.Name is "udp" descending, match.Name
                      select match;
        foreach (var match in matches) yield return $"{Loading(match, family)} {option}";

        foreach (var name in TargetNames(family))
        {
            if (Has(Targets[(name, family)], option)) yield return $"-j {name} {option}";
        }
    }

    /// <summary>Whether some extension has an option of this very name.</summary>
    public static bool IsOption(string name, IpFamily family) => OwnersOf(name, family).Any();

    // Sorted, since a dictionary's own order is another in each process.
    static IEnumerable<string> Sorted(IEnumerable<(string Name, IpFamily Family)> keys, IpFamily family) =>
        keys.Where(key => key.Family == family).Select(key => key.Name).Order(StringComparer.Ordinal);

    static string Loading(MatchExtension match, IpFamily family)
    {
        if (match.Protocols is not [var protocol]) return $"-m {match.Name}";

        var behind = $"-p {ProtocolNames.Print(protocol)}";
        return MatchOf(protocol, null, family) == match ? behind : $"{behind} -m {match.Name}";
    }

    static bool Has(Extension extension, string option) =>
        extension.Options.Any(one => one.Name == option || one.Aliases.Contains(option)
            || one.Shorthands.Any(shorthand => shorthand.Name == option));

    static FrozenDictionary<(string, IpFamily), T> ByName<T>(IEnumerable<T> extensions)
        where T : Extension =>
        (from extension in extensions
         from family in Enum.GetValues<IpFamily>()
         where extension.Family is null || extension.Family == family
         from name in extension.Aliases.Prepend(extension.Name)
         select KeyValuePair.Create((name, family), extension)).ToFrozenDictionary();
}
