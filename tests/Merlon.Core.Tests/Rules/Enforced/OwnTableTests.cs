using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Enforced;

public class OwnTableTests
{
    [Fact]
    public void It_holds_the_chains_to_which_packets_come_and_no_comments()
    {
        var text = Of(
            "*filter\n:FORWARD ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n# why\n-A INPUT -s 203.0.113.5 -j DROP\nCOMMIT\n");
        Assert.Equal(
            ["table ip merlon {", "chain INPUT {", "type filter hook input priority filter; policy accept;",
                "ip saddr 203.0.113.5 drop"],
            OwnTable.Lines(text));
    }

    [Theory]
    [InlineData("*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n")]
    [InlineData("*filter\n:never - [0:0]\n-A never -s 203.0.113.5 -j DROP\nCOMMIT\n")]
    public void Without_a_rule_that_packets_come_to_there_is_none(string rules)
    {
        Assert.Equal("", Of(rules));
        Assert.Equal("table ip merlon\ndelete table ip merlon\n", OwnTable.Replacement(IpFamily.V4, ""));
    }

    [Fact]
    public void What_nftables_has_no_words_for_is_told()
    {
        var read = RuleSetReader.Read(
            "*filter\n-A INPUT -m statistic --mode nth --every 2 --packet 0 -j DROP\nCOMMIT\n");
        OwnTable.Of(IpFamily.V4, read.Rules.Tables[0], out var leftOut);
        Assert.Equal(2, Assert.Single(leftOut).Rule.Line);
    }

    static string Of(string rules)
    {
        var table = RuleSetReader.Read(rules, IpFamily.V4).Rules.Tables[0];
        var text = OwnTable.Of(IpFamily.V4, table, out var leftOut);
        Assert.Empty(leftOut);
        return text;
    }
}
