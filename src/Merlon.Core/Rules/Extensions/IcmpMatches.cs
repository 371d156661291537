using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks at an ICMP message's type and code (net/ipv4/netfilter/ip_tables.c, ip6_tables.c).</summary>
static class IcmpMatches
{
    public static IEnumerable<MatchExtension> All => [Icmp(), IcmpV6()];

    static MatchExtension Icmp()
    {
        var type = new Option<IcmpTypeTest>("--icmp-type", IcmpTypeSyntax.V4) { IsNegatable = true, IsRequired = true };
        return new("icmp", type)
        {
            Family = IpFamily.V4,
            Protocols = [IpProtocol.Icmp],
            Meaning = given => First(IpProtocol.Icmp)
                & given.Condition(type, test => test.IsAny ? Condition.Everything : Is(test)),
        };
    }

    static MatchExtension IcmpV6()
    {
        var type = new Option<IcmpTypeTest>("--icmpv6-type", IcmpTypeSyntax.V6)
        {
            IsNegatable = true,
            IsRequired = true,
        };
        return new("icmp6", type)
        {
            Aliases = ["icmpv6", "ipv6-icmp"],
            Family = IpFamily.V6,
            Protocols = [IpProtocol.IcmpV6],
            Meaning = given => First(IpProtocol.IcmpV6) & given.Condition(type, Is),
        };
    }

    static Condition First(IpProtocol protocol) =>
        Condition.Is(Field.Protocol, (byte)protocol) & Condition.Is(Field.Fragment, 0);

    static Condition Is(IcmpTypeTest test) =>
        Condition.Is(Field.IcmpType, test.Type)
        & Condition.In(Field.IcmpCode, test.FirstCode, test.LastCode);
}
