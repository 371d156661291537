using Merlon.Net;

namespace Merlon.Kernel;

/// <summary>Filter tables over all that is modelled and can be seen on the wire.</summary>
/// <remarks>
/// Left out, where iptables 1.8.9 loads them, is what it does not agree on with itself. Its translation to nftables
/// takes <c>! --sport 1 ! --dport 2</c> for "not both" and forgets <c>! --dport 0:65535</c> and
/// <c>--tcp-flags NONE SYN</c>, where iptables-legacy has "neither" and "never", as the manual says. It forgets them,
/// and <c>! -i +</c>, only when it saves.
/// </remarks>
sealed class RandomRules(Random random, Setup setup, Surroundings around)
{
    static readonly string[] V4Masks =
        ["32", "32", "31", "30", "25", "24", "16", "8", "255.0.0.255", "255.255.0.3", "0.0.0.1", "255.254.255.0"];

    static readonly string[] V6Masks =
        ["128", "128", "127", "126", "121", "120", "64", "48", "32", "ffff:ffff::ff", "::3", "ffff:ffff:ffff:fffe::"];

    static readonly string[] PortRanges = ["80", "22", "443", "0", "65535", "1024:", ":22", "23:80", "1:65534"];

    static readonly string[] PortLists =
    [
        "22", "80,443", "22,80:443", "0:1023", "1,22,23,79,80,81,443", "1024:65535,0", "65535,1:21", "80:443,22:80,443",
    ];

    static readonly string[] Chains = ["FORWARD", "INPUT", "OUTPUT", "one", "two", "three"];

    bool IsV4 => setup.Family is IpFamily.V4;

    bool IsOurs => setup.Backend is Backend.Nftables;

    /// <summary>Rules that Merlon made, of which some come into every third table.</summary>
    public IReadOnlyList<string> Own { get; init; } = [];

    public string Table()
    {
        var text = $"*filter\n:INPUT {One("ACCEPT", "DROP")} [0:0]\n:FORWARD {One("ACCEPT", "DROP")} [0:0]\n"
            + $":OUTPUT {One("ACCEPT", "DROP")} [0:0]\n:one - [0:0]\n:two - [0:0]\n:three - [0:0]\n";
        var count = random.Next(3, 40);
        if (Own.Count > 0 && Maybe(3))
        {
            for (var i = 0; i < count; i++) text += Own[random.Next(Own.Count)] + "\n";
        }

        if (Maybe(2)) text += List(One("FORWARD", "INPUT", "OUTPUT"));   // what stands first is met most
        for (var i = 0; i < count; i++) text += Rule(One(Chains)) + "\n";

        // What is seldom called would seldom be met.
        return text + "-A FORWARD -j one\n-A INPUT -g two\n-A OUTPUT -j two\nCOMMIT\n";
    }

    // Rules that differ in one address: in nftables they may be a set.
    string List(string chain)
    {
        var (address, transport) = (One("-s", "-d"), Maybe(3) ? Transport() : "");
        var rest = $"{transport} -j {One("ACCEPT", "DROP")}";
        var blocks = Enumerable.Range(0, random.Next(2, 6)).Select(_ => PlainBlock(address));
        return string.Concat(blocks.Select(block => $"-A {chain}{block}{rest}\n"));
    }

    string Rule(string chain)
    {
        var transport = Maybe(2) ? Transport() : "";
        var rule = $"-A {chain}{transport}";
        if (Maybe(5)) rule += Block("-s");
        if (Maybe(5)) rule += Block("-d");
        if (Maybe(7) && chain is not "OUTPUT") rule += Interface("-i");
        if (Maybe(7) && chain is not "INPUT") rule += Interface("-o");
        if (Maybe(setup.TracksConnections ? 20 : 5) && IsV4) rule += $"{Not()} -f";
        if (Maybe(9)) rule += $" -m mark{Not()} --mark {Mark()}";
        if (Maybe(12)) rule += $" -m length{Not()} --length {One("60", "61:1500", ":59", "100:", "28", "40:60")}";
        if (Maybe(12)) rule += $" -m pkttype{Not()} --pkt-type {One("unicast", "broadcast", "multicast", "otherhost")}";
        if (Maybe(12) && IsOfReceived(chain)) rule += $" -m mac{Not()} --mac-source 00:00:00:00:00:0{One(1, 2)}";
        if (Maybe(12)) rule += $" -m iprange{Not()} --{One("src", "dst")}-range {Range()}";
        if (Maybe(12)) rule += IsV4 ? Hops("ttl", "ttl") : Hops("hl", "hl");
        if (Maybe(9) && IsV4) rule += AddressType();
        if (Maybe(20)) rule += " -m comment --comment \"a comment: of words\"";
        if (Maybe(4) && setup.TracksConnections) rule += State();
        return rule + Target(chain, transport);
    }

