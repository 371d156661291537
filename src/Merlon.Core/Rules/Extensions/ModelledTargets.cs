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
            value => value))
        { Implied = _ => silent };
        return new("REJECT", with)
        {
            Family = family,
            Tables = ["filter"],
            Chains = ["INPUT", "FORWARD", "OUTPUT"],
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
            new Option<string>("--log-prefix", Values.Text(29, least: 1)),
            level,
            new Option<bool>("--log-tcp-sequence", Values.Flag),
            new Option<bool>("--log-tcp-options", Values.Flag),
            new Option<bool>("--log-ip-options", Values.Flag),
            new Option<bool>("--log-uid", Values.Flag),
            new Option<bool>("--log-macdecode", Values.Flag));
    }

    static int LevelNamed(string text) => text is "panic" ? 0 : Levels.IndexOf(text);

    static TargetExtension NfLog() => new(
        "NFLOG",
        new Option<string>("--nflog-prefix", Values.Text(127, least: 1)),
        new Option<ulong>("--nflog-group", Values.Number(0, ushort.MaxValue)) { IsSilent = group => group == 0 },
        new Option<ulong>("--nflog-range", Values.Number(0, uint.MaxValue)) { Excludes = ["--nflog-size"] },
        new Option<ulong>("--nflog-size", Values.Number(0, uint.MaxValue)) { Excludes = ["--nflog-range"] },
        new Option<ulong>("--nflog-threshold", Values.Number(0, ushort.MaxValue)) { IsSilent = count => count == 0 });

    static TargetExtension Mark()
    {
        Option<MaskedNumber>[] ways =
        [
            MarkAssignment.SetXmark, MarkAssignment.SetMark, MarkAssignment.AndMark, MarkAssignment.OrMark,
            MarkAssignment.XorMark,
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
}
