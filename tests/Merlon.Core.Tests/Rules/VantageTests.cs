using Merlon.Net;

namespace Merlon.Rules;

public class VantageTests
{
    static readonly IpPrefix[] Site =
        [IpPrefix.Parse("10.1.0.0/16"), IpPrefix.Parse("10.2.0.0/16"), IpPrefix.Parse("2001:db8::/48")];

    [Theory]
    [InlineData("tcp 192.0.2.0:1000 > 192.0.2.255:80", false)]
    [InlineData("tcp 192.0.2.255:1000 > 192.0.3.0:80", true)]
    [InlineData("tcp 10.1.0.1:1000 > 10.1.1.1:80", true)]
    [InlineData("esp 10.1.0.1 > 10.1.0.1", false)]
    [InlineData("unknown 10.1.0.1 > 10.1.1.1", true)]
    [InlineData("tcp [2001:db8::1]:1000 > [2001:db8::2]:80", true)]
    [InlineData("udp [fe80::1]:546 > [fe80::1]:547", true)]
    [InlineData("udp 192.0.2.1:53 > [64:ff9b::c000:201]:53", false)]
    [InlineData("arp 10.1.0.1 > 203.0.113.1", false)]
    [InlineData("lldp 10.1.0.1 > 203.0.113.1", false)]
    public void With_no_prefix_given_all_of_one_family_but_an_IPv4_24_crosses(string key, bool crosses) =>
        AssertCrosses(new(Hook.Forward), key, crosses);

    [Theory]
    [InlineData("tcp 10.1.0.1:1000 > 10.1.255.1:80", false)]
    [InlineData("tcp 10.1.0.1:1000 > 10.2.0.1:80", true)]
    [InlineData("tcp 10.1.0.1:1000 > 203.0.113.1:80", true)]
    [InlineData("tcp 203.0.113.1:1000 > 203.0.113.2:80", true)]
    [InlineData("tcp [2001:db8::1]:1000 > [2001:db8:0:ffff::1]:80", false)]
    [InlineData("tcp [2001:db8::1]:1000 > [2001:db8:1::1]:80", true)]
    [InlineData("arp 10.1.0.1 > 203.0.113.1", false)]
    public void With_prefixes_all_but_what_stays_in_one_crosses(string key, bool crosses) =>
        AssertCrosses(new(Hook.Forward, Site), key, crosses);

    [Theory]
    [InlineData(Hook.Forward, false, "203.0.113.1", true)]
    [InlineData(Hook.Forward, true, "203.0.113.1", true)]
    [InlineData(Hook.Input, false, "203.0.113.1", true)]
    [InlineData(Hook.Input, true, "203.0.113.1", false)]
    [InlineData(Hook.Input, true, "10.2.0.1", true)]
    [InlineData(Hook.Input, true, "10.3.0.1", false)]
    [InlineData(Hook.Input, true, "2001:db8::1", true)]
    public void Only_INPUT_with_prefixes_misses_packets_to_others(Hook hook, bool isSaid, string to, bool sees) =>
        Assert.Equal(sees, new Vantage(hook, isSaid ? Site : []).SeesPacketsTo(Ip.Parse(to)));

    // Rule: everything from 203.0.113.1. Which packets there are, and which of them the hook sees.
    [Theory]
    [InlineData(Hook.Forward, "tcp 203.0.113.1:1000 > 10.1.0.1:80", 1, 0, true)]
    [InlineData(Hook.Forward, "tcp 203.0.113.1:1000 > 10.1.0.1:80", 0, 1, false)]
    [InlineData(Hook.Forward, "tcp 10.1.0.1:1000 > 203.0.113.1:80", 1, 1, true)]
    [InlineData(Hook.Forward, "tcp 10.1.0.1:1000 > 203.0.113.1:80", 1, 0, false)]
    [InlineData(Hook.Input, "tcp 203.0.113.1:1000 > 10.1.0.1:80", 1, 0, true)]
    [InlineData(Hook.Input, "tcp 10.1.0.1:1000 > 203.0.113.1:80", 1, 1, true)]
    [InlineData(Hook.Input, "tcp 203.0.113.1:1000 > 198.51.100.1:80", 1, 1, false)]
    [InlineData(Hook.Input, "tcp 198.51.100.1:1000 > 203.0.113.1:80", 1, 1, false)]
    public void Drops_what_the_chain_sees_of_a_direction_that_has_packets(
        Hook hook, string key, int forward, int backward, bool drops)
    {
        var flow = Given.Flow(key) with { Forward = new(forward, 60), Backward = new(backward, 60) };
        Assert.Equal(drops, new Vantage(hook, Site).Drops(DropRule.FromSource(Ip.Parse("203.0.113.1")), flow));
    }

    static void AssertCrosses(Vantage vantage, string key, bool crosses)
    {
        var flow = Given.Key(key);
        Assert.Equal((crosses, crosses), (vantage.Crosses(flow), vantage.Crosses(flow.Reversed)));
    }
}
