using Merlon.Net;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon.Rules;

/// <summary>Rule sets as firewalls read them. That a kernel takes them is tested from outside.</summary>
public class RuleTextTests
{
    static readonly string[] V4 =
    [
        "Source tcp 203.0.113.1:1000 > 192.0.2.1:80",
        "Service tcp 203.0.113.1:1000 > 192.0.2.1:80",
        "Service udp 203.0.113.1:1000 > 192.0.2.1:53",
        "Destination tcp 203.0.113.1:1000 > 192.0.2.1:80",
        "Destination gre 203.0.113.1 > 192.0.2.1",
        "Connection udp 203.0.113.1:1000 > 192.0.2.1:0",
        "Connection icmp 203.0.113.1:8 > 192.0.2.1:0",
        "Connection sctp 203.0.113.1:2905 > 192.0.2.1:2905",
        "Connection 255 203.0.113.1 > 192.0.2.1",
    ];

    static readonly string[] V6 =
    [
        "Source tcp [2001:db8::7]:1000 > [2001:db8::1]:80",
        "Service udp [2001:db8::7]:1000 > [2001:db8::1]:53",
        "Destination ipv6-icmp 2001:db8::7 > 2001:db8::1",
        "Destination esp 2001:db8::7 > 2001:db8::1",
        "Connection tcp [2001:db8::7]:1000 > [2001:db8::1]:80",
        "Connection udplite 2001:db8::7 > 2001:db8::1",
    ];

    [Fact]
    public void Iptables() => Approved.Match(
        Print(Hook.Forward, V4) + Print(Hook.Input, V6) + Print(Hook.Forward, [.. V6[..2], .. V4[..2]])
        + Print(Hook.Input, []));

    [Fact]
    public void Nftables() => Approved.Match(string.Concat(
        from rules in Sets(Hook.Forward, [.. V4, .. V6])
        select NftablesWriter.Convert(rules.Family, rules.Tables[0]).Print("merlon")));

    [Fact]
    public void Only_a_rule_set_of_both_families_marks_its_lines()
    {
        foreach (var family in new[] { V4, V6 })
        {
            var text = Print(Hook.Forward, family);
            Assert.DoesNotContain(" -4", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" -6", text, StringComparison.Ordinal);
        }

        var lines = Lines(Print(Hook.Forward, [.. V4, .. V6])).ToList();
        Assert.Equal((V4.Length, V6.Length), (
            lines.Count(line => line.StartsWith("-A FORWARD -4 ", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("-A FORWARD -6 ", StringComparison.Ordinal))));
    }

    [Fact]
    public void Read_back_it_is_the_same_rules_with_the_same_meaning_and_reasons()
    {
        foreach (var made in Sets(Hook.Input, [.. V4, .. V6]))
        {
            var read = RuleSetReader.Read(Print(Hook.Input, [.. V4, .. V6]), made.Family);
            Assert.True(read.IsValid);
            Assert.Equal(Told(made), Told(read.Rules));
        }
    }

    [Fact]
    public void A_comment_is_the_reason_of_the_rule_below_it_and_of_no_other()
    {
        var read = RuleSetReader.Read(
            "# Generated\n*filter\n# policy\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp\n#  why \n\n"
            + "-A INPUT -s 192.0.2.1,192.0.2.2 -j DROP\n-A INPUT -p udp\n# end\nCOMMIT\n", IpFamily.V4);
        Assert.True(read.IsValid);
        Assert.Equal([null, "why", "why", null], Told(read.Rules).Select(told => told.Item4));
    }

    [Fact]
    public void A_reason_ends_with_its_line_whatever_it_says()
    {
        var rule = new Rule { Reason = "it was\nflush ruleset\r\u0085" };
        Assert.Equal("# it was\\u{a}flush ruleset\\u{d}\\u{85}\n", rule.Remark);
        Assert.Equal("", new Rule().Remark);
    }

    // As much as iptables-restore reads at a time; what comes behind it would be a line of its own.
    [Fact]
    public void A_long_reason_becomes_several_lines_of_comment()
    {
        var said = string.Concat(Enumerable.Repeat("-A INPUT -j ACCEPT 語 ", 2_000));
        var lines = new Rule { Reason = said }.Remark.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.True(
            line.StartsWith("# ", StringComparison.Ordinal) && System.Text.Encoding.UTF8.GetByteCount(line) < 10_239));
        Assert.Equal(said, string.Concat(lines.Select(line => line[2..])));
    }

    static IEnumerable<(string, Condition, Target, string?)> Told(RuleSet rules) =>
        from rule in rules.Tables[0].ChainNamed("INPUT")!.Rules
        select (RuleWriter.Print(rule, "INPUT"), rule.Condition, rule.Target, rule.Reason);

    static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => line.StartsWith('-'));

    static string Print(Hook hook, string[] words) => RuleSetWriter.PrintAdditions(Sets(hook, words));

    static IReadOnlyList<RuleSet> Sets(Hook hook, string[] words) =>
        DropRuleSets.Of(hook, words.Select((word, i) => (Rule(word), $"rule {i + 1}")));

    static DropRule Rule(string words)
    {
        var (atom, key) = (words[..words.IndexOf(' ')], words[(words.IndexOf(' ') + 1)..]);
        return DropRule.For(Enum.Parse<Atom>(atom), Given.Key(key))!.Value;
    }
}
