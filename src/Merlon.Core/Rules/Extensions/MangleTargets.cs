using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// What changes a packet. Where the change is of something that a modelled match looks at, how the packet goes on is
/// unknown.
/// </summary>
static class MangleTargets
{
    public static IEnumerable<TargetExtension> All =>
    [
        ClassOfService(), TypeOfService(), Hops("TTL", "--ttl", IpFamily.V4), Hops("HL", "--hl", IpFamily.V6), Ecn(),
        Checksum(), SegmentSize(), StripTcpOptions(), TransparentProxy(),
    ];

    static TargetExtension ClassOfService() => new(
        "DSCP",
        new Option<ulong>("--set-dscp", Values.Hex(0, 0x3F, digits: 2)) { Excludes = ["--set-dscp-class"] },
        new Option<ulong>("--set-dscp-class", TransportMatches.DscpClass) { PrintedName = "--set-dscp" })
    {
        NeedsOption = true,
        Tables = ["mangle"],
    };

    static TargetExtension TypeOfService() => new(
        "TOS",
        Tos("--set-tos", TosSyntax.Masked),
        Tos("--and-tos", TosSyntax.Bits(bits => new(0, ~bits & 0xFF))),
        Tos("--or-tos", TosSyntax.Bits(bits => new(bits, bits))),
        Tos("--xor-tos", TosSyntax.Bits(bits => new(bits, 0))))
    {
        NeedsOption = true,
        Tables = ["mangle"],
        Check = (given, _) => given.All.Count > 1 ? new("more than one assignment", "one of them") : null,
    };

    static Option<MaskedNumber> Tos(string name, WordSyntax<MaskedNumber> syntax) =>
        new(name, syntax) { PrintedName = "--set-tos" };

    static TargetExtension Hops(string name, string prefix, IpFamily family) => new(
        name,
        new Option<ulong>($"{prefix}-set", Values.Number(0, 255)) { Excludes = [$"{prefix}-inc", $"{prefix}-dec"] },
        new Option<ulong>($"{prefix}-dec", Values.Number(1, 255)) { Excludes = [$"{prefix}-inc"] },
        new Option<ulong>($"{prefix}-inc", Values.Number(1, 255)))
    {
        Family = family,
        NeedsOption = true,
        Tables = ["mangle"],
        Effect = _ => new Effect.Unknown(),
    };

    static TargetExtension Ecn()
    {
        string[] ofTcp = ["--ecn-tcp-remove", "--ecn-tcp-ece", "--ecn-tcp-cwr"];
        return new(
            "ECN",
            new Option<bool>("--ecn-tcp-remove", Values.Flag) { Excludes = ["--ecn-tcp-ece", "--ecn-tcp-cwr"] },
            new Option<ulong>("--ecn-tcp-ece", Values.Number(0, 1)),
            new Option<ulong>("--ecn-tcp-cwr", Values.Number(0, 1)),
            new Option<ulong>("--ecn-ip-ect", Values.Number(0, 3)))
        {
            Family = IpFamily.V4,
            NeedsOption = true,
            Tables = ["mangle"],
            Check = (given, rule) => ofTcp.Any(given.Has) ? TransportMatches.NeedsTcp(rule) : null,
        };
    }

    static TargetExtension Checksum() => new(
        "CHECKSUM", new Option<bool>("--checksum-fill", Values.Flag) { IsRequired = true })
    { Tables = ["mangle"] };

    // A packet without the option gets one, and becomes longer.
    static TargetExtension SegmentSize() => new(
        "TCPMSS",
        new Option<ulong>("--set-mss", Values.Number(0, 65515)) { Excludes = ["--clamp-mss-to-pmtu"] },
        new Option<bool>("--clamp-mss-to-pmtu", Values.Flag))
    {
        NeedsOption = true,
        Check = (_, rule) => TransportMatches.NeedsTcp(rule),
        Effect = _ => new Effect.Unknown(),
    };

    static readonly ImmutableArray<(string Name, int Kind)> TcpOptions =
        [("wscale", 3), ("mss", 2), ("sack-permitted", 4), ("sack", 5), ("timestamp", 8), ("md5", 19)];

    static TargetExtension StripTcpOptions() => new(
        "TCPOPTSTRIP", new Option<ImmutableArray<int>>("--strip-options", TcpOptionList))
    {
        Tables = ["mangle"],
        Check = (_, rule) => TransportMatches.NeedsTcp(rule),
        Effect = _ => new Effect.Unknown(),
    };

    static readonly WordSyntax<ImmutableArray<int>> TcpOptionList = new(
        (string text, IpFamily _, out ImmutableArray<int> value, out Problem problem) =>
        {
            var kinds = new SortedSet<int>();
            (value, problem) = ([], default);
            foreach (var name in text.Split(','))
            {
                var named = TcpOptions.FirstOrDefault(option => option.Name == name);
                var isKind = named.Name is not null | Numbers.TryRead(name, 2, 255, out var number);
                if (isKind && kinds.Add(named.Name is null ? (int)number : named.Kind)) continue;
                var names = TcpOptions.Select(option => option.Name).Prepend("2 to 255, each once");
                problem = Nearest.Problem($"'{name}' cannot be stripped", name, names);
                return false;
            }

            value = [.. kinds];
            return true;
        },
        value => string.Join(',', value.Select(kind => kind.ToString(CultureInfo.InvariantCulture))));

    static TargetExtension TransparentProxy() => new(
        "TPROXY",
        new Option<ulong>("--on-port", Values.Number(0, ushort.MaxValue)) { IsRequired = true },
        new Option<AddressMask>("--on-ip", Addresses.One) { Implied = given => Addresses.None(given.Family) },
        new Option<MaskedNumber>("--tproxy-mark", new WordSyntax<MaskedNumber>(
            Values.Mark.TryReadWord, value => $"{Numbers.Hex(value.Bits)}/{Numbers.Hex(value.Mask)}"))
        {
            Implied = _ => "0x0/0x0",
        })
    {
        Protocols = [IpProtocol.Tcp, IpProtocol.Udp],
        Tables = ["mangle"],
        Chains = ["PREROUTING"],
        Effect = _ => new Effect.Unknown(),
    };
}
