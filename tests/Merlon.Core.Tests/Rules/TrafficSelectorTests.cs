using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules;

public class TrafficSelectorTests
{
    static readonly Vantage Gateway = new(Hook.Forward);

    [Theory]
    [InlineData("-s 203.0.113.0/24 -d 192.0.2.1/32 -p tcp -m tcp --dport 20:25",
        "new connections from 203.0.113.0/24 to 192.0.2.1/32 to port 20:25 by tcp")]
    [InlineData("-p udp -m udp --dport 53", "new connections to port 53 by udp")]
    [InlineData("-d 2001:db8::/32 -p ipv6-icmp", "new connections to 2001:db8::/32 by ipv6-icmp")]
    [InlineData("-s 203.0.113.7/32", "new connections from 203.0.113.7/32")]
    public void Is_printed_as_it_was_read(string options, string said)
    {
        var family = options.Contains("::") ? IpFamily.V6 : IpFamily.V4;
        var words = Words.Of($"-A FORWARD {options} -j DROP");
        Assert.True(new RuleReader(family, "filter", []).TryRead(words, 1, out var rules, out _));
        Assert.True(Language.SelectorReading.TryRead(rules[0], family, out var selectors, out _));

        var rule = DropRule.Of(Assert.Single(selectors));
        Assert.Equal(said, rule.ToString());
        Assert.Equal(
            $"-A FORWARD {options} -m conntrack --ctstate NEW -j DROP", RuleWriter.Print(rule.ToRule(), "FORWARD"));
    }

    [Theory]
    [InlineData("-p tcp -m multiport --dports 2323 -m tcp --dport 80", "it names ports twice")]
    [InlineData("-p tcp -m tcp --dport 80 -m multiport --dports 80", "it names ports twice")]
    [InlineData("! -s 203.0.113.7 -p tcp", "cannot be proven")]
    public void Is_not_made_of_rules_that_say_more(string options, string told)
    {
        var words = Words.Of($"-A FORWARD {options} -j DROP");
        Assert.True(new RuleReader(IpFamily.V4, "filter", []).TryRead(words, 1, out var rules, out _));
        Assert.False(Language.SelectorReading.TryRead(rules[0], IpFamily.V4, out _, out var problem));
        Assert.Contains(told, problem);
    }

    // Three ways to say which flows it drops: the selector, the table of rules, and the printed rule's condition.
    [Fact]
    public void All_that_tell_what_it_drops_agree()
    {
        var (dropped, passed) = (0, 0);
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var selector = Arbitrary.Selector(random);
            var rule = DropRule.Of(selector);
            var table = new RuleTable();
            table.Add(rule, FlowPrints.Of(selector), seed);
            for (var i = 0; i < 20; i++)
            {
                var flow = Arbitrary.Flow(random, 0);
                var isDropped = Gateway.Drops(rule, flow);
                var isFound = table.TryFind(new(flow, Gateway), out var number);
                Assert.True(isFound == isDropped && (!isFound || number == seed), $"{rule}: {flow.Key}");
                if (flow.Key.Protocol.IsNumbered && flow.Forward.Packets > 0 && flow.Key.DestinationPort is not null)
                    Assert.True(Holds(rule, flow.Key) == isDropped, $"{rule}: {flow.Key}");
                if (isDropped) dropped++;
                else passed++;
            }

            table.Remove(rule, FlowPrints.Of(selector));
            Assert.Equal(0, table.Count);
        }

        Assert.True(dropped > 3_000 && passed > 3_000, $"{dropped} {passed}");
    }

    [Fact]
    public void Different_selectors_have_different_prints()
    {
        var selectors = Enumerable.Range(0, 20_000).Select(seed => Arbitrary.Selector(new(seed))).Distinct().ToList();
        Assert.True(selectors.Count > 1_000, $"{selectors.Count}");
        Assert.Equal(selectors.Count, selectors.Select(FlowPrints.Of).Append(0UL).Distinct().Count() - 1);
    }

    static bool Holds(DropRule rule, Flows.FlowKey key)
    {
        if (rule.Anchor.Family != key.SourceIp.Family || key.SourceIp.Family != key.DestinationIp.Family) return false;

        var packet = new Packet
        {
            Family = key.SourceIp.Family,
            Protocol = key.Protocol,
            Source = AddressMask.RightAligned(key.SourceIp),
            Destination = AddressMask.RightAligned(key.DestinationIp),
            SourcePort = key.SourcePort ?? 0,
            DestinationPort = key.DestinationPort ?? 0,
        };
        return rule.ToRule().Condition.Holds(packet) is true;
    }
}
