using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What asks the host: whose a packet is, by which device it came, what routes and sets say of it.</summary>
static class HostMatches
{
    public static IEnumerable<MatchExtension> All =>
    [
        Owner(), PhysicalDevice(), Cpu(), DeviceGroup(), ControlGroup(), Socket(), ReversePath(), Realm(), Set(),
        VirtualServer(), ConnectionMark(), ConnectionLabel(), Helper(),
    ];

    static MatchExtension Owner() => new(
        "owner",
        new Option<bool>("--socket-exists", Values.Flag) { IsNegatable = true },
        new Option<NumberRange>("--uid-owner", Accounts) { IsNegatable = true },
        new Option<NumberRange>("--gid-owner", Accounts) { IsNegatable = true },
        new Option<bool>("--suppl-groups", Values.Flag) { Follows = ["--gid-owner"] })
    {
        NeedsOneOf = ["--uid-owner", "--gid-owner", "--socket-exists"],
        Chains = ["OUTPUT", "POSTROUTING"],
    };

    // Of all names only root's is the same everywhere.
    static readonly WordSyntax<NumberRange> Accounts = new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) =>
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            var (low, high) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
            var isRange = Numbers.TryRead(low, 0, uint.MaxValue - 1, out var first)
                & Numbers.TryRead(high, 0, uint.MaxValue - 1, out var last) && first <= last;
            value = new(first, last);
            problem = isRange || text is "root" ? default : new($"'{text}' is no account", "its number, or first-last");
            return isRange || text is "root";
        },
        value => value.IsSingle ? $"{value.First}" : $"{value.First}-{value.Last}");

    static MatchExtension PhysicalDevice() => new(
        "physdev",
        new Option<bool>("--physdev-is-in", Values.Flag) { IsNegatable = true },
        Device("--physdev-in"),
        new Option<bool>("--physdev-is-out", Values.Flag) { IsNegatable = true },
        Device("--physdev-out"),
        new Option<bool>("--physdev-is-bridged", Values.Flag) { IsNegatable = true })
    { NeedsOption = true };

    static Option<string> Device(string name) =>
        new(name, Values.Text(InterfaceName.MaxLength, least: 1, Plain)) { IsNegatable = true };

    static string Plain(string text) => text;

    static MatchExtension Cpu() => new(
        "cpu", new Option<ulong>("--cpu", Values.Number(0, uint.MaxValue)) { IsNegatable = true, IsRequired = true });

    static MatchExtension DeviceGroup() => new(
        "devgroup",
        new Option<MaskedNumber>("--src-group", Values.Mark)
        {
            IsNegatable = true,
            Chains = ["PREROUTING", "INPUT", "FORWARD"],
        },
        new Option<MaskedNumber>("--dst-group", Values.Mark)
        {
            IsNegatable = true,
            Chains = ["FORWARD", "OUTPUT", "POSTROUTING"],
        })
    { NeedsOption = true };

    static MatchExtension ControlGroup() => new(
        "cgroup",
        new Option<string>("--path", Values.InQuotes(511, least: 1)) { IsNegatable = true, Excludes = ["--cgroup"] },
        new Option<ulong>("--cgroup", Values.Number(0, uint.MaxValue)) { IsNegatable = true })
    {
        NeedsOption = true,
        Chains = ["INPUT", "OUTPUT", "POSTROUTING"],
    };

    static MatchExtension Socket() => new(
        "socket",
        new Option<bool>("--transparent", Values.Flag),
        new Option<bool>("--nowildcard", Values.Flag),
        new Option<bool>("--restore-skmark", Values.Flag))
    { Chains = ["PREROUTING", "INPUT"] };

    static MatchExtension ReversePath() => new(
        "rpfilter",
        new Option<bool>("--loose", Values.Flag),
        new Option<bool>("--validmark", Values.Flag),
        new Option<bool>("--accept-local", Values.Flag),
        new Option<bool>("--invert", Values.Flag))
    {
        Tables = ["raw", "mangle"],
        Chains = ["PREROUTING"],
    };

    static MatchExtension Realm() => new(
        "realm", new Option<MaskedNumber>("--realm", Values.Mark) { IsNegatable = true, IsRequired = true })
    { Family = IpFamily.V4 };

    static MatchExtension Set() => new(
        "set",
        [
            new Option<string>("--match-set", new SetSyntax()) { IsNegatable = true, IsRequired = true },
            new Option<bool>("--return-nomatch", Values.Flag),
            new Option<bool>("--update-counters", Values.Flag) { IsNegatable = true },
            new Option<bool>("--update-subcounters", Values.Flag) { IsNegatable = true },
            .. from name in new[] { "--packets", "--bytes" }
               from how in new[] { "-eq", "-lt", "-gt" }
               select new Option<ulong>(name + how, Values.Number(0, ulong.MaxValue)) { IsNegatable = how is "-eq" },
        ]);

    static MatchExtension VirtualServer() => new(
        "ipvs",
        new Option<bool>("--ipvs", Values.Flag) { IsNegatable = true },
        new Option<ulong>("--vproto", Protocol) { IsNegatable = true },
        new Option<string>("--vaddr", Addresses.WithHostBits(alwaysHasLength: false)) { IsNegatable = true },
        new Option<ulong>("--vport", Port) { IsNegatable = true },
        new Option<int>("--vdir", Values.OneOf("ORIGINAL", "REPLY")),
        new Option<int>("--vmethod", Values.OneOf("GATE", "IPIP", "MASQ")) { IsNegatable = true },
        new Option<ulong>("--vportctl", Port) { IsNegatable = true })
    { NeedsOption = true };

    static readonly WordSyntax<ulong> Protocol = new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            var isKnown = ProtocolNames.TryRead(text, out var protocol);
            (value, problem) = ((ulong)protocol, isKnown ? default : new($"'{text}' is no protocol", "tcp, udp, ..."));
            return isKnown;
        },
        value => value.ToString(CultureInfo.InvariantCulture));

    static readonly WordSyntax<ulong> Port = new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            var isPort = ServiceNames.TryReadPort(text, ushort.MaxValue, out value);
            problem = isPort ? default : new($"'{text}' is no port", "a number from 0 to 65535");
            return isPort;
        },
        value => value.ToString(CultureInfo.InvariantCulture));

    static MatchExtension ConnectionMark() => new(
        "connmark", new Option<MaskedNumber>("--mark", Values.Mark) { IsNegatable = true, IsRequired = true });

    static MatchExtension ConnectionLabel() => new(
        "connlabel",
        new Option<ulong>("--label", new WordSyntax<ulong>(
            (string text, IpFamily family, out ulong value, out Problem problem) =>
                Values.Number(0, 127).TryReadWord(text, family, out value, out problem),
            value => $"\"{value}\""))
        {
            IsNegatable = true,
            IsRequired = true,
        },
        new Option<bool>("--set", Values.Flag));

    static MatchExtension Helper() => new(
        "helper", new Option<string>("--helper", Values.Text(29)) { IsNegatable = true, IsRequired = true });
}
