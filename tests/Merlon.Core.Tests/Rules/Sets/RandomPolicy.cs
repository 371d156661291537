using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Sets;

/// <summary>Rule sets over everything that is modelled, and packets that come near their edges.</summary>
sealed class RandomPolicy(Random random, IpFamily family, bool withUnknown = false)
{
    static readonly string[] Interfaces = ["eth0", "eth1", "eth+", "ppp+", "lo", "e+"];
    static readonly string[] Names = ["eth0", "eth1", "eth2", "ppp0", "lo", "wlan0", "e"];
    static readonly int[] Ports = [0, 1, 22, 23, 79, 80, 81, 443, 1023, 1024, 65534, 65535];

    readonly string[] _addresses = family is IpFamily.V4
        ? ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.1.1", "10.1.0.1", "11.0.0.1", "192.0.2.7", "0.0.0.0"]
        : ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1", "2001:db9::1", "fe80::1", "::", "ff02::1"];

    readonly string[] _blocks = family is IpFamily.V4
        ? ["10.0.0.0/30", "10.0.0.0/16", "10.0.0.0/8", "10.0.0.1", "10.0.0.2/31", "0.0.0.0/0", "10.0.0.1/255.0.0.255"]
        : ["2001:db8::/126", "2001:db8::/48", "2001:db8::/32", "2001:db8::1", "fe80::/10", "::/0", "::1/::ff"];

    /// <summary>A filter table with two user chains, called from FORWARD and from each other.</summary>
    public Table Table(int rules)
    {
        var text = $"*filter\n:FORWARD {One("ACCEPT", "DROP")} [0:0]\n:one - [0:0]\n:two - [0:0]\n";
        for (var i = 0; i < rules; i++)
        {
            var chain = One("FORWARD", "FORWARD", "one", "two");
            text += $"-A {chain}{Rule()} {Target(chain)}\n";
        }

        var read = RuleSetReader.Read(text + "COMMIT\n", family);
        Assert.True(read.IsValid, $"{string.Join('\n', read.Faults)}\n{text}");
        return read.Rules.Tables[0];
    }

    /// <summary>The table with a rule more, less, or elsewhere.</summary>
    public Table Changed(Table table)
    {
        var chain = table.Chains[random.Next(table.Chains.Length)];
        var rules = chain.Rules;
        var other = Table(6).Chains.SelectMany(one => one.Rules).Where(rule => rule.Target is Target.Decide).ToList();
        var changed = random.Next(3) switch
        {
            0 when rules.Length > 0 => rules.RemoveAt(random.Next(rules.Length)),
            1 when rules.Length > 1 => rules.RemoveAt(0).Add(rules[0]),
            _ when other.Count > 0 => rules.Insert(random.Next(rules.Length + 1), other[0]),
            _ => rules,
        };
        return table with { Chains = table.Chains.Replace(chain, chain with { Rules = changed }) };
    }

    public Packet Packet()
    {
        var packet = new Packet
        {
            Family = family,
            Source = Address(),
            Destination = Address(),
            Protocol = One(IpProtocol.Tcp, IpProtocol.Udp, Icmp, IpProtocol.Sctp, (IpProtocol)47),
            SourcePort = (ushort)One(Ports),
            DestinationPort = (ushort)One(Ports),
            TcpFlags = (byte)random.Next(64),
            IcmpType = (byte)One(0, 1, 3, 8, 128, 255),
            IcmpCode = (byte)One(0, 1, 4),
            InInterface = One(Names),
            OutInterface = One(Names),
            State = One(Enum.GetValues<ConnectionState>()),
            IsSourceTranslated = random.Next(4) == 0,
            IsDestinationTranslated = random.Next(4) == 0,
            IsFragment = random.Next(6) == 0,
            Length = (ushort)One(20, 59, 60, 61, 1500, 65535),
            Ttl = (byte)One(0, 1, 63, 64, 65, 255),
            PacketType = One(Enum.GetValues<PacketType>()),
            SourceType = One(AddressType.Unicast, AddressType.Local, AddressType.Broadcast),
            DestinationType = One(AddressType.Unicast, AddressType.Local, AddressType.Multicast),
            Mark = (uint)One(0, 1, 2, 3, 0xFF),
            SourceMac = (ulong)One(1, 2),
        };
        return random.Next(2) == 0 ? packet with { TcpOptions = packet.TcpOptions.With(2) } : packet;
    }

