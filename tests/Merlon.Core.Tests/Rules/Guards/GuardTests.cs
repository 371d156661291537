using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Guards;

public class GuardTests
{
    static readonly Surroundings Around = new()
    {
        Own = [new(Ip.Parse("192.0.2.2"), "eth0"), new(Ip.Parse("2001:db8::2"), "eth0")],
        Gateways = [Ip.Parse("192.0.2.1"), Ip.Parse("fe80::1")],
        Resolvers = [Ip.Parse("192.0.2.53"), Ip.Parse("2001:db8::53")],
        Sessions = [new(Ip.Parse("198.51.100.7"), 22)],
    };

    [Theory]
    [InlineData("-A INPUT -s 192.0.2.1/32 -j DROP", "the default gateway 192.0.2.1")]
    [InlineData("-A INPUT -s 192.0.2.1/32 -p tcp -m tcp --dport 80 -j DROP", "the default gateway 192.0.2.1")]
    [InlineData("-A OUTPUT -d 192.0.2.1/32 -j REJECT", "the default gateway 192.0.2.1")]
    [InlineData("-A FORWARD -s 192.0.2.1/32 -j DROP", "the default gateway 192.0.2.1")]
    [InlineData("-A FORWARD -s 192.0.2.53/32 -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A FORWARD -d 192.0.2.53/32 -p udp -m udp --dport 53 -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A INPUT -s 192.0.2.48/28 -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A OUTPUT -p udp -m udp --dport 53 -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A INPUT -p udp -m udp --sport 53 -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A INPUT -s 198.51.100.0/24 -j DROP", "the SSH session from 198.51.100.7")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -p tcp -m tcp --dport 22 -j DROP", "the SSH session from 198.51.100.7")]
    [InlineData("-A OUTPUT -p tcp -m tcp --sport 22 -m conntrack --ctstate ESTABLISHED -j DROP",
        "the SSH session from 198.51.100.7")]
    [InlineData("-A INPUT -m iprange --src-range 198.51.100.0-198.51.100.9 -j DROP",
        "the SSH session from 198.51.100.7")]
    [InlineData("-A INPUT -s 198.51.100.7/32 -m conntrack --ctdir ORIGINAL -j DROP",
        "the SSH session from 198.51.100.7")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -j DROP", "the own address 192.0.2.2")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -i eth0 -m conntrack --ctstate NEW -j DROP", "the own address 192.0.2.2")]
    [InlineData("-A FORWARD -s 192.0.2.2/32 -j DROP", "the own address 192.0.2.2")]
    [InlineData("-A OUTPUT -s 192.0.2.2/32 -j DROP", "the own address 192.0.2.2")]
    [InlineData("-A INPUT -s 127.0.0.1/32 -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A INPUT -s 127.0.0.0/8 -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A INPUT -i lo -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A OUTPUT -o lo -p udp -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A INPUT -p tcp -m tcp --dport 5432 -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A OUTPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP", "the SSH session from 198.51.100.7")]
    [InlineData("-A OUTPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A INPUT -p tcp --tcp-flags SYN,RST,ACK,FIN SYN,ACK -j DROP", "the resolver 192.0.2.53")]
    [InlineData("-A INPUT -p tcp --tcp-flags FIN FIN -j DROP", "the SSH session from 198.51.100.7")]
    [InlineData("-A INPUT -p tcp --tcp-flags RST RST -j DROP", "loopback, 127.0.0.0/8")]
    [InlineData("-A FORWARD -s 0.0.0.0/0 -j DROP", "0.0.0.0/0")]
    [InlineData("-A FORWARD -d 64.0.0.0/3 -j DROP", "64.0.0.0/3")]
    [InlineData("-A FORWARD -i eth0 -j REJECT", "0.0.0.0/0")]
    [InlineData("-A FORWARD ! -s 10.0.0.0/8 -j DROP", "0.0.0.0/0")]
    [InlineData("-A FORWARD -m statistic --mode random --probability 0.5 -j DROP", "0.0.0.0/0")]
    public void What_cuts_the_host_off_is_refused(string rule, string thing) =>
        Assert.Contains(Judge(rule), refusal => refusal is { Line: 2 } && refusal.Thing == thing);

