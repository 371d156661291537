using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What counts in time: whether it holds of a packet depends on the packets before it.</summary>
static class RateMatches
{
    public static IEnumerable<MatchExtension> All => [Limit(), HashLimit(), ConnectionLimit(), RateEstimate()];

    /// <summary><c>-m hashlimit</c>: a packet that comes above the limit of its source.</summary>
    /// <param name="name">Rules of one name share what they count.</param>
    public static Match Above(RateLimit limit, string name)
    {
        var use = new ExtensionUse("hashlimit",
        [
            new("--hashlimit-above", false, [$"{limit.PerMinute}/min"]),
            new("--hashlimit-burst", false, [$"{limit.PerMinute}"]),
            new("--hashlimit-mode", false, ["srcip"]),
            new("--hashlimit-name", false, [name]),
        ]);
        return new(use, new Condition.Unknown(RuleWriter.Print(use)));
    }

    static MatchExtension Limit() => new(
        "limit",
        new Option<Rate>("--limit", Rate.OfPackets(10_000)) { Implied = _ => "3/hour" },
        new Option<ulong>("--limit-burst", Values.Number(0, 10_000)) { IsSilent = burst => burst is 0 or 5 });

    static MatchExtension HashLimit()
    {
        var upTo = new Option<Rate>("--hashlimit-upto", Rate.OfPacketsOrBytes)
        {
            Aliases = ["--hashlimit"],
            IsNegatable = true,
            Opposite = "--hashlimit-above",
            Excludes = ["--hashlimit-above"],
        };
        var above = new Option<Rate>("--hashlimit-above", Rate.OfPacketsOrBytes)
        {
            IsNegatable = true,
            Opposite = "--hashlimit-upto",
        };
        return new(
            "hashlimit",
            upTo,
            above,
            new Option<string>("--hashlimit-burst", Burst)
            {
                Implied = given => RateOf(given) is { IsBytes: true } ? null : "5",
            },
            new Option<uint>("--hashlimit-mode", Values.SomeOf("srcip", "srcport", "dstip", "dstport")),
            new Option<string>("--hashlimit-name", Values.Text(255, least: 1)) { IsRequired = true },
            Size("--hashlimit-htable-size"),
            Size("--hashlimit-htable-max"),
            new Option<ulong>("--hashlimit-htable-gcinterval", Values.Number(1, uint.MaxValue))
            {
                IsSilent = milliseconds => milliseconds == 1000,
            },
            Size("--hashlimit-htable-expire"),
            Prefix("--hashlimit-srcmask"),
            Prefix("--hashlimit-dstmask"),
            new Option<bool>("--hashlimit-rate-match", Values.Flag),
            new Option<ulong>("--hashlimit-rate-interval", Values.Number(1, uint.MaxValue)))
        {
            NeedsOneOf = ["--hashlimit-upto", "--hashlimit-above"],
        };

        Rate? RateOf(GivenOptions given) => (given.Find(upTo) ?? given.Find(above))?.Value;
    }

    // Packets, or bytes as the rate has them.
    static readonly WordSyntax<string> Burst = new(
        (string text, IpFamily _, out string value, out Problem problem) =>
        {
            problem = default;
            value = Bytes.TryRead(text, out var bytes) ? Bytes.Print(bytes) : "";
            if (value == "" && Numbers.TryRead(text, 1, 1_000_000, out var packets))
                value = packets.ToString(CultureInfo.InvariantCulture);
            if (value == "") problem = new($"'{text}' is no burst", "1 to 1000000 packets, or bytes as 64kb");
            return value != "";
        },
        value => value);

    static Option<ulong> Size(string name) => new(name, Values.Number(1, uint.MaxValue));

    static Option<ulong> Prefix(string name) => new(name, Addresses.Length);

    static MatchExtension ConnectionLimit() => new(
        "connlimit",
        Connections("--connlimit-upto", "--connlimit-above"),
        Connections("--connlimit-above", "--connlimit-upto"),
        new Option<ulong>("--connlimit-mask", Addresses.Length) { Implied = given => $"{given.Family.Bits}" },
        new Option<bool>("--connlimit-saddr", Values.Flag)
        {
            Excludes = ["--connlimit-daddr"],
            Implied = given => given.Has("--connlimit-daddr") ? null : "",
        },
        new Option<bool>("--connlimit-daddr", Values.Flag))
    {
        NeedsOneOf = ["--connlimit-upto", "--connlimit-above"],
    };

    static Option<ulong> Connections(string name, string opposite) => new(name, Values.Number(0, uint.MaxValue))
    {
        IsNegatable = true,
        Opposite = opposite,
        Excludes = [opposite],
    };

    static MatchExtension RateEstimate() => new(
        "rateest",
        new Option<bool>("--rateest-delta", Values.Flag),
        new Option<string>("--rateest", Values.Text(15, least: 1)),
        new Option<string>("--rateest1", Values.Text(15, least: 1)) { Excludes = ["--rateest"] },
        new Option<string>("--rateest-bps1", BitRate.Syntax),
        new Option<string>("--rateest-pps1", Packets),
        Comparison("--rateest-lt"),
        Comparison("--rateest-gt"),
        Comparison("--rateest-eq"),
        new Option<string>("--rateest-bps", BitRate.Syntax),
        new Option<string>("--rateest-pps", Packets),
        new Option<string>("--rateest-bps2", BitRate.Syntax),
        new Option<string>("--rateest-pps2", Packets),
        new Option<string>("--rateest2", Values.Text(15, least: 1)))
    {
        NeedsOneOf = ["--rateest", "--rateest1"],
    };

    static Option<bool> Comparison(string name) => new(name, Values.Flag) { IsNegatable = true };

    static readonly OptionalWord Packets = new(new(
        (string text, IpFamily family, out string value, out Problem problem) =>
        {
            var isNumber = Values.Number(0, uint.MaxValue).TryReadWord(text, family, out var number, out problem);
            value = $"{number}";
            return isNumber;
        },
        value => value));
}
