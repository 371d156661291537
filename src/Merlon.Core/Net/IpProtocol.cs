using System.Collections.Frozen;
using System.Globalization;

namespace Merlon.Net;

/// <summary>
/// What an IP header says it carries: IANA's protocol numbers 0 to 255. Beyond them stand what flow records also
/// speak of and no IP rule can name: <see cref="Arp"/>, other <see cref="LinkLayer"/> traffic, and
/// <see cref="Unknown"/>, a record that does not tell.
/// </summary>
public enum IpProtocol : ushort
{
    Icmp = 1,
    Tcp = 6,
    Udp = 17,
    Dccp = 33,
    Esp = 50,
    Ah = 51,
    IcmpV6 = 58,
    IpComp = 108,
    Sctp = 132,
    MobilityHeader = 135,
    UdpLite = 136,

    Unknown = 0x100,
    Arp,
    LinkLayer,
}

/// <summary>The names of protocols as logs, datasets and iptables write them.</summary>
public static class IpProtocolNames
{
    // Index is the number: https://www.iana.org/assignments/protocol-numbers. Names as in Debian's /etc/protocols.
    static readonly string[] Names =
    [
        "hopopt", "icmp", "igmp", "ggp", "ipencap", "st", "tcp", "cbt", "egp", "igp", "bbn-rcc-mon", "nvp", "pup",
        "argus", "emcon", "xnet", "chaos", "udp", "mux", "dcn-meas", "hmp", "prm", "xns-idp", "trunk-1", "trunk-2",
        "leaf-1", "leaf-2", "rdp", "irtp", "iso-tp4", "netblt", "mfe-nsp", "merit-inp", "dccp", "3pc", "idpr", "xtp",
        "ddp", "idpr-cmtp", "tp++", "il", "ipv6", "sdrp", "ipv6-route", "ipv6-frag", "idrp", "rsvp", "gre", "mhrp",
        "bna", "esp", "ah", "i-nlsp", "swipe", "narp", "mobile", "tlsp", "skip", "ipv6-icmp", "ipv6-nonxt",
        "ipv6-opts", "61", "cftp", "63", "sat-expak", "kryptolan", "rvd", "ippc", "68", "sat-mon", "visa", "ipcv",
        "cpnx", "cphb", "wsn", "pvp", "br-sat-mon", "sun-nd", "wb-mon", "wb-expak", "iso-ip", "vmtp", "secure-vmtp",
        "vines", "ttp", "nsfnet-igp", "dgp", "tcf", "eigrp", "ospf", "sprite-rpc", "larp", "mtp", "ax.25", "ipip",
        "micp", "scc-sp", "etherip", "encap", "99", "gmtp", "ifmp", "pnni", "pim", "aris", "scps", "qnx", "a/n",
        "ipcomp", "snp", "compaq-peer", "ipx-in-ip", "vrrp", "pgm", "114", "l2tp", "ddx", "iatp", "stp", "srp", "uti",
        "smp", "sm", "ptp", "isis", "fire", "crtp", "crudp", "sscopmce", "iplt", "sps", "pipe", "sctp", "fc",
        "rsvp-e2e-ignore", "mobility-header", "udplite", "mpls-in-ip", "manet", "hip", "shim6", "wesp", "rohc",
        "ethernet",
    ];

    // What Argus, Zeek and Suricata call them, where that differs.
    const string Aliases =
        "icmp6=58 icmpv6=58 ipv6-no=59 rtp=17 rtcp=17 udt=17 st2=5 ipnip=4 ip=0 bbn-rcc=10 dcn=19 ospfigp=89 "
        + "ipx-n-ip=111 sccopmce=128 pri-enc=99 zero=114 sep=33 mobility=135 "
        + "hopopts=0 aes-sp3-d=96 unas=256 any=256 ib=256 "
        + "unknown=256 unknown_transport=256 -=256 arp=257 rarp=257 llc=258 lldp=258 cdp=258 loop=258 link-layer=258 "
        + "ipx/spx=258";

    static readonly FrozenDictionary<string, IpProtocol> Numbers =
        Listed().Concat(Aliased()).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a name in any case, or a number from 0 to 255.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out IpProtocol protocol)
    {
        if (text.SequenceEqual("tcp"u8) || text.SequenceEqual("TCP"u8) || text.SequenceEqual("6"u8))
        {
            protocol = IpProtocol.Tcp;
            return true;
        }

        if (text.SequenceEqual("udp"u8) || text.SequenceEqual("UDP"u8) || text.SequenceEqual("17"u8))
        {
            protocol = IpProtocol.Udp;
            return true;
        }

        return TryLookUp(text, out protocol);
    }

    static bool TryLookUp(ReadOnlySpan<byte> text, out IpProtocol protocol)
    {
        protocol = default;
        if (text.Length is 0 or > 20) return false;

        Span<char> name = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++) name[i] = (char)text[i];
        if (Numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out protocol)) return true;
        if (!byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;

        protocol = (IpProtocol)number;
        return true;
    }

    extension(IpProtocol protocol)
    {
        /// <summary>Its name as iptables takes it, or the number where it has no name.</summary>
        public string Name => protocol switch
        {
            IpProtocol.Unknown => "unknown",
            IpProtocol.Arp => "arp",
            IpProtocol.LinkLayer => "link-layer",
            _ when (int)protocol < Names.Length => Names[(int)protocol],
            _ => ((int)protocol).ToString(CultureInfo.InvariantCulture),
        };

        /// <summary>Whether its packets begin with a source and a destination port.</summary>
        public bool HasPorts => protocol is IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Sctp
            or IpProtocol.Dccp or IpProtocol.UdpLite;

        /// <summary>Whether an IP firewall rule can name it: to netfilter, 0 is every protocol.</summary>
        public bool IsNumbered => protocol is > 0 and < IpProtocol.Unknown;
    }

    static IEnumerable<KeyValuePair<string, IpProtocol>> Listed() =>
        Names.Select((name, number) => KeyValuePair.Create(name, (IpProtocol)number));

    static IEnumerable<KeyValuePair<string, IpProtocol>> Aliased() =>
        from alias in Aliases.Split(' ')
        let parts = alias.Split('=')
        select KeyValuePair.Create(parts[0], (IpProtocol)int.Parse(parts[1], CultureInfo.InvariantCulture));
}
