using Merlon.Net;

namespace Merlon;

/// <summary>
/// Makes rules at random: of every option that is modelled, right and nearly right, in every spelling that is taken.
/// </summary>
sealed class RuleWords(Random random, IpFamily family)
{
    static readonly string[] Chains = ["INPUT", "FORWARD", "OUTPUT"];

    bool IsV4 => family is IpFamily.V4;

    public IReadOnlyList<string> Lines(int count) => [.. Enumerable.Range(0, count).Select(_ => Line())];

    /// <summary>A rule's line, as iptables-restore takes it.</summary>
    string Line()
    {
        var chain = OneOf(Chains);
        var protocol = OneOf(Protocols());
        var parts = Sometimes(BasicOptions(chain)).ConvertAll(option => option());
        var matches = Enumerable.Range(0, random.Next(3)).Select(_ => Match(protocol)).ToList();
        if (matches.Count > 0 || Chance(0.5)) parts.Add(Option("-p", protocol, "--protocol"));
        parts.AddRange(matches);
        parts.Add(Target());
        if (Chance(0.2)) Swap(parts);

        var words = parts.SelectMany(part => part).ToList();
        if (Chance(0.2)) Mutation.Words(random, words, Match(OneOf(Protocols())));
        words.InsertRange(Chance(0.9) ? 0 : random.Next(words.Count + 1), Append(chain));
        var line = string.Join(' ', words);
        return Chance(0.07) ? Mutation.Characters(random, line, keep: 4) : line;
    }

    string[] Append(string chain) => random.Next(20) switch
    {
        0 => [$"-A{chain}"],
        1 => [$"--append={chain}"],
        2 => [IsV4 ? "-4" : "-6", "-A", chain],
        _ => ["-A", chain],
    };

    IEnumerable<Func<List<string>>> BasicOptions(string chain) =>
    [
        () => Option("-s", Addresses(), "--source", "--src"),
        () => Option("-d", Addresses(), "--destination", "--dst"),
        () => chain is "OUTPUT" && Chance(0.9) ? [] : Option("-i", Interface(), "--in-interface"),
        () => chain is "INPUT" && Chance(0.9) ? [] : Option("-o", Interface(), "--out-interface"),
        () => IsV4 == Chance(0.9) ? Negated(["-f"]) : [],
        () => Chance(0.1) ? ["-c", Number(9), Number(9)] : [],
    ];

    List<string> Match(string protocol)
    {
        var (name, options) = OneOf(MatchesOf(protocol) is { } own && Chance(0.5) ? [own] : Matches());
        var words = Chance(0.15) && name == protocol ? [] : new List<string> { "-m", name };
        foreach (var option in Sometimes(options, least: Chance(0.95) ? 1 : 0)) words.AddRange(option());
        return words;
    }

    (string, Func<List<string>>[])? MatchesOf(string protocol) => protocol switch
    {
        "tcp" or "6" => Tcp,
        "udp" or "17" => Udp,
        "icmp" => ("icmp", [() => Option("--icmp-type", IcmpType())]),
        "ipv6-icmp" or "icmpv6" or "58" => ("icmp6", [() => Option("--icmpv6-type", IcmpType())]),
        "sctp" => ("sctp", [
            .. Ports,
            () => [.. Negated(["--chunk-types"]), OneOf("any", "all", "only", Chance(0.3) ? "some" : "ALL"), Chunks()],
        ]),
        "dccp" => ("dccp", [
            .. Ports,
            () => Option("--dccp-types", List("REQUEST", "DATA", "ACK", "CLOSE", "INVALID", "SYNC", "reset")),
            () => Option("--dccp-option", Number(255)),
        ]),
        _ => null,
    };

    (string, Func<List<string>>[]) Tcp =>
        ("tcp", [
            .. Ports,
            () => Negated(["--syn"]),
            () => [.. Negated(["--tcp-flags"]), Flags(), Flags()],
            () => Option("--tcp-option", Number(255)),
        ]);

    (string, Func<List<string>>[]) Udp => ("udp", Ports);

    Func<List<string>>[] Ports =>
    [
        () => Option("--sport", Range(65535, Port), "--source-port"),
        () => Option("--dport", Range(65535, Port), "--destination-port"),
    ];

