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
        IptablesSave.Write(Hook.Forward, Rules(V4)) + IptablesSave.Write(Hook.Input, Rules(V6))
        + IptablesSave.Write(Hook.Forward, Rules([.. V6[..2], .. V4[..2]])) + IptablesSave.Write(Hook.Input, []));

    [Fact]
    public void Nftables() => Approved.Match(
        NftablesText.Write(Hook.Forward, Rules([.. V4, .. V6])) + NftablesText.Write(Hook.Input, Rules(V6[..1])));

    [Fact]
    public void Only_a_rule_set_of_both_families_marks_its_lines()
    {
        foreach (var family in new[] { V4, V6 })
        {
            var text = IptablesSave.Write(Hook.Forward, Rules(family));
            Assert.DoesNotContain(" -4", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" -6", text, StringComparison.Ordinal);
        }

        var lines = Lines(IptablesSave.Write(Hook.Forward, Rules([.. V4, .. V6]))).ToList();
        Assert.Equal((V4.Length, V6.Length), (
            lines.Count(line => line.StartsWith("-A FORWARD -4 ", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("-A FORWARD -6 ", StringComparison.Ordinal))));
    }

    [Fact]
    public void One_line_is_the_line_of_the_whole()
    {
        var rules = Rules(V4);
        var lines = rules.Select(rule => IptablesSave.Line(Hook.Input, rule.Rule));
        Assert.Equal(lines, Lines(IptablesSave.Write(Hook.Input, rules)));
    }

    static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => line.StartsWith('-'));

    static List<ExplainedRule> Rules(string[] words) => [.. words.Select((word, i) => Rule(word, $"rule {i + 1}"))];

    static ExplainedRule Rule(string words, string reason)
    {
        var (atom, key) = (words[..words.IndexOf(' ')], words[(words.IndexOf(' ') + 1)..]);
        return new(DropRule.For(Enum.Parse<Atom>(atom), Given.Key(key))!.Value, reason);
    }
}
