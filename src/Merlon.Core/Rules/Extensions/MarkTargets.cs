using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What marks connections, or packets in ways that are not modelled.</summary>
static class MarkTargets
{
    public static IEnumerable<TargetExtension> All =>
        [ConnectionMark(), ConnectionSecurityMark(), SecurityMark(), Hash(), Classify()];

    // The five ways to set it are one assignment, printed as --set-xmark.
    static TargetExtension ConnectionMark()
    {
        string[] copies = ["--save-mark", "--restore-mark"];
        string[] ways = ["--set-xmark", "--set-mark", "--and-mark", "--or-mark", "--xor-mark", .. copies];
        Option[] options =
        [
            MarkAssignment.SetXmark, MarkAssignment.SetMarkWithin, MarkAssignment.AndMark, MarkAssignment.OrMark,
            MarkAssignment.XorMark,
            .. copies.Select(name => new Option<bool>(name, Values.Flag)),
            new Option<ulong>("--nfmask", Mask) { Implied = MaskOfCopy, Excludes = ["--mask"] },
            new Option<ulong>("--ctmask", Mask) { Implied = MaskOfCopy, Excludes = ["--mask"] },
            new Option<ulong>("--mask", Mask) { IsSilent = _ => true },
        ];
        return new("CONNMARK", [.. options])
        {
            NeedsOneOf = [.. ways],
            Check = (given, _) => given.All.Count(one => ways.Contains(one.Option.Name)) > 1
                ? new("more than one assignment", "one of them")
                : null,

            // A restored mark hangs on the connection.
            Effect = given => given.Has("--restore-mark") ? new Effect.Unknown() : Effect.None,
        };

        string? MaskOfCopy(GivenOptions given) => !copies.Any(given.Has) ? null
            : given.All.OfType<ReadOption<ulong>>().FirstOrDefault(one => one.Option.Name == "--mask") is { } mask
                ? Numbers.Hex(mask.Value)
                : "0xffffffff";
    }

    static readonly WordSyntax<ulong> Mask = Values.Hex(0, uint.MaxValue);

    static TargetExtension ConnectionSecurityMark() => new(
        "CONNSECMARK",
        new Option<bool>("--save", Values.Flag) { Excludes = ["--restore"] },
        new Option<bool>("--restore", Values.Flag))
    {
        NeedsOption = true,
        Tables = ["mangle", "security"],
    };

    static TargetExtension SecurityMark() => new(
        "SECMARK", new Option<string>("--selctx", Values.Text(255, least: 1, text => text)) { IsRequired = true })
    { Tables = ["mangle", "security"] };

    static TargetExtension Hash()
    {
        var tuple = new Option<ImmutableArray<string>>("--hmark-tuple", HashedParts)
        {
            IsSilent = parts => !parts.Contains("ct"),
        };
        Option<ulong> Prefix(string name, string part) =>
            new(name, Addresses.Length) { Implied = Part(part, family => $"{family.Bits}") };
        Option<ulong> Masked(string name, string part, ulong most, int digits) => new(
            name, Values.Hex(0, most, digits))
        { Implied = Part(part, _ => $"0x{most.ToString("x", null)}") };
        Func<GivenOptions, string?> Part(string part, Func<IpFamily, string> all) => given =>
            given.Find(tuple) is { } parts && parts.Value.Contains(part) ? all(given.Family) : null;

        return new(
            "HMARK",
            Prefix("--hmark-src-prefix", "src"),
            Prefix("--hmark-dst-prefix", "dst"),
            Masked("--hmark-sport-mask", "sport", ushort.MaxValue, 4),
            Masked("--hmark-dport-mask", "dport", ushort.MaxValue, 4),
            Masked("--hmark-spi-mask", "spi", uint.MaxValue, 8),
            new Option<ulong>("--hmark-sport", Values.Hex(0, ushort.MaxValue, 4)),
            new Option<ulong>("--hmark-dport", Values.Hex(0, ushort.MaxValue, 4)),
            new Option<ulong>("--hmark-spi", Values.Hex(0, uint.MaxValue, 8)),
            new Option<ulong>("--hmark-proto-mask", HashedProtocol) { Implied = Part("proto", _ => "0xff") },
            new Option<ulong>("--hmark-rnd", Values.Hex(0, uint.MaxValue, 8)) { IsRequired = true },
            new Option<ulong>("--hmark-mod", Values.Number(1, uint.MaxValue)) { IsRequired = true },
            new Option<ulong>("--hmark-offset", Values.Number(0, uint.MaxValue)) { IsSilent = offset => offset == 0 },
            tuple)
        {
            Check = (given, _) =>
                given.All.Any(one => IsPort(one.Option.Name)) && given.All.Any(one => IsIndex(one.Option.Name))
                    ? new("ports and security parameter indexes exclude each other", "one of them")
                    : null,
            Effect = _ => new Effect.Unknown(),
        };

        static bool IsPort(string name) => name.Contains("port", StringComparison.Ordinal);
        static bool IsIndex(string name) => name.Contains("spi", StringComparison.Ordinal);
    }

    static readonly WordSyntax<ulong> HashedProtocol = new(
        (string text, IpFamily family, out ulong value, out Problem problem) =>
            Values.Number(0, ushort.MaxValue).TryReadWord(text, family, out value, out problem),
        value => value > byte.MaxValue ? $"0x{value:x4}" : $"0x{value:x2}");

    // Only ct is printed of it; the others come out as masks of their own.
    static readonly WordSyntax<ImmutableArray<string>> HashedParts = new(
        (string text, IpFamily _, out ImmutableArray<string> value, out Problem problem) =>
        {
            string[] known = ["src", "dst", "sport", "dport", "spi", "proto", "ct"];
            value = [.. text.Split(',')];
            var unknown = value.FirstOrDefault(part => !known.Contains(part));
            problem = unknown is null ? default : Nearest.Problem($"there is no '{unknown}'", unknown, known);
            return unknown is null;
        },
        _ => "ct");

    static TargetExtension Classify() => new(
        "CLASSIFY",
        new Option<string>("--set-class", new WordSyntax<string>(
            (string text, IpFamily _, out string value, out Problem problem) =>
            {
                var parts = text.Split(':');
                var isRight = parts.Length == 2 && Array.TrueForAll(
                    parts, part => part.Length is > 0 and <= 4 && part.All(char.IsAsciiHexDigit));
                value = string.Join(':', parts.Select(part => part.PadLeft(4, '0').ToLowerInvariant()));
                problem = isRight ? default : new($"'{text}' is no class", "MAJOR:MINOR in hexadecimal");
                return isRight;
            },
            value => value))
        { IsRequired = true })
    {
        Chains = ["FORWARD", "OUTPUT", "POSTROUTING"],
    };
}
