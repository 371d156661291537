using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What counts, remembers or draws lots: it takes one packet and leaves another alike.</summary>
static class CountMatches
{
    public static IEnumerable<MatchExtension> All =>
        [ConnectionBytes(), Quota(), Recent(), Statistic(), Cluster(), Accounting()];

    static MatchExtension ConnectionBytes() => new(
        "connbytes",
        new Option<NumberRange>("--connbytes", OpenRange) { IsNegatable = true, IsRequired = true },
        new Option<int>("--connbytes-mode", Values.OneOf("packets", "bytes", "avgpkt")) { IsRequired = true },
        new Option<int>("--connbytes-dir", Values.OneOf("original", "reply", "both")) { IsRequired = true });

    // A number alone is where a range begins.
    static readonly WordSyntax<NumberRange> OpenRange = new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) => Ranges.TryRead(
            text.Contains(':', StringComparison.Ordinal) ? text : text + ':', ulong.MaxValue, Ranges.TryReadNumber,
            out value, out problem),
        range => range.Last == ulong.MaxValue ? $"{range.First}" : $"{range.First}:{range.Last}");

    static MatchExtension Quota() => new(
        "quota",
        new Option<ulong>("--quota", Values.Number(0, ulong.MaxValue)) { IsNegatable = true, IsRequired = true });

    static MatchExtension Recent()
    {
        string[] ways = ["--set", "--rcheck", "--update", "--remove"];
        return new(
            "recent",
            [
                .. ways.Select(Way),
                new Option<ulong>("--seconds", Values.Number(1, uint.MaxValue)) { Excludes = ["--set", "--remove"] },
                new Option<bool>("--reap", Values.Flag) { Needs = ["--seconds"] },
                new Option<ulong>("--hitcount", Values.Number(0, ushort.MaxValue))
                {
                    Excludes = ["--set", "--remove"],
                    IsSilent = count => count == 0,
                },
                new Option<bool>("--rttl", Values.Flag) { Excludes = ["--set", "--remove"] },
                new Option<string>("--name", Values.Text(199, least: 1)) { Implied = _ => "DEFAULT" },
                new Option<AddressMask>("--mask", Addresses.One)
                {
                    Implied = given => Addresses.FullMask(given.Family),
                },
                new Option<bool>("--rsource", Values.Flag) { Implied = given => given.Has("--rdest") ? null : "" },
                new Option<bool>("--rdest", Values.Flag) { Excludes = ["--rsource"] },
            ])
        { NeedsOneOf = [.. ways] };

        Option Way(string name) => new Option<bool>(name, Values.Flag)
        {
            IsNegatable = true,
            Excludes = [.. ways.Where(way => way != name)],
        };
    }

    static MatchExtension Statistic()
    {
        var mode = new Option<int>("--mode", Values.OneOf("random", "nth")) { IsRequired = true };
        var probability = new Option<double>("--probability", Probability)
        {
            IsNegatable = true,
            Excludes = ["--every", "--packet"],
        };
        var every = new Option<ulong>("--every", Values.Number(1, uint.MaxValue))
        {
            IsNegatable = true,
            Needs = ["--packet"],
        };
        var packet = new Option<ulong>("--packet", Values.Number(0, uint.MaxValue)) { Needs = ["--every"] };
        return new("statistic", mode, probability, every, packet)
        {
            Check = (given, _) => given.Find(mode)!.Value.Value switch
            {
                0 when !given.Has(probability) => new("a random match lacks its probability", "--probability"),
                1 when !given.Has(every) => new("every which packet?", "--every N --packet P"),
                1 when given.Find(packet)!.Value.Value >= given.Find(every)!.Value.Value =>
                    new("no packet has this number", "--packet less than --every"),
                _ => null,
            },
        };
    }

    // The kernel keeps 31 bits of it.
    static readonly WordSyntax<double> Probability = new(
        (string text, IpFamily _, out double value, out Problem problem) =>
        {
            var isRight = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && value is >= 0 and <= 1;
            value = Math.Round(value * (1u << 31)) / (1u << 31);
            problem = isRight ? default : new($"'{text}' is no probability", "a number from 0 to 1");
            return isRight;
        },
        value => value.ToString("F11", CultureInfo.InvariantCulture));

    static MatchExtension Cluster()
    {
        var nodes = new Option<ulong>("--cluster-total-nodes", Values.Number(1, 32)) { IsRequired = true };
        var node = new Option<ulong>("--cluster-local-node", NodeAsMask)
        {
            PrintedName = "--cluster-local-nodemask",
            IsNegatable = true,
            Excludes = ["--cluster-local-nodemask"],
        };
        var mask = new Option<ulong>("--cluster-local-nodemask", Values.Hex(1, uint.MaxValue, digits: 8))
        {
            IsNegatable = true,
        };
        var seed = new Option<ulong>("--cluster-hash-seed", Values.Hex(0, uint.MaxValue, digits: 8))
        {
            IsRequired = true,
        };
        return new("cluster", node, mask, nodes, seed)
        {
            NeedsOneOf = ["--cluster-local-node", "--cluster-local-nodemask"],
            Check = (given, _) =>
                (given.Find(node) ?? given.Find(mask))!.Value.Value >> (int)given.Find(nodes)!.Value.Value == 0
                    ? null
                    : new("a node that the cluster has not", "a node from 1 to --cluster-total-nodes"),
        };
    }

    static readonly WordSyntax<ulong> NodeAsMask = new(
        (string text, IpFamily family, out ulong value, out Problem problem) =>
        {
            var isRight = Values.Number(1, 32).TryReadWord(text, family, out value, out problem);
            value = isRight ? 1ul << ((int)value - 1) : 0;
            return isRight;
        },
        value => $"0x{value:x8}");

    static MatchExtension Accounting() => new(
        "nfacct", new Option<string>("--nfacct-name", Values.Text(31, least: 1)) { IsRequired = true });
}
