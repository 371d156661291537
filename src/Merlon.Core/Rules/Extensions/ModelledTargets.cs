using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>The targets whose effect on a packet's way is known exactly.</summary>
static class ModelledTargets
{
    static readonly ImmutableArray<string> Levels =
        ["emerg", "alert", "crit", "error", "warning", "notice", "info", "debug"];

    public static IEnumerable<TargetExtension> All => [RejectV4(), RejectV6(), Log(), NfLog(), Mark()];

    static TargetExtension RejectV4() => Reject(IpFamily.V4, "icmp-port-unreachable", new()
    {
        ["icmp-net-unreachable"] = "net-unreach",
        ["icmp-host-unreachable"] = "host-unreach",
        ["icmp-proto-unreachable"] = "proto-unreach",
        ["icmp-port-unreachable"] = "port-unreach",
        ["icmp-net-prohibited"] = "net-prohib",
        ["icmp-host-prohibited"] = "host-prohib",
        ["tcp-reset"] = "tcp-rst",
        ["icmp-admin-prohibited"] = "admin-prohib",
    });

    static TargetExtension RejectV6() => Reject(IpFamily.V6, "icmp6-port-unreachable", new()
    {
        ["icmp6-no-route"] = "no-route",
        ["icmp6-adm-prohibited"] = "adm-prohibited",
        ["icmp6-addr-unreachable"] = "addr-unreach",
        ["icmp6-port-unreachable"] = "port-unreach",
        ["tcp-reset"] = "tcp-reset",
        ["icmp6-policy-fail"] = "policy-fail",
        ["icmp6-reject-route"] = "reject-route",
    });

    static TargetExtension Reject(IpFamily family, string silent, Dictionary<string, string> names)
    {
        var with = new Option<string>("--reject-with", new WordSyntax<string>(
            (string text, IpFamily _, out string value, out Problem problem) =>
            {
                value = names.FirstOrDefault(name => Begins(name.Key, text) || Begins(name.Value, text)).Key ?? "";
                problem = value != "" ? default : Nearest.Problem($"there is no answer '{text}'", text, names.Keys);
                return value != "";
            },
            value => value));
        return new("REJECT", with)
        {
            Family = family,
            Tables = ["filter"],
            Chains = ["INPUT", "FORWARD", "OUTPUT"],
            Default = new("--reject-with", false, [silent]),
            Check = (given, rule) => given.Find(with)?.Value is "tcp-reset"
                && rule.Protocol is not { Value: IpProtocol.Tcp, IsNegated: false }
                    ? new("only TCP can be reset", "-p tcp")
                    : null,
            Effect = _ => new Effect.Decide(Verdict.Reject),
        };
    }

    static bool Begins(string name, string text) =>
        text.Length > 0 && name.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    static TargetExtension Log()
    {
        var level = new Option<int>("--log-level", new WordSyntax<int>(
            (string text, IpFamily _, out int value, out Problem problem) =>
            {
                var isNumber = Numbers.TryRead(text, 0, 7, out var number);
                value = isNumber ? (int)number : LevelNamed(text);
                problem = value >= 0 ? default : Nearest.Problem($"there is no level '{text}'", text, Levels);
                return value >= 0;
            },
            value => $"{value}"))
        { IsSilent = value => value == 4 };
        return new(
            "LOG",
            new Option<string>("--log-prefix", Values.Text(29)) { IsSilent = text => text == "" },
            level,
            new Option<bool>("--log-tcp-sequence", Values.Flag),
            new Option<bool>("--log-tcp-options", Values.Flag),
            new Option<bool>("--log-ip-options", Values.Flag),
            new Option<bool>("--log-uid", Values.Flag),
            new Option<bool>("--log-macdecode", Values.Flag));
    }

    static int LevelNamed(string text) => text.ToLowerInvariant() switch
    {
        "panic" => 0,
        "err" => 3,
        "warn" => 4,
        var name => Levels.IndexOf(name),
    };

    static TargetExtension NfLog() => new(
        "NFLOG",
        new Option<string>("--nflog-prefix", Values.Text(63)) { IsSilent = text => text == "" },
        new Option<ulong>("--nflog-group", Values.Number(0, ushort.MaxValue)) { IsSilent = group => group == 0 },
        new Option<ulong>("--nflog-range", Values.Number(0, uint.MaxValue)) { Excludes = ["--nflog-size"] },
        new Option<ulong>("--nflog-size", Values.Number(0, uint.MaxValue)) { Excludes = ["--nflog-range"] },
        new Option<ulong>("--nflog-threshold", Values.Number(0, ushort.MaxValue)) { IsSilent = count => count == 1 });

    static TargetExtension Mark()
    {
        // All five are one assignment, (mark and not mask) xor bits, and are printed as the first.
        Option<MaskedNumber>[] ways =
        [
            Assignment("--set-xmark", given => given),
            Assignment("--set-mark", given => new(given.Bits, given.Bits | given.Mask)),
            Assignment("--and-mark", given => new(0, ~given.Bits & uint.MaxValue), isMasked: false),
            Assignment("--or-mark", given => new(given.Bits, given.Bits), isMasked: false),
            Assignment("--xor-mark", given => new(given.Bits, 0), isMasked: false),
        ];
        return new("MARK", [.. ways])
        {
            NeedsOption = true,
            Check = (given, _) => given.All.Count > 1 ? new("more than one assignment", "one of them") : null,
            Effect = given =>
            {
                var (bits, mask) = ways.Select(given.Find).First(found => found is not null)!.Value.Value;
                return new Effect.SetMark((uint)mask, (uint)bits);
            },
        };
    }

    static Option<MaskedNumber> Assignment(
        string name, Func<MaskedNumber, MaskedNumber> meaning, bool isMasked = true) =>
        new(name, new WordSyntax<MaskedNumber>(
            (string text, IpFamily family, out MaskedNumber value, out Problem problem) =>
            {
                var isRight = Values.Mark.TryReadWord(text, family, out value, out problem);
                if (isRight && !isMasked && text.Contains('/', StringComparison.Ordinal))
                    (isRight, problem) = (false, new($"'{text}' has a mask", "a number of 32 bits"));
                value = meaning(value);
                return isRight;
            },
            value => $"{Numbers.Hex(value.Bits)}/{Numbers.Hex(value.Mask)}"))
        { PrintedName = "--set-xmark" };
}
