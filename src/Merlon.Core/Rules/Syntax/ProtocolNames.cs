using System.Collections.Frozen;
using System.Globalization;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>Protocols as iptables has them: the names of Debian's /etc/protocols, and its own.</summary>
static class ProtocolNames
{
    const string Listed =
        "icmp=1 igmp=2 ggp=3 ipencap=4 st=5 tcp=6 egp=8 igp=9 pup=12 udp=17 hmp=20 xns-idp=22 rdp=27 iso-tp4=29 "
        + "dccp=33 xtp=36 ddp=37 idpr-cmtp=38 ipv6=41 ipv6-route=43 ipv6-frag=44 idrp=45 rsvp=46 gre=47 esp=50 ah=51 "
        + "skip=57 ipv6-icmp=58 ipv6-nonxt=59 ipv6-opts=60 rspf=73 vmtp=81 eigrp=88 ospf=89 ax.25=93 ipip=94 "
        + "etherip=97 encap=98 pim=103 ipcomp=108 vrrp=112 l2tp=115 isis=124 sctp=132 fc=133 mobility-header=135 "
        + "udplite=136 mpls-in-ip=137 manet=138 hip=139 shim6=140 wesp=141 rohc=142 ethernet=143";

    const string Others = "all=0 ip=0 hopopt=0 icmpv6=58 mh=135 ipv6-mh=135 ip-encap=4";

    // IPPROTO_MPTCP, which is for sockets: no IP header can hold it.
    const IpProtocol Mptcp = (IpProtocol)262;

    static readonly FrozenDictionary<string, IpProtocol> ByName = Pairs(Listed + ' ' + Others)
        .ToFrozenDictionary(pair => pair.Name, pair => pair.Protocol);

    static readonly FrozenDictionary<IpProtocol, string> NamesByProtocol = Pairs(Listed)
        .ToFrozenDictionary(pair => pair.Protocol, pair => pair.Name);

    /// <summary>Reads a name in any case, or a number from 0 to 255; 0 is every protocol.</summary>
    public static bool TryRead(string text, out IpProtocol protocol)
    {
        var isNumber = Numbers.TryRead(text, 0, byte.MaxValue, out var number);
        protocol = (IpProtocol)number;
        return isNumber || ByName.TryGetValue(text.ToLowerInvariant(), out protocol);
    }

    /// <summary>As <see cref="TryRead"/>, and <c>mptcp</c>, which is a protocol to iptables.</summary>
    public static bool TryReadOfRule(string text, out IpProtocol protocol)
    {
        var isMptcp = text.Equals("mptcp", StringComparison.OrdinalIgnoreCase);
        protocol = Mptcp;
        return isMptcp || TryRead(text, out protocol);
    }

    /// <summary>
    /// What nf_tables compares, and prints, of a rule's protocol: its low byte. Until then MPTCP is another than TCP,
    /// whose matches cannot stand beside it.
    /// </summary>
    public static Negatable<IpProtocol>? Compared(Negatable<IpProtocol>? protocol) =>
        protocol is { Value: Mptcp } mptcp ? mptcp with { Value = IpProtocol.Tcp } : protocol;

    public static string Print(IpProtocol protocol) =>
        NamesByProtocol.GetValueOrDefault(protocol) ?? ((int)protocol).ToString(CultureInfo.InvariantCulture);

    public static IEnumerable<string> All => ByName.Keys.Order(StringComparer.Ordinal);

    static IEnumerable<(string Name, IpProtocol Protocol)> Pairs(string list) =>
        from entry in list.Split(' ')
        let pair = entry.Split('=')
        select (pair[0], (IpProtocol)int.Parse(pair[1], CultureInfo.InvariantCulture));
}