    (string, Func<List<string>>[])[] Matches() =>
    [
        .. Chance(0.1) ? [Tcp, Udp] : Array.Empty<(string, Func<List<string>>[])>(),
        ("multiport", [
            () => Option("--sports", PortList(), "--source-ports"),
            () => Option("--dports", PortList(), "--destination-ports"),
            () => Option("--ports", PortList()),
        ]),
        ("iprange", [
            () => Option("--src-range", AddressRange()),
            () => Option("--dst-range", AddressRange()),
        ]),
        ("mac", [() => Option("--mac-source", Mac())]),
        ("addrtype", [
            () => Option("--src-type", List("LOCAL", "UNICAST", "BROADCAST", "local", "UNSPEC", "XRESOLVE", "x")),
            () => Option("--dst-type", List("MULTICAST", "ANYCAST", "PROHIBIT", "NAT")),
            () => [OneOf("--limit-iface-in", "--limit-iface-out")],
        ]),
        ("conntrack", [
            () => Option(
                "--ctstate", List("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "SNAT", "DNAT", "new")),
            () => Option("--ctproto", OneOf("tcp", "17", Number(255))),
            () => Option(OneOf("--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst"), Address()),
            () => Option(
                OneOf("--ctorigsrcport", "--ctorigdstport", "--ctreplsrcport", "--ctrepldstport"),
                Range(65535, () => Number(65535))),
            () => Option("--ctstatus", List("EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "NONE")),
            () => Option("--ctexpire", Range(uint.MaxValue, () => Number(uint.MaxValue))),
            () => Option("--ctdir", OneOf("ORIGINAL", "REPLY", "BOTH")),
        ]),
        ("state", [() => Option("--state", List("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED", "DNAT"))]),
        ("length", [() => Option("--length", Range(65535, () => Number(65535)))]),
        ("mark", [() => Option("--mark", Marked())]),
        ("pkttype", [() => Option("--pkt-type", OneOf("unicast", "broadcast", "multicast", "host", "any"))]),
        (IsV4 == Chance(0.9) ? "ttl" : "hl", [() => Option(
            OneOf(IsV4 ? "--ttl" : "--hl") + OneOf("-eq", "-lt", "-gt", "-eq"), Number(255))]),
        ("comment", [() => Option("--comment", Text(OneOf(5, 20, 254, 255, 256)))]),
    ];

    List<string> Target() => random.Next(12) switch
    {
        0 => [],
        1 => ["-j", OneOf("DROP", "RETURN", "REJECT", "CHAIN", Chance(0.2) ? "accept" : "DROP")],
        2 => Option("-j", "ACCEPT", "--jump"),
        3 => [.. Option("-j", "REJECT"), .. Option("--reject-with", Reason())],
        4 or 5 => [
            "-j", "LOG",
            .. Sometimes<Func<List<string>>>([
                () => Option("--log-prefix", Text(OneOf(3, 28, 29, 30))),
                () => Option("--log-level", OneOf("info", "debug", "warn", "err", "panic", Number(7))),
                () => [OneOf("--log-uid", "--log-ip-options", "--log-tcp-options", "--log-tcp-sequence")],
            ]).SelectMany(option => option()),
        ],
        6 => [
            "-j", "NFLOG",
            .. Sometimes<Func<List<string>>>([
                () => Option("--nflog-prefix", Text(OneOf(3, 63, 126, 127))),
                () => Option("--nflog-group", Number(65535)),
                () => Option("--nflog-size", Number(uint.MaxValue)),
                () => Option("--nflog-threshold", Number(65535)),
            ]).SelectMany(option => option()),
        ],
        7 => [
            "-j", "MARK",
            .. Option(OneOf("--set-mark", "--set-xmark", "--and-mark", "--or-mark", "--xor-mark"), Marked()),
        ],
        8 => ["-g", OneOf("CHAIN", "CHAIN", "CHAIN", Chance(0.5) ? "INPUT" : "ACCEPT")],
        _ => ["-j", "ACCEPT"],
    };

    string Reason() => IsV4 == Chance(0.9)
        ? OneOf("icmp-port-unreachable", "icmp-net-prohibited", "host-unreach", "tcp-reset", "icmp-admin", "icmp-")
        : OneOf("icmp6-no-route", "addr-unreach", "icmp6-policy-fail", "tcp-reset", "icmp6-port-unreachable");

    // A name, perhaps cut short, perhaps behind !, and its value, perhaps attached or in quotes.
    List<string> Option(string name, string value, params string[] aliases)
    {
        if (aliases.Length > 0 && Chance(0.3)) name = OneOf(aliases);
        var isLong = name.StartsWith("--", StringComparison.Ordinal);
        if (isLong && Chance(0.1)) name = name[..^random.Next(1, name.Length - 2)];
        if (Chance(0.1) && !value.StartsWith('"')) value = $"\"{value}\"";
        else if (value.Length == 0) value = "\"\"";

        var isAttached = Chance(aliases.Length == 0 ? 0.1 : 0.02) && value[0] != '"';
        return Negated(isAttached ? [$"{name}{(isLong ? "=" : "")}{value}"] : [name, value]);
    }

    List<string> Negated(List<string> words) => Chance(0.15) ? ["!", .. words] : words;

    string Number(ulong most) => random.Next(14) switch
    {
        0 => "0",
        1 => $"{most}",
        2 => Chance(0.5) ? $"{(UInt128)most + 1}" : $"{most - 1}",
        3 => $"0x{random.NextInt64((long)most):x}",
        4 => $"0{random.Next(100)}",
        5 when Chance(0.5) => OneOf("-1", "+1", "\" 7\"", "1x", "0x", "08", "", "1e3", "18446744073709551616", "0X1f"),
        _ => $"{random.NextInt64((long)Math.Min(most, Chance(0.5) ? 300u : uint.MaxValue) + 1)}",
    };

    string Range(ulong most, Func<string> number) => random.Next(10) switch
    {
        0 => $":{number()}",
        1 => $"{number()}:",
        2 => OneOf(":", $"{number()}-{number()}", $"{number()}:{number()}:{number()}", "", $"0:{most}", "5:5"),
        3 or 4 => $"{number()}:{number()}",
        5 or 6 => random.NextInt64(300) is var first ? $"{first}:{first + random.NextInt64(300)}" : "",
        _ => number(),
    };

    string Port() => Chance(0.15) ? OneOf("ssh", "http", "https", "domain", "ntp", "SSH", "http-alt", "sshd", "telnet")
        : Number(65535);

    string PortList() => string.Join(',', Enumerable.Range(0, OneOf(1, 1, 2, 3, 14, 15, 16))
        .Select(_ => Chance(0.2) ? Range(65535, Port) : $"{random.Next(65536)}"));

    string Marked() => Chance(0.5) ? Number(uint.MaxValue) : $"{Number(uint.MaxValue)}/{Number(uint.MaxValue)}";

    string IcmpType() => random.Next(6) switch
    {
        0 => OneOf("any", "echo-request", "Echo-Reply", "host-unreachable", "ttl-exceeded", "ping", "echo", "redirect"),
        1 => OneOf("no-route", "packet-too-big", "neighbour-solicitation", "bad-header", "router-adv", "reject-route"),
        2 => $"{Number(255)}/{Number(255)}",
        3 => $"{Number(255)}/{Range(255, () => Number(255))}",
        _ => Number(255),
    };

    string Flags() => Chance(0.2) ? OneOf("ALL", "NONE", "all", "FIN,,SYN", "SYN,", "ECE")
        : List("FIN", "SYN", "RST", "PSH", "ACK", "URG", "syn");

    string Chunks() => Chance(0.2) ? OneOf("ALL", "NONE", "data", "DATA:Ub", "ABORT:T", "FOO")
        : List("DATA", "INIT", "SACK", "ABORT", "COOKIE_ACK");

    string Addresses() => Chance(0.15) ? $"{Network()},{Network()}" : Network();

    string Network() => Chance(0.4) ? Address() : $"{Address()}/{Mask()}";

    string Mask() => random.Next(8) switch
    {
        0 => IsV4 ? "255.255.255.0" : "ffff:ffff::",
        1 => IsV4 ? OneOf("255.0.255.0", "0.0.0.255", "255.255.255", "0xff000000") : OneOf("ffff:0:ffff::", "::ff"),
        2 => Number(IsV4 ? 32u : 128u),
        _ => $"{random.Next(IsV4 ? 33 : 129)}",
    };

    string Address() => Chance(0.05) != IsV4
        ? random.Next(12) switch
        {
            0 => OneOf("10", "10.1", "10.1.2", "010.1.2.3", "0x0a.1.2.3", "256.1.2.3", "1.2.3.4.5", "1.2.3.", "0"),
            _ => $"{random.Next(256)}.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}",
        }
        : random.Next(12) switch
        {
            0 => OneOf("::", "::1", "2001:db8::1::", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8", "12345::", "::1.2.3.4", ":"),
            _ => $"2001:db8:{random.Next(65536):x}::{random.Next(65536):X}",
        };

    string AddressRange() => random.Next(6) switch
    {
        0 => Address(),
        1 => $"{Address()}-{Address()}",
        _ => IsV4
            ? $"10.0.{random.Next(99)}.{random.Next(256)}-10.0.{random.Next(99, 256)}.{random.Next(256)}"
            : $"2001:db8::{random.Next(99):x}-2001:db8::{random.Next(99, 65536):x}",
    };

    string Mac() => Chance(0.8)
        ? string.Join(':', Enumerable.Range(0, 6).Select(_ => $"{random.Next(256):x2}"))
        : OneOf("02:00:5E:10:00:01", "2:0:5e:10:0:1", "02-00-5e-10-00-01", "02:00:5e:10:00", "02:00:5e:10:00:01:07");

    string Interface() =>
        OneOf("eth0", "lo", "eth+", "+", "wlan0.5", "a234567890123456", "a23456789012345", "", "e+h", "br-x");

    string Text(int length)
    {
        var text = OneOf(
            "plain", "two words", "it's", "a\\\"b", "tab\there", "semi;colon", "-dash", "é", "$x", "back\\\\slash");
        if (length > 20) text = new string('x', length);
        return text.Any(c => c is ' ' or '\\' or '\t') || Chance(0.3) ? $"\"{text}\"" : text;
    }

    string List(params string[] names) =>
        string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => OneOf(names)));

    string[] Protocols() => Chance(0.7)
        ? ["tcp", "udp", IsV4 ? "icmp" : "ipv6-icmp"]
        :
        [
            "TCP", "6", "17", "sctp", "dccp", "udplite", "esp", "47", "all", "0", "256", "icmpv6", "icmp", "gre", "58",
        ];

    List<T> Sometimes<T>(IEnumerable<T> all, int least = 0)
    {
        var chosen = all.Where(_ => Chance(0.3)).ToList();
        if (chosen.Count < least) chosen.Add(OneOf(all.ToArray()));
        return chosen;
    }

    void Swap(List<List<string>> parts)
    {
        var (a, b) = (random.Next(parts.Count), random.Next(parts.Count));
        (parts[a], parts[b]) = (parts[b], parts[a]);
    }

    T OneOf<T>(params T[] all) => all[random.Next(all.Length)];

    bool Chance(double share) => random.NextDouble() < share;
}

/// <summary>Small damage, such as hands and models do.</summary>
static class Mutation
{
    /// <summary>Deletes, doubles, swaps or inserts a word.</summary>
    public static void Words(Random random, List<string> words, List<string> others)
    {
        if (words.Count == 0) return;
        var at = random.Next(words.Count);
        switch (random.Next(4))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, words[at]);
                break;
            case 2:
                var other = random.Next(words.Count);
                (words[at], words[other]) = (words[other], words[at]);
                break;
            default:
                words.Insert(at, others.Count > 0 ? others[random.Next(others.Count)] : "!");
                break;
        }
    }

    /// <summary>Deletes, doubles or changes a character behind the first few.</summary>
    public static string Characters(Random random, string line, int keep)
    {
        var at = random.Next(keep, line.Length);
        return random.Next(3) switch
        {
            0 => line.Remove(at, 1),
            1 => line.Insert(at, line[at].ToString()),
            _ => line.Remove(at, 1).Insert(at, " !\"'-=:,/0a"[random.Next(11)].ToString()),
        };
    }
}