    UInt128 Address() => AddressMask.RightAligned(Ip.Parse(One(_addresses)));

    IpProtocol Icmp => family is IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6;

    string Rule()
    {
        var rule = "";
        if (Maybe(3)) rule += Block("-s");
        if (Maybe(3)) rule += Block("-d");
        if (Maybe(6)) rule += $"{Not()} -i {One(Interfaces)}";
        if (Maybe(6)) rule += $"{Not()} -o {One(Interfaces)}";
        if (Maybe(6) && family is IpFamily.V4) rule += $"{Not()} -f";
        if (Maybe(3)) rule += Transport();
        if (Maybe(5)) rule += $" -m conntrack{Not()} --ctstate {One("NEW", "ESTABLISHED,RELATED", "INVALID", "DNAT")}";
        if (Maybe(6)) rule += $" -m mark{Not()} --mark {One("0x1", "0x0/0x2", "0xff/0xff")}";
        if (Maybe(8)) rule += $" -m length{Not()} --length {One("60", "61:1500", ":59")}";
        if (Maybe(8)) rule += $" -m pkttype{Not()} --pkt-type {One("unicast", "broadcast", "multicast")}";
        if (Maybe(8)) rule += $" -m mac{Not()} --mac-source 00:00:00:00:00:01";
        if (Maybe(8)) rule += $" -m iprange{Not()} --src-range {One(_addresses)}";
        if (Maybe(8)) rule += family is IpFamily.V4 ? $" -m ttl --ttl-{One("lt", "gt", "eq")} 64" : " -m hl --hl-gt 63";
        if (Maybe(8) && family is IpFamily.V4)
            rule += $" -m addrtype{Not()} --dst-type {One("LOCAL", "UNICAST,MULTICAST")}";
        if (withUnknown && Maybe(3)) rule += $" -m conntrack{Not()} --ctstatus {One("ASSURED", "CONFIRMED")}";
        return rule;
    }

    string Transport() => random.Next(5) switch
    {
        0 => $" -p tcp -m tcp{Not()} --tcp-flags {One("SYN,ACK SYN", "ALL NONE", "FIN,RST RST")}",
        1 => $" -p tcp -m tcp{Not()} --tcp-option 2",
        2 => $" -p {One("tcp", "udp", "sctp")} -m multiport{Not()} --{One("sports", "dports", "ports")} 22,80:443",
        3 => family is IpFamily.V4
            ? $" -p icmp -m icmp{Not()} --icmp-type {One("8", "3/4", "any", "3/0:1")}"
            : $" -p ipv6-icmp -m icmp6{Not()} --icmpv6-type {One("128", "1/4", "3/0:1")}",
        _ => $" {One("-p udp -m udp", "-p tcp -m tcp")}{Not()} --{One("sport", "dport")} {One("80", "1024:", ":22")}",
    };

    // A chain may call only later ones, so that there is no loop.
    string Target(string chain) => random.Next(8) switch
    {
        0 or 1 => "-j ACCEPT",
        2 or 3 => "-j DROP",
        4 => "-j RETURN",
        5 => $"-j MARK {One("--set-mark 1", "--xor-mark 3", "--and-mark 0xfe")}",
        6 => chain switch { "FORWARD" => One("-j one", "-g two"), "one" => One("-j two", "-g two"), _ => "-j LOG" },
        _ => "-j REJECT",
    };

    // '!' before everything can match nothing, and is refused.
    string Block(string option)
    {
        var block = One(_blocks);
        return block.EndsWith("/0", StringComparison.Ordinal) ? $" {option} {block}" : $"{Not()} {option} {block}";
    }

    string Not() => Maybe(4) ? " !" : "";

    bool Maybe(int of) => random.Next(of) == 0;

    T One<T>(params T[] of) => of[random.Next(of.Length)];
}