    [Theory]
    [InlineData("-A INPUT -s 2001:db8::53/128 -j DROP", "the resolver 2001:db8::53")]
    [InlineData("-A INPUT -p ipv6-icmp -j DROP", "the default gateway fe80::1")]
    [InlineData("-A OUTPUT -d fe80::/10 -j DROP", "the default gateway fe80::1")]
    [InlineData("-A OUTPUT -d ff02::/16 -j DROP", "the default gateway fe80::1")]
    [InlineData("-A INPUT -m pkttype --pkt-type multicast -j DROP", "the default gateway fe80::1")]
    [InlineData("-A INPUT -m conntrack --ctstate UNTRACKED -j DROP", "the default gateway fe80::1")]
    [InlineData("-A INPUT -s ::1/128 -j DROP", "loopback, ::1")]
    [InlineData("-A INPUT -d 2001:db8::2/128 -j DROP", "the own address 2001:db8::2")]
    [InlineData("-A FORWARD -s 2000::/3 -j DROP", "2000::/3")]
    public void So_too_with_IPv6(string rule, string thing) =>
        Assert.Contains(Judge(rule, IpFamily.V6), refusal => refusal is { Line: 2 } && refusal.Thing == thing);

    [Theory]
    [InlineData("-A INPUT -s 203.0.113.9/32 -j DROP")]
    [InlineData("-A FORWARD -s 203.0.113.0/24 -j DROP")]
    [InlineData("-A FORWARD -d 203.0.113.9/32 -p tcp -m tcp --dport 80 -j DROP")]
    [InlineData("-A FORWARD -p tcp -m tcp --dport 22 -j DROP")]
    [InlineData("-A FORWARD -s 10.0.0.0/8 -j DROP")]
    [InlineData("-A INPUT -s 203.0.113.9/32 -d 192.0.2.2/32 -j DROP")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -p tcp -m tcp --dport 80 -j DROP")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -p udp -j DROP", "-A INPUT -p udp -m udp --sport 53 -j ACCEPT")]
    [InlineData("-A INPUT -s 127.0.0.0/8 ! -i lo -j DROP")]
    [InlineData("-A INPUT -s 192.0.2.2/32 ! -i lo -j DROP")]
    [InlineData("-A INPUT -m conntrack --ctstate INVALID -j DROP")]
    [InlineData("-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP")]
    [InlineData("-A INPUT -s 198.51.100.0/24 -j DROP", "-A INPUT -s 198.51.100.7/32 -j ACCEPT")]
    [InlineData("-A INPUT -s 192.0.2.1/32 -j LOG")]
    [InlineData("-A FORWARD -s 203.0.113.9/32 -d 192.0.2.53/32 -p udp -m udp --dport 53 -j DROP")]
    [InlineData("-A INPUT -p tcp --tcp-flags SYN,FIN SYN,FIN -j DROP")]
    [InlineData("-A INPUT -p tcp --tcp-flags SYN,RST SYN,RST -j DROP")]
    [InlineData("-A INPUT -p tcp --tcp-flags FIN,PSH,URG FIN,PSH,URG -j DROP")]
    [InlineData("-A INPUT -p tcp --tcp-flags ACK,FIN FIN -j DROP", "-A INPUT -p tcp --tcp-flags ALL NONE -j DROP")]
    [InlineData("-A FORWARD -p tcp --dport 25 -m bpf --bytecode \"1,6 0 0 1\" -j NFQUEUE")]
    [InlineData("-A FORWARD -j CONNMARK --restore-mark")]
    [InlineData("-A FORWARD -p icmp --icmp-type echo-request -j DROP")]
    [InlineData("-A FORWARD -s 5.0.0.0/8 -j DROP", "-A FORWARD -s 6.0.0.0/8 -j DROP")]
    [InlineData("-A FORWARD -s 10.0.0.0/8 -j DROP", "-A FORWARD -s 127.0.0.0/8 -j DROP")]
    [InlineData("-A FORWARD -m limit --limit 5/second -j ACCEPT", "-A FORWARD -p tcp --dport 25 -j DROP")]
    public void What_cuts_nobody_off_passes(string rule, string before = "# none") =>
        Assert.Empty(Judge($"{before}\n{rule}"));

    [Theory]
    [InlineData("-A FORWARD -j NFQUEUE")]
    [InlineData("-A FORWARD -m ttl --ttl-gt 0 -j DROP")]
    [InlineData("-A FORWARD -m length --length 20:65535 -j DROP")]
    [InlineData("-A FORWARD -m mark --mark 0 -j DROP")]
    [InlineData("-A FORWARD ! -p 200 -j DROP")]
    [InlineData("-A FORWARD -m mac ! --mac-source 02:00:00:00:00:01 -j DROP")]
    [InlineData("-A FORWARD -m bpf --bytecode \"1,6 0 0 1\" -j DROP")]
    [InlineData("-A FORWARD -m conntrack --ctdir REPLY -j DROP")]
    [InlineData("-A FORWARD -m conntrack --ctstate ESTABLISHED -j DROP")]
    [InlineData("-A FORWARD -i eth0 -p tcp --tcp-option 2 -j DROP")]
    [InlineData("-A FORWARD -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP")]
    [InlineData("-A FORWARD ! -p tcp -j DROP", "-A FORWARD -p tcp -j DROP", "-A FORWARD -p udp -j DROP")]
    [InlineData("-A FORWARD -p udp -j DROP", "-A FORWARD -p udp -m limit --limit 9/second -j ACCEPT")]
    [InlineData("-A INPUT -s 5.0.0.0/8 -j DROP", "-A INPUT -s 6.0.0.0/8 -j DROP", "-A INPUT -s 8.0.0.0/8 -j DROP")]
    public void What_cuts_everybody_off_is_refused_however_it_is_said(string rule, params string[] before)
    {
        string[] rules = [.. before, rule];
        Assert.Contains(Judge(string.Join('\n', rules)), refusal => refusal.Thing == "0.0.0.0/0");
        Assert.Empty(Judge(string.Join('\n', rules), IpFamily.V4, "0.0.0.0/0"));
    }

    [Theory]
    [InlineData("-A FORWARD -m hl --hl-gt 0 -j DROP")]
    [InlineData("-A FORWARD ! -p 200 -j REJECT")]
    public void So_too_with_IPv6_and_however_it_is_said(string rule) =>
        Assert.Contains(Judge(rule, IpFamily.V6), refusal => refusal is { Line: 2, Thing: "::/0", Name: "::/0" });

    [Fact]
    public void Many_blocks_together_are_judged_as_one()
    {
        var blocks = Enumerable.Range(1, 254).Select(i => $"-A FORWARD -s {i}.0.0.0/8 -j DROP");
        Assert.Contains(Judge(string.Join('\n', blocks)), refusal => refusal.Thing == "0.0.0.0/0");
    }

    [Fact]
    public void A_long_list_of_single_addresses_and_small_blocks_passes()
    {
        var random = new Random(7);
        var rules = Enumerable.Range(0, 10_000).Select(i =>
        {
            var address = $"{random.Next(11, 127)}.{random.Next(256)}.{random.Next(256)}";
            var block = i % 2 == 0 ? $"{address}.0/24" : $"{address}.9/32";
            return $"-A {(i % 3 == 0 ? "FORWARD -d" : "INPUT -s")} {block} -j DROP";
        });
        Assert.Empty(Judge(string.Join('\n', rules)));
    }

    [Fact]
    public void Rules_are_followed_into_the_chains_that_they_jump_to()
    {
        var text = "*filter\n:bad - [0:0]\n-A INPUT -s 192.0.2.48/28 -j bad\n-A bad -j DROP\nCOMMIT\n";
        var refusal = Assert.Single(Judged(text, IpFamily.V4));
        Assert.Equal((4, "the resolver 192.0.2.53"), (refusal.Line, refusal.Thing));
    }

    [Theory]
    [InlineData("-A INPUT -s 192.0.2.1/32 -j DROP", "192.0.2.1")]
    [InlineData("-A INPUT -s 192.0.2.53/32 -j DROP", "192.0.2.53")]
    [InlineData("-A INPUT -s 198.51.100.7/32 -j DROP", "198.51.100.7")]
    [InlineData("-A INPUT -d 192.0.2.2/32 -p tcp -m tcp --dport 22 -j DROP", "198.51.100.7")]
    [InlineData("-A INPUT -s 127.0.0.1/32 -j DROP", "127.0.0.0/8")]
    [InlineData("-A FORWARD -s 192.0.2.2/32 -j DROP", "192.0.2.2")]
    [InlineData("-A FORWARD -i eth0 -j DROP", "0.0.0.0/0")]
    [InlineData("-A FORWARD -s 64.0.0.0/3 -j DROP", "64.0.0.0/3")]
    public void What_is_allowed_by_name_passes_and_no_more_than_that(string rule, string allowed)
    {
        Assert.Empty(Judge(rule, IpFamily.V4, allowed));
        Assert.NotEmpty(Judge(rule, IpFamily.V4, "203.0.113.200"));
        Assert.NotEmpty(Judge($"{rule}\n-A OUTPUT -p udp -j DROP", IpFamily.V4, allowed));
    }

    [Fact]
    public void What_passes_a_peer_before_does_not_hide_what_it_loses()
    {
        var services = string.Concat(Enumerable.Range(0, 3_000).Select(port =>
            $"-A INPUT -d 192.0.2.2 -p tcp --dport {20_000 + 2 * port} --sport {1 + 2 * port} -j DROP\n"));
        var rules = $"-A INPUT -s 192.0.2.1 -p tcp -j ACCEPT\n{services}-A INPUT -s 192.0.2.1 -p udp -j DROP";
        Assert.Contains(Judge(rules), refusal => refusal is { Line: 3_003, Name: "192.0.2.1" });
    }

    [Fact]
    public void What_goes_from_or_to_an_allowed_address_does_not_count_for_others()
    {
        const string Rule = "-A INPUT -d 192.0.2.2/32 -j DROP";   // the resolver's answers too
        Assert.Equal(
            ["the SSH session from 198.51.100.7", "the own address 192.0.2.2", "the resolver 192.0.2.53"],
            Judge(Rule).Select(refusal => refusal.Thing).Order());
        Assert.Empty(Judge(Rule, IpFamily.V4, "192.0.2.2"));
    }

    [Fact]
    public void Every_rule_that_cuts_something_off_is_told()
    {
        var refusals = Judge("-A INPUT -s 192.0.2.1/32 -j DROP\n-A INPUT -s 203.0.113.1/32 -j DROP\n"
            + "-A OUTPUT -d 192.0.2.53/32 -j DROP");
        Assert.Equal([2, 4], refusals.Select(refusal => refusal.Line));
    }

    static IReadOnlyList<Refusal> Judge(string rules, IpFamily family = IpFamily.V4, params string[] allowed) =>
        Judged($"*filter\n{rules}\nCOMMIT\n", family, allowed);

    static IReadOnlyList<Refusal> Judged(string text, IpFamily family, params string[] allowed)
    {
        var read = RuleSetReader.Read(text, family);
        Assert.Empty(read.Faults);
        return Guard.Judge(read.Rules, Around, [.. allowed.Select(word => IpPrefix.Parse(word))]);
    }
}
