using Merlon.Net;
using Merlon.RootCause.Policies;
using Merlon.Rules;
using Merlon.Rules.Nftables;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>What nft itself lists means what the rules meant that it was given.</summary>
public sealed class NftablesPolicyTests
{
    static readonly Hook[] Hooks = [Hook.Forward, Hook.Input, Hook.Output];

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void What_is_listed_decides_all_packets_as_what_was_loaded(IpFamily family)
    {
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            var text = RandomRules(random, family);
            var read = RuleSetReader.Read(text, family);
            Assert.True(read.IsValid, $"{string.Join('\n', read.Faults)}\n{text}");
            var table = read.Rules.TableNamed("filter")!;
            var converted = NftablesWriter.Convert(family, table);
            Assert.Empty(converted.LeftOut);
            var policy = Listed(converted.Print("t"), out var listed);
            var back = policy.Of(family)!.TableNamed("filter")!;
            var own = policy.Text.Files[family is IpFamily.V4 ? 0 : 1].Text;
            Assert.DoesNotContain("bpf", own, StringComparison.Ordinal);
            foreach (var diff in PolicyDiff.Of(family, table, back, Hooks))
                Assert.True(diff.IsEmpty, $"{text}\n{own}\n{listed}");
        }
    }

    [Theory]
    [InlineData("ct state vmap { established : accept, invalid : drop }",
        "-m conntrack --ctstate INVALID -j DROP", "-m conntrack --ctstate ESTABLISHED -j ACCEPT")]
    [InlineData("ip saddr @bad drop", "-s 192.0.2.0/24 -j DROP",
        "-m iprange --src-range 198.51.100.5-198.51.100.9 -j DROP")]
    [InlineData("ip saddr != { 10.0.0.0/8, 192.168.0.1-192.168.0.77 } tcp sport > 1023 drop",
        "-p tcp -m iprange ! --src-range 10.0.0.0-10.255.255.255 -m iprange ! --src-range 192.168.0.1-192.168.0.77 "
            + "-m tcp --sport 1024:65535 -j DROP")]
    [InlineData("ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.2 . 80 } accept",
        "-s 10.0.0.1 -p tcp -m tcp --dport 22 -j ACCEPT", "-s 10.0.0.2 -p tcp -m tcp --dport 80 -j ACCEPT")]
    [InlineData("meta l4proto { tcp, udp } th dport 53 accept",
        "-p tcp -m multiport --dports 53 -j ACCEPT", "-p udp -m multiport --dports 53 -j ACCEPT")]
    [InlineData("iifname \"eth*\" oifname != \"lan\" tcp dport { 22, 80-90 } accept",
        "-i eth+ ! -o lan -p tcp -m multiport --dports 22,80:90 -j ACCEPT")]
    [InlineData("ct status dnat accept", "-m conntrack --ctstate DNAT -j ACCEPT")]
    [InlineData("tcp flags & (fin|syn|rst|ack) == syn drop",
        "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP")]
    [InlineData("icmp type { echo-request, redirect } accept",
        "-p icmp -m icmp --icmp-type 5 -j ACCEPT", "-p icmp -m icmp --icmp-type 8 -j ACCEPT")]
    [InlineData("ip protocol icmp goto u", "-p icmp -g u")]
    [InlineData("meta nfproto ipv6 drop")]
    [InlineData("tcp dport 1 reject with tcp reset", "-p tcp -m tcp --dport 1 -j REJECT")]
    [InlineData("tcp dport 22 limit rate 3/minute accept",
        "-p tcp -m tcp --dport 22 -m bpf --object-pinned \"limit rate 3/minute\" -j ACCEPT")]
    [InlineData("meta mark 5 accept", "-m bpf --object-pinned \"meta mark 5\" -j ACCEPT")]
    [InlineData("tcp dport 22 counter accept comment \"it's 1\"",
        "-p tcp -m tcp --dport 22 -m comment --comment \"it\\'s 1\" -j ACCEPT")]
    public void A_rule_becomes(string rule, params string[] lines)
    {
        var policy = Listed(Around($"  type filter hook forward priority 0; policy drop;\n  {rule}\n"), out _);
        Assert.Equal(lines, policy.Text.Files[0].Lines
            .Where(line => line.StartsWith("-A FORWARD ", StringComparison.Ordinal))
            .Select(line => line["-A FORWARD ".Length..]));
        Assert.Contains(":FORWARD DROP [0:0]", policy.Text.Files[0].Lines);
    }

    [Fact]
    public void A_given_rule_says_its_words_and_handle_and_changes_are_read_again()
    {
        var policy = Listed(Around("""
              type filter hook forward priority 0; policy drop;
              ip saddr 192.0.2.1 tcp dport 22 counter accept comment "the admin's"

            """), out _);
        var given = Assert.Single(policy.Rules, rule => rule.Comment is not null);
        Assert.Equal("ip saddr 192.0.2.1 tcp dport 22 counter accept", given.Words);
        Assert.StartsWith("inet fw c handle ", given.Name, StringComparison.Ordinal);
        Assert.Equal("the admin's", given.Comment);

        var without = PolicyReader.Read(policy.Text.With([new(given.Line, [])]), out var faults);
        Assert.Empty(faults);
        Assert.Empty(without!.Of(IpFamily.V4)!.TableNamed("filter")!.ChainNamed("FORWARD")!.Rules);
        Assert.Equal(policy.Families.Select(rules => rules.Family), without.Families.Select(rules => rules.Family));
    }

    [Fact]
    public void What_one_chain_accepts_goes_on_in_the_next_of_the_hook()
    {
        var policy = Listed("""
            table ip one {
              chain a {
                type filter hook forward priority 0; policy accept;
                tcp dport 22 accept
                tcp dport 80 jump b
                tcp dport 81 goto b
                tcp dport 23 drop
              }
              chain b { accept; }
            }
            table ip two {
              chain c {
                type filter hook forward priority 10; policy drop;
                tcp dport { 22, 23, 80, 81 } ip saddr 10.0.0.1 accept
              }
            }
            """, out _);
        var plain = RuleSetReader.Read("""
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            -A FORWARD -s 10.0.0.1 -p tcp -m multiport --dports 22,80,81 -j ACCEPT
            COMMIT

            """, IpFamily.V4).Rules.Tables[0];
        Assert.All(PolicyDiff.Of(IpFamily.V4, plain, policy.Of(IpFamily.V4)!.TableNamed("filter")!, Hooks),
            diff => Assert.True(diff.IsEmpty, policy.Text.Files[0].Text));
    }

    [Fact]
    public void A_port_forward_is_one()
    {
        var policy = Listed("""
            table ip n {
              chain p {
                type nat hook prerouting priority -100;
                ip daddr 203.0.113.1 tcp dport 80 dnat to 10.0.0.1:8080
              }
            }
            """, out _);
        var forward = Assert.Single(PortForward.Of(policy.Of(IpFamily.V4)!));
        Assert.Equal((Ip.Parse("10.0.0.1"), (ushort?)8080), (forward.Inner, forward.Port));
    }

    [Theory]
    [InlineData("{\n  \"nftables\": [ {] }", 2, "no JSON")]
    [InlineData("{\"a\": 1}", 1, "no array \"nftables\"")]
    [InlineData("{\"nftables\": [{\"rule\": {\"family\": \"ip\", \"table\": \"t\", \"chain\": \"c\"}}]}", 1,
        "nftables[0]: a rule of a chain that was not told of")]
    public void What_is_none_is_one_fault(string text, int line, string message)
    {
        Assert.Null(PolicyReader.Read(new([new("rules.json", text)]), out var faults));
        var (_, fault) = Assert.Single(faults);
        Assert.Equal(line, fault.Line);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    static string Around(string chain) => $$"""
        table inet fw {
          set bad { type ipv4_addr; flags interval; elements = { 192.0.2.0/24, 198.51.100.5-198.51.100.9 }; }
          chain u { return; }
          chain c {
        {{chain}}  }
        }
        """;

    static Policy Listed(string rules, out string listed)
    {
        var run = Run.InOwnNetwork("nft -f -; nft -j list ruleset", rules + "\n");
        Assert.True(run.Status == 0, run.Errors + rules);
        listed = run.Output;
        var policy = PolicyReader.Read(new([new("rules-v6.json", listed)]), out var faults);
        Assert.True(policy is not null, $"{string.Join('\n', faults)}\n{listed}");
        return policy;
    }

    static string RandomRules(Random random, IpFamily family)
    {
        var text = $"*filter\n:INPUT {One("ACCEPT", "DROP")} [0:0]\n:FORWARD {One("ACCEPT", "DROP")} [0:0]\n"
            + ":OUTPUT ACCEPT [0:0]\n:USER - [0:0]\n";
        for (var i = 0; i < 10; i++)
        {
            var chain = One("FORWARD", "FORWARD", "INPUT", "USER");
            var last = chain is "USER" ? "REJECT" : "USER";
            text += $"-A {chain}{Matches()} -j {One("ACCEPT", "DROP", "RETURN", last)}\n";
        }

        return text + "COMMIT\n";

        string Matches() => Maybe(One(" -s ", " ! -s "), Block) + Maybe(One(" -d ", " ! -d "), Block)
            + Maybe("", () => One(" -i eth0", " ! -i eth1", " -i ppp+"))
            + Maybe("", Transport)
            + Maybe("", () => " -m conntrack" + State());

        // Not "! DNAT": the two differ on packets that are both INVALID and translated, which there are none of.
        string State() =>
            One(" --ctstate NEW", " ! --ctstate NEW", " --ctstate ESTABLISHED,RELATED", " --ctstate DNAT");

        string Transport() => One(
            " -p tcp -m tcp --dport 22", " -p udp -m udp ! --sport 1024:65535",
            " -p tcp -m multiport --dports 22,80:90",
            " -p tcp -m multiport ! --dports 22,443", " -p tcp -m tcp --tcp-flags SYN,ACK SYN", " ! -p tcp",
            family is IpFamily.V4 ? " -p icmp -m icmp --icmp-type 8" : " -p ipv6-icmp -m icmp6 --icmpv6-type 128");

        string Block() => family is IpFamily.V4
            ? One("10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "10.0.0.2/31")
            : One("2001:db8::/32", "2001:db8::1", "fe80::/10");

        string Maybe(string option, Func<string> value) => random.Next(3) == 0 ? option + value() : "";
        string One(params string[] of) => of[random.Next(of.Length)];
    }
}
