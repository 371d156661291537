using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>A type and a range of codes.</summary>
readonly record struct IcmpTypeTest(byte Type, byte FirstCode, byte LastCode)
{
    /// <summary>ICMP's 255: every type (the kernel compares no further).</summary>
    public bool IsAny => Type == 255;
}

/// <summary><c>TYPE</c>, <c>TYPE/CODE</c>, or a name that stands for either; printed in numbers.</summary>
static class IcmpTypeSyntax
{
    const string NamesV4 =
        "any=255 echo-reply=0 pong=0 destination-unreachable=3 network-unreachable=3/0 host-unreachable=3/1 "
        + "protocol-unreachable=3/2 port-unreachable=3/3 fragmentation-needed=3/4 source-route-failed=3/5 "
        + "network-unknown=3/6 host-unknown=3/7 network-prohibited=3/9 host-prohibited=3/10 "
        + "TOS-network-unreachable=3/11 TOS-host-unreachable=3/12 communication-prohibited=3/13 "
        + "host-precedence-violation=3/14 precedence-cutoff=3/15 source-quench=4 redirect=5 network-redirect=5/0 "
        + "host-redirect=5/1 TOS-network-redirect=5/2 TOS-host-redirect=5/3 echo-request=8 ping=8 "
        + "router-advertisement=9 router-solicitation=10 time-exceeded=11 ttl-exceeded=11 ttl-zero-during-transit=11/0 "
        + "ttl-zero-during-reassembly=11/1 parameter-problem=12 ip-header-bad=12/0 required-option-missing=12/1 "
        + "timestamp-request=13 timestamp-reply=14 address-mask-request=17 address-mask-reply=18";

    const string NamesV6 =
        "destination-unreachable=1 no-route=1/0 communication-prohibited=1/1 beyond-scope=1/2 address-unreachable=1/3 "
        + "port-unreachable=1/4 failed-policy=1/5 reject-route=1/6 packet-too-big=2 time-exceeded=3 ttl-exceeded=3 "
        + "ttl-zero-during-transit=3/0 ttl-zero-during-reassembly=3/1 parameter-problem=4 bad-header=4/0 "
        + "unknown-header-type=4/1 unknown-option=4/2 echo-request=128 ping=128 echo-reply=129 pong=129 "
        + "mld-listener-query=130 mld-listener-report=131 mld-listener-done=132 mld-listener-reduction=132 "
        + "router-solicitation=133 router-advertisement=134 neighbour-solicitation=135 neighbor-solicitation=135 "
        + "neighbour-advertisement=136 neighbor-advertisement=136 redirect=137";

    public static readonly WordSyntax<IcmpTypeTest> V4 = Of(NamesV4, hasAny: true);
    public static readonly WordSyntax<IcmpTypeTest> V6 = Of(NamesV6, hasAny: false);

    static WordSyntax<IcmpTypeTest> Of(string list, bool hasAny)
    {
        var names = list.Split(' ').Select(entry => entry.Split('=')).ToImmutableArray();
        return new(
            (string text, IpFamily _, out IcmpTypeTest value, out Problem problem) =>
            {
                problem = default;
                if (TryReadName(text, names, out value) || TryReadNumbers(text, out value)) return true;
                problem = Nearest.Problem(
                    $"there is no type '{text}'", text, names.Select(name => name[0]).Prepend("TYPE/CODE"));
                return false;
            },
            value => Print(value, hasAny));
    }

    // A name may be cut short as long as it stays the only one.
    static bool TryReadName(string text, ImmutableArray<string[]> names, out IcmpTypeTest value)
    {
        value = default;
        if (text.Length == 0 || char.IsAsciiDigit(text[0])) return false;

        var exact = names.FirstOrDefault(name => name[0].Equals(text, StringComparison.OrdinalIgnoreCase));
        var begun = names.Where(name => name[0].StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToList();
        var found = exact ?? (begun.Count == 1 ? begun[0] : null);
        return found is not null && TryReadNumbers(found[1], out value);
    }

    static bool TryReadNumbers(string text, out IcmpTypeTest value)
    {
        value = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!Numbers.TryRead(slash < 0 ? text : text[..slash], 0, 255, out var type)) return false;
        if (slash < 0)
        {
            value = new((byte)type, 0, 255);
            return true;
        }

        if (text[(slash + 1)..] is "" or [':', ..] or [.., ':']) return false;
        if (!Ranges.TryRead(text[(slash + 1)..], 255, Ranges.TryReadNumber, out var codes, out _)) return false;
        value = new((byte)type, (byte)codes.First, (byte)codes.Last);
        return true;
    }

    static string Print(IcmpTypeTest value, bool hasAny)
    {
        // With whatever codes; the suite of iptables keeps 255/255 apart, which 1.8.9 does not.
        if (hasAny && value is { IsAny: true, FirstCode: < 255 }) return "any";

        var type = value.Type.ToString(CultureInfo.InvariantCulture);
        if (value is { FirstCode: 0, LastCode: 255 }) return type;
        return value.FirstCode == value.LastCode
            ? $"{type}/{value.FirstCode}"
            : $"{type}/{value.FirstCode}:{value.LastCode}";
    }
}
