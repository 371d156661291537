using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What tells others of a packet, copies it to them, or leaves it to them.</summary>
static class ReportTargets
{
    public static IEnumerable<TargetExtension> All =>
        [Audit(), IdleTimer(), Light(), RateEstimate(), Copy(), Set(), Queue(), SynProxy()];

    static TargetExtension Audit() => new(
        "AUDIT",
        new Option<string>("--type", new WordSyntax<string>(
            (string text, IpFamily family, out string value, out Problem problem) =>
            {
                value = text.ToLowerInvariant();
                return Values.OneOf("accept", "drop", "reject").TryReadWord(value, family, out _, out problem);
            },
            value => value))
        { IsRequired = true });

    static TargetExtension IdleTimer() => new(
        "IDLETIMER",
        new Option<ulong>("--timeout", Values.Number(1, uint.MaxValue)) { IsRequired = true },
        new Option<string>("--label", Values.Text(27, least: 1)) { IsRequired = true },
        new Option<bool>("--alarm", Values.Flag));

    static TargetExtension Light() => new(
        "LED",
        new Option<string>("--led-trigger-id", Values.InQuotes(25, least: 1)) { IsRequired = true },
        new Option<string>("--led-delay", new WordSyntax<string>(
            (string text, IpFamily family, out string value, out Problem problem) =>
            {
                problem = default;
                value = text;
                return text is "inf" || Values.Number(0, uint.MaxValue).TryReadWord(text, family, out _, out problem);
            },
            value => value)),
        new Option<bool>("--led-always-blink", Values.Flag));

    static TargetExtension RateEstimate() => new(
        "RATEEST",
        new Option<string>("--rateest-name", Values.Text(15, least: 1)) { IsRequired = true },
        new Option<double>("--rateest-interval", Milliseconds) { IsRequired = true },
        new Option<double>("--rateest-ewmalog", Milliseconds) { IsRequired = true });

    static readonly WordSyntax<double> Milliseconds = new(
        (string text, IpFamily _, out double value, out Problem problem) =>
        {
            var (digits, factor) = text switch
            {
                [.. var number, 'm', 's'] => (number, 1.0),
                [.. var number, 'u', 's'] => (number, 1e-3),
                [.. var number, 's'] => (number, 1e3),
                _ => (text, 1e-3),
            };
            var isTime = double.TryParse(
                digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
            value *= factor;
            problem = isTime ? default : new($"'{text}' is no time", "a time as 250ms or 1s");
            return isTime;
        },
        value => value >= 1000
            ? (value / 1000).ToString("0.0#", CultureInfo.InvariantCulture) + "s"
            : value.ToString("0.0", CultureInfo.InvariantCulture) + "ms");

    static TargetExtension Copy() => new(
        "TEE",
        new Option<AddressMask>("--gateway", Addresses.One) { IsRequired = true },
        new Option<string>("--oif", Values.Text(InterfaceName.MaxLength, least: 1, text => text)));

    static TargetExtension Set()
    {
        string[] ways = ["--add-set", "--del-set", "--map-set"];
        return new(
            "SET",
            [
                .. ways.Select(name => new Option<string>(name, new SetSyntax())),
                new Option<bool>("--exist", Values.Flag) { Needs = ["--add-set"] },
                new Option<ulong>("--timeout", Values.Number(0, uint.MaxValue)) { Needs = ["--add-set"] },
                .. new[] { "--map-mark", "--map-prio", "--map-queue" }.Select(
                    name => new Option<bool>(name, Values.Flag) { Needs = ["--map-set"] }),
            ])
        {
            NeedsOneOf = [.. ways],
            Effect = given => given.Has("--map-mark") ? new Effect.Unknown() : Effect.None,
        };
    }

    // What reads the queue decides.
    static TargetExtension Queue()
    {
        var number = new Option<ulong>("--queue-num", Values.Number(0, ushort.MaxValue))
        {
            Implied = given => given.Has("--queue-balance") ? null : "0",
            Excludes = ["--queue-balance"],
        };
        return new(
            "NFQUEUE",
            number,
            new Option<NumberRange>("--queue-balance", Queues),
            new Option<bool>("--queue-bypass", Values.Flag),
            new Option<bool>("--queue-cpu-fanout", Values.Flag) { Needs = ["--queue-balance"] })
        { Effect = _ => new Effect.Unknown() };
    }

    // The last queue is one less than 65535 where it is not said.
    static readonly WordSyntax<NumberRange> Queues = new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) =>
        {
            var isRange = Ranges.TryRead(text, 65534, Ranges.TryReadNumber, out value, out problem) && !value.IsSingle;
            if (!isRange) problem = new($"'{text}' is no range of queues", "first:last, 0 to 65534");
            return isRange;
        },
        value => value.ToString());

    static TargetExtension SynProxy() => new(
        "SYNPROXY",
        new Option<bool>("--sack-perm", Values.Flag),
        new Option<bool>("--timestamp", Values.Flag),
        new Option<ulong>("--wscale", Values.Number(0, 14)),
        new Option<ulong>("--mss", Values.Number(0, ushort.MaxValue)),
        new Option<bool>("--ecn", Values.Flag))
    {
        Chains = ["INPUT", "FORWARD"],
        Check = (_, rule) => TransportMatches.NeedsTcp(rule),
        Effect = _ => new Effect.Unknown(),
    };
}
