using Merlon.Rules;

namespace Merlon.Language;

/// <summary>What small models really write, typed as they write it.</summary>
public class RuleAnswerTests
{
    const string Telnet = "-A FORWARD -p tcp -m tcp --dport 23 -j DROP";

    [Theory]
    [InlineData("-A FORWARD -p tcp --dport 23 -j DROP")]
    [InlineData("iptables -A FORWARD -p tcp --dport 23 -j DROP")]
    [InlineData("sudo /usr/sbin/iptables -w -t filter -A FORWARD -p tcp --dport 23 -j DROP")]
    [InlineData("$ iptables -I FORWARD 1 -p tcp --dport 23 -j DROP # block telnet")]
    [InlineData("1. `iptables -A FORWARD -p tcp --dport 23 -j DROP`")]
    [InlineData("- -A FORWARD -p tcp --dport 23 -j DROP")]
    [InlineData("* **Block telnet**: `-A FORWARD -p tcp --dport 23 -j DROP`, since nobody uses it.")]
    [InlineData("You can run iptables -A FORWARD -p tcp --dport 23 -j DROP to stop the scan.")]
    [InlineData("Sure! Here it is:\n\n```bash\niptables -A FORWARD -p tcp --dport 23 -j DROP\n```\n\nThis drops it.")]
    [InlineData("```iptables\n*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p tcp --dport 23 -j DROP\nCOMMIT\n```")]
    [InlineData("{\"rules\": [\"-A FORWARD -p tcp --dport 23 -j DROP\"]}")]
    [InlineData("```json\n{\"rules\": [{\"rule\": \"iptables -A FORWARD -p tcp --dport 23 -j DROP\"}]}\n```")]
    [InlineData("Natürlich. Die Regel lautet: „-A FORWARD -p tcp --dport 23 -j DROP“")]
    [InlineData("以下是防火墙规则：\n-A FORWARD -p tcp --dport 23 -j DROP\n这条规则会阻止扫描。")]
    [InlineData("-A FORWARD -p tcp --dport 23 -j DROP\n-A FORWARD -p tcp --dport 23 -j DROP")]
    public void A_rule_is_found_in_what_stands_around_it(string text)
    {
        var answer = RuleAnswerReader.Read(text, Hook.Forward);
        Assert.Equal([Telnet], answer.Rules.Select(rule => rule.Line));
        Assert.True(answer.IsValid);
    }

    [Theory]
    [InlineData("-A INPUT -p tcp --dport 23 -j DROP", "the chain is INPUT; expected -A FORWARD")]
    [InlineData("-A FORWARD -p tcp --dport 20-25 -j DROP", "20:25")]
    [InlineData("-A FORWARD -p tcp --dport 25:20 -j DROP", "20:25")]
    [InlineData("-A FORWARD -p tcp --dport 22,23 -j DROP", "-m multiport --dports 22,23")]
    [InlineData("-A FORWARD --dport 23 -j DROP", "-p tcp")]
    [InlineData("-A FORWARD -s 10.0.0.300 -j DROP", "10.0.0.300")]
    [InlineData("-A FORWARD -s 10.0.0.1-10.0.0.9 -j DROP", "iprange")]
    [InlineData("-A FORWARD -p tcp -dport 23 -j DROP", "--dport")]
    [InlineData("-A FORWARD -p tcp --destination_port 23 -j DROP", "--destination-port")]
    [InlineData("-p tcp --dport 23 -j DROP", "expected -A FORWARD before it")]
    [InlineData("iptables -P FORWARD DROP", "expected")]
    [InlineData("iptables -t nat -A PREROUTING -p tcp --dport 23 -j DROP", "expected")]
    [InlineData("-A FORWARD -p tcp --dport 23 -j BLOCK", "BLOCK")]
    public void What_is_no_rule_is_told_in_words_to_mend_it_by(string text, string told)
    {
        var answer = RuleAnswerReader.Read(text, Hook.Forward);
        Assert.Empty(answer.Rules);
        Assert.Contains(told, Assert.Single(answer.Faults).Problem);
    }

    [Fact]
    public void Several_rules_are_read_and_the_wrong_one_among_them_is_told()
    {
        var answer = RuleAnswerReader.Read(
            """
            1) iptables -A FORWARD -s 203.0.113.7 -j DROP
            2) iptables -A FORWARD -s 203.0.113.8/33 -j DROP
            3) ip6tables -A FORWARD -s 2001:db8::7 -p udp --dport 53 -j DROP
            """, Hook.Forward);
        Assert.Equal(
            [
                "-A FORWARD -s 203.0.113.7/32 -j DROP",
                "-A FORWARD -s 2001:db8::7/128 -p udp -m udp --dport 53 -j DROP",
            ],
            answer.Rules.Select(rule => rule.Line));
        Assert.Contains("203.0.113.8/33", Assert.Single(answer.Faults).Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I am sorry, but I cannot help with that.")]
    [InlineData("The alerts show that port 23 is scanned. I would block it.")]
    public void Prose_alone_holds_no_rules_and_no_faults(string text)
    {
        var answer = RuleAnswerReader.Read(text, Hook.Forward);
        Assert.Empty(answer.Rules);
        Assert.Empty(answer.Faults);
        Assert.False(answer.IsValid);
    }

    // Half a character; more than anybody would ask or name.
    [Fact]
    public void What_is_asked_is_short()
    {
        var answer = RuleAnswerReader.Read($$"""{"rules": [], "ask": ["{{new string('A', 11_000)}}"]}""", Hook.Forward);
        Assert.InRange(Assert.Single(answer.Questions).Length, 300, 310);
        Assert.Empty(RuleAnswerReader.Read("""{"rules": ["-A FORWARD -p tcp --dport \ud800 -j DROP"]}""", Hook.Forward)
            .Rules);
    }

    [Fact]
    public void What_had_no_room_for_its_end_is_left_out()
    {
        const string text = "-A FORWARD -p tcp --dport 23 -j DROP\n-A FORWARD -p tcp --dport 2323 -j";
        Assert.True(RuleAnswerReader.Read(text, Hook.Forward, isCutOff: true).IsValid);
        Assert.False(RuleAnswerReader.Read(text, Hook.Forward).IsValid);
    }

    [Fact]
    public void Questions_are_told_from_rules()
    {
        var answer = RuleAnswerReader.Read(
            "ASK SHARE -p tcp --dport 23\n* `ASK TOP sources`\n-A FORWARD -p tcp --dport 23 -j DROP", Hook.Forward);
        Assert.Equal(["SHARE -p tcp --dport 23", "TOP sources"], answer.Questions);
        Assert.Single(answer.Rules);
    }

    [Fact]
    public void Whatever_is_written_is_read_in_bounds()
    {
        var random = new Random(7);
        string[] pieces =
        [
            "-A ", "FORWARD", " -s ", "1.2.3.4", "/", "-j DROP", "\n", "{\"rules\":[\"", "\"]}", "`", "```", "ASK ",
            "iptables ", "\u001b[2J", "\0", "\"", "\\", "{", "}", "[", " #", "é", "--dport 1:2", "-p tcp", "!", "(",
            new('{', 500), new('-', 3_000),
        ];
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(random.GetItems(pieces, random.Next(1, 40)));
            var answer = RuleAnswerReader.Read(text, Hook.Forward, i % 2 == 0);
            Assert.True(answer.Rules.Length <= RuleAnswerReader.MostRules && answer.Faults.Length <= 16);
        }
    }
}
