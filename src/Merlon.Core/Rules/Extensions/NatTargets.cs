using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// What translates addresses. Such a rule ends the walk through table nat and changes the packet, so that its further
/// way cannot be told from the rules.
/// </summary>
static class NatTargets
{
    public static IEnumerable<TargetExtension> All =>
    [
        Translation("DNAT", "--to-destination", ["PREROUTING", "OUTPUT"], mayShift: true),
        Translation("SNAT", "--to-source", ["POSTROUTING", "INPUT"], mayShift: false),
        Masquerade(), Redirect(), NetworkMap(), Prefix("SNPT", ["INPUT", "POSTROUTING"]),
        Prefix("DNPT", ["PREROUTING", "OUTPUT"]),
    ];

    static TargetExtension Translation(string name, string optionName, string[] chains, bool mayShift)
    {
        var to = new Option<Translated>(optionName, new TranslatedSyntax(mayShift)) { IsRequired = true };
        var fully = new Option<bool>("--random-fully", Values.Flag);
        return new(name, [to, Flag("--random"), .. name is "SNAT" ? [fully] : (Option[])[], Flag("--persistent")])
        {
            Tables = ["nat"],
            Chains = [.. chains],
            Check = (given, rule) => given.Find(to)!.Value.Value.Ports is null ? null : NeedsPorts(rule),
            Effect = _ => new Effect.Unknown(),
        };
    }

    static TargetExtension Masquerade() => new(
        "MASQUERADE", Ports("--to-ports"), Flag("--random"), Flag("--random-fully"))
    {
        Tables = ["nat"],
        Chains = ["POSTROUTING"],
        Check = (given, rule) => given.Has("--to-ports") ? NeedsPorts(rule) : null,
        Effect = _ => new Effect.Unknown(),
    };

    static TargetExtension Redirect() => new("REDIRECT", Ports("--to-ports"), Flag("--random"))
    {
        Tables = ["nat"],
        Chains = ["PREROUTING", "OUTPUT"],
        Check = (given, rule) => given.Has("--to-ports") ? NeedsPorts(rule) : null,
        Effect = _ => new Effect.Unknown(),
    };

    static TargetExtension NetworkMap() => new(
        "NETMAP", new Option<AddressMask>("--to", Addresses.Network) { IsRequired = true })
    {
        Tables = ["nat"],
        Chains = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
        Effect = _ => new Effect.Unknown(),
    };

    static TargetExtension Prefix(string name, string[] chains) => new(
        name,
        new Option<AddressMask>("--src-pfx", NetworkPrefix) { IsRequired = true },
        new Option<AddressMask>("--dst-pfx", NetworkPrefix) { IsRequired = true })
    {
        Family = IpFamily.V6,
        Tables = ["mangle"],
        Chains = [.. chains],
        Effect = _ => new Effect.Unknown(),
    };

    // Host bits are a fault here, as is a prefix longer than 64 bits.
    static readonly WordSyntax<AddressMask> NetworkPrefix = new(
        (string text, IpFamily family, out AddressMask value, out Problem problem) =>
        {
            if (!AddressSyntax.TryRead(text, family, out value, out problem)) return false;
            var isPrefix = value.Length is >= 0 and <= 64
                && AddressSyntax.TryReadAddress(text.Split('/')[0], family, out var bits) && bits == value.Bits;
            problem = isPrefix ? default : new($"'{text}' is no prefix", "a network of 64 bits or fewer");
            return isPrefix;
        },
        value => value.ToString());

    static Option<bool> Flag(string name) => new(name, Values.Flag);

    static Option<NumberRange> Ports(string name) => new(name, new WordSyntax<NumberRange>(
        (string text, IpFamily _, out NumberRange value, out Problem problem) =>
            TranslatedSyntax.TryReadPorts(text, out value, out problem),
        value => TranslatedSyntax.Print(value)));

    static Problem? NeedsPorts(Rule rule) =>
        rule.Protocol is
        {
            IsNegated: false,
            Value: IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Sctp or IpProtocol.Dccp or IpProtocol.Icmp
                or IpProtocol.UdpLite,
        }
            ? null
            : new("this protocol has no ports", "-p tcp, -p udp, -p sctp or -p dccp");
}