    string Transport() => random.Next(12) switch
    {
        0 => $" -p tcp -m tcp{Not()} --tcp-flags {One(
            "SYN,ACK SYN", "ALL NONE", "FIN,RST RST", "FIN,SYN,RST,ACK SYN", "ALL ALL", "PSH,URG URG", "ACK NONE",
            "SYN SYN,ACK", "FIN ALL", IsOurs ? "NONE SYN" : "RST RST")}",
        1 => $" -p tcp -m tcp{Not()} --tcp-option {One("1", "2", "3", "4", "8", "254", "5")}",
        2 => $" -p tcp -m tcp{Ports()}{Not()} --syn",
        3 or 4 => $" -p {One("tcp", "udp", "sctp", "dccp", "udplite")} -m multiport{Not()} "
            + $"--{One("sports", "dports", "ports")} {One(PortLists)}",
        5 or 6 => IsV4
            ? $" -p icmp -m icmp{Not()} --icmp-type {One("8", "3/4", "any", "3", "13", "0", "echo-request", "18/1")}"
            : $" -p ipv6-icmp -m icmp6{Not()} --icmpv6-type {One("128", "1/4", "1", "130", "pong", "200", "2/0")}",
        7 => $"{Not()} -p {One("tcp", "udp", "icmp", "47", "89", "sctp", "132", "253", "ipv6-icmp", "6")}",
        8 => Of("sctp"),
        9 => Of("dccp"),
        10 => Of("udp"),
        _ => Of("tcp"),
    };

    string Of(string protocol) => $" -p {protocol} -m {protocol}{Ports()}";

    string Ports() => random.Next(4) switch
    {
        0 => $"{Not()} --sport {One(PortRanges)}",
        1 => $"{Not()} --dport {PortRange()}",
        2 => $"{Not()} --sport {One(PortRanges)}{(setup.IsTranslated ? "" : Not())} --dport {One(PortRanges)}",
        _ => "",
    };

    string PortRange() => IsOurs && Maybe(9) ? "0:65535" : One(PortRanges);

    string State() => Maybe(3)
        ? $" -m state{Not()} --state {States()}"
        : $" -m conntrack{Not()} --ctstate {(Maybe(6) ? One("SNAT", "DNAT", "NEW,DNAT") : States())}";

    string States()
    {
        string[] states = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"];
        return One(One(states), string.Join(',', states.Where(_ => Maybe(2)).DefaultIfEmpty("NEW")));
    }

    string AddressType() => $" -m addrtype{Not()} --{One("src", "dst")}-type {One(
        "LOCAL", "UNICAST", "BROADCAST", "MULTICAST", "BLACKHOLE,PROHIBIT", "LOCAL,UNICAST", "ANYCAST",
        "THROW,NAT,LOCAL")}";

    string Hops(string match, string option)
    {
        var how = One("eq", "lt", "gt");
        return $" -m {match}{(how is "eq" ? Not() : "")} --{option}-{how} {One("64", "63", "65", "1", "254", "2")}";
    }

    // A chain may call only later ones, so that there is no loop.
    string Target(string chain, string transport) => random.Next(12) switch
    {
        0 or 1 => " -j ACCEPT",
        2 => " -j DROP",
        3 => " -j RETURN",
        4 or 5 => $" -j MARK {One(
            "--set-mark 1", "--xor-mark 3", "--and-mark 0xfe", "--or-mark 0x100", "--set-xmark 0x2/0xff",
            "--set-mark 0x3/0xf", "--set-xmark 0x80000000/0x0")}",
        6 or 7 => chain switch
        {
            "FORWARD" or "INPUT" => $" -{One("j", "g")} {One("one", "two", "three")}",
            "OUTPUT" or "one" => $" -{One("j", "g")} {One("two", "three")}",
            "two" => $" -{One("j", "g")} three",
            _ => " -j RETURN",
        },
        8 => $" -j LOG{One("", " --log-prefix \"seen: \"", " --log-level 7 --log-tcp-options")}",
        9 => $" -j NFLOG{One("", " --nflog-group 5", " --nflog-prefix seen")}",
        10 => $" -j REJECT{Answer(transport)}",
        _ => "",
    };

    // OUTPUT calls the other two, and there iptables takes no hardware address.
    static bool IsOfReceived(string chain) => chain is "FORWARD" or "INPUT" or "one";

    string Answer(string transport)
    {
        if (transport.StartsWith(" -p tcp", StringComparison.Ordinal) && Maybe(2)) return " --reject-with tcp-reset";
        return IsV4
            ? One("", " --reject-with icmp-admin-prohibited", " --reject-with icmp-net-unreachable")
            : One("", " --reject-with icmp6-adm-prohibited", " --reject-with icmp6-no-route");
    }

    string Mark() => One(
        "0", "1", "0x2/0x2", "0x0/0x3", "0xff", "0x100/0xf00", "0x80000000/0x80000000", "0x1/0xff", "0x5/0x3");

    string Interface(string option) => Maybe(12)
        ? $"{(IsOurs ? Not() : "")} {option} +"
        : $"{Not()} {option} {One("eth0", "eth1", "eth10", "ppp0", "ppp1", "eth+", "eth1+", "p+", "eth", "lo")}";

    // '!' before everything can match nothing, and is refused.
    string Block(string option) =>
        Maybe(20)
            ? $" {option} {(IsV4 ? "0.0.0.0/0" : "::/0")}"
            : Not() + PlainBlock(option);

    string PlainBlock(string option) => $" {option} {around.Text(Address())}/{One(IsV4 ? V4Masks : V6Masks)}";

    // One that runs backwards is loaded, and never met.
    string Range() => Maybe(4) ? around.Text(Address()) : $"{around.Text(Address())}-{around.Text(Address())}";

    UInt128 Address() => Maybe(6)
        ? One([.. around.Local, .. around.Many])
        : One([.. around.Blocks]) + (UInt128)(Maybe(3) ? random.Next(1, 255) : random.Next(1, 8));

    string Not() => Maybe(4) ? " !" : "";

    bool Maybe(int of) => random.Next(of) == 0;

    T One<T>(params T[] of) => of[random.Next(of.Length)];
}
