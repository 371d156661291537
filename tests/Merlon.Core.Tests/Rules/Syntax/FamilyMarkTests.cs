using Merlon.Net;

namespace Merlon.Rules.Syntax;

public class FamilyMarkTests
{
    [Theory]
    [InlineData(IpFamily.V4, "-A INPUT -s 203.0.113.5/32 -j DROP")]
    [InlineData(IpFamily.V6, "-A INPUT -s 2001:db8::5/128 -j DROP")]
    public void One_text_for_both_families_is_read_once_for_each(IpFamily family, string expected)
    {
        var read = RuleSetReader.Read(
            "*filter\n-A INPUT -4 -s 203.0.113.5 -j DROP\n-A INPUT -6 -s 2001:db8::5 -j DROP\nCOMMIT\n", family);
        Assert.Empty(read.Faults);
        var rule = Assert.Single(read.Rules.Tables[0].Chains[0].Rules);
        Assert.Equal(expected, RuleWriter.Print(rule, "INPUT"));
    }
}
