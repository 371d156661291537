using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Nftables;

/// <summary><c>-m hashlimit</c> as nft(8) says it: a token bucket for each source or destination.</summary>
static class Meter
{
    /// <summary>
    /// The rule without its limit, and the statement for it, which comes last; null when it has none, or one that
    /// nftables has no words for, or one that does not count what all else has let through.
    /// </summary>
    /// <param name="number">Of its table, by which it is named.</param>
    public static (Rule Unlimited, string Statement)? Of(Rule rule, IpFamily family, int number)
    {
        var matches = rule.Matches.Where(match => match.Use.Name is not "comment").ToList();
        if (matches is not [.., { Use.Name: "hashlimit" } last]) return null;
        if (matches.Count(match => match.Use.Name is "hashlimit") > 1) return null;
        if (StatementOf(last.Use.Options, family, number) is not { } statement) return null;

        return (rule with { Matches = rule.Matches.Remove(last) }, statement);
    }

    static string? StatementOf(ImmutableArray<OptionUse> options, IpFamily family, int number)
    {
        if (options.Any(option => option.IsNegated || !IsSaid(option.Name))) return null;

        var isAbove = WordOf(options, "--hashlimit-above") is not null;
        var rate = WordOf(options, "--hashlimit-above") ?? WordOf(options, "--hashlimit-upto");
        if (rate?.Split('/') is not [var packets, var unit] || KeyOf(options, family) is not { } key) return null;
        if (UnitOf(unit) is not var (name, seconds)) return null;

        var (burst, over) = (WordOf(options, "--hashlimit-burst") ?? "5", isAbove ? "over " : "");
        return $"meter limited_{number} {{ {key} timeout {seconds}s limit rate {over}{packets}/{name} "
            + $"burst {burst} packets }}";
    }

    /// <summary>Under which it counts, together with all others of the name; null when it counts nothing.</summary>
    public static string? NameOf(Rule rule) => rule.Matches
        .Where(match => match.Use.Name is "hashlimit")
        .Select(match => WordOf(match.Use.Options, "--hashlimit-name")).FirstOrDefault();

    static bool IsSaid(string option) => option is "--hashlimit-above" or "--hashlimit-upto" or "--hashlimit-burst"
        or "--hashlimit-mode" or "--hashlimit-name";

    static string? KeyOf(ImmutableArray<OptionUse> options, IpFamily family)
    {
        var words = family is IpFamily.V4 ? "ip" : "ip6";
        return WordOf(options, "--hashlimit-mode") switch
        {
            "srcip" => $"{words} saddr",
            "dstip" => $"{words} daddr",
            _ => null,
        };
    }

    // As long as an idle bucket is kept by iptables, too.
    static (string Name, int Seconds)? UnitOf(string unit) => unit switch
    {
        "sec" => ("second", 1),
        "min" => ("minute", 60),
        "hour" => ("hour", 3_600),
        "day" => ("day", 86_400),
        _ => null,
    };

    static string? WordOf(ImmutableArray<OptionUse> options, string name) =>
        options.FirstOrDefault(option => option.Name == name)?.Words[0];
}
