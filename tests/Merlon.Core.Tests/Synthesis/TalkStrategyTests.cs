using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

public class TalkStrategyTests
{
    [Fact]
    public void Does_what_its_definition_says()
    {
        var (rules, drops) = (0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var world = World(random);
            var talk = new Responder(new TalkStrategy(world.Epsilon), world.Vantage, world.Settings);
            var naive = new NaiveTalk(world.Epsilon, world.Vantage, world.Settings);
            foreach (var flow in Arbitrary.Traffic(random, 60))
            {
                var isAlert = flow.Label is Label.Malicious;
                var isDropped = naive.Drops(flow, isAlert);
                Assert.True(isDropped == talk.Drops(flow, isAlert), $"seed {seed}: {flow.Key} at {flow.FirstSeen:O}");
                drops += isDropped ? 1 : 0;
            }

            Assert.Equal(naive.Rules, talk.Made.Select(made => $"{made.BindsAt:HH:mm:ss.fff} {made.Rule}"));
            rules += talk.Made.Count;
        }

        Assert.True(rules > 3_000 && drops > 2_000, $"Too large a world: {rules} rules, {drops} drops.");
    }

    [Fact]
    public void A_wrong_definition_would_be_noticed()
    {
        var random = new Random(1);
        var settings = ResponseSettings.Default;
        var talk = new Responder(new TalkStrategy(0), new(Hook.Forward), settings);
        var wrong = new NaiveTalk(0.5, new(Hook.Forward), settings);   // another epsilon
        var traffic = Arbitrary.Traffic(random, 60);
        var differ = traffic.Count(flow =>
            talk.Drops(flow, flow.Label is Label.Malicious) != wrong.Drops(flow, flow.Label is Label.Malicious));
        Assert.True(differ > 0);
    }

    [Fact]
    public void Prefers_the_source_when_nothing_speaks_against_it() =>
        Assert.Equal(["everything from 203.0.113.1"], RulesAfter("tcp 203.0.113.1:1000 > 192.0.2.1:80"));

    [Fact]
    public void Narrows_to_the_service_when_the_source_sends_honest_traffic() =>
        Assert.Equal(
            ["everything to 192.0.2.1:22 by tcp"],
            RulesAfter("tcp 203.0.113.1:1000 > 192.0.2.1:22", "tcp 203.0.113.1:999 > 192.0.2.2:80"));

    [Fact]
    public void Narrows_to_the_connection_when_the_service_has_honest_clients() =>
        Assert.Equal(
            ["tcp from 203.0.113.1:1000 to 192.0.2.1:22"],
            RulesAfter(
                "tcp 203.0.113.1:1000 > 192.0.2.1:22",
                "tcp 203.0.113.1:999 > 192.0.2.1:22", "tcp 203.0.113.9:999 > 192.0.2.1:22"));

    [Fact]
    public void An_alert_inside_the_network_gets_no_rule() =>
        Assert.Empty(RulesAfter("tcp 192.0.2.9:1000 > 192.0.2.1:22"));

    [Fact]
    public void A_source_rule_also_stops_the_answers_that_its_address_sends()
    {
        var responder = After("tcp 203.0.113.1:1000 > 192.0.2.1:22");
        var outward = Given.Flow("tcp 192.0.2.5:1000 > 203.0.113.1:443", second: 10);
        Assert.True(responder.Drops(outward, isAlert: false));
        Assert.False(responder.Drops(outward with { Backward = default }, isAlert: false));
    }

    [Fact]
    public void A_rule_binds_only_after_the_reaction()
    {
        var responder = After("tcp 203.0.113.1:1000 > 192.0.2.1:22");   // at noon
        Assert.False(responder.Drops(Given.Flow("tcp 203.0.113.1:1001 > 192.0.2.1:22", second: 0.999), isAlert: true));
        Assert.True(responder.Drops(Given.Flow("tcp 203.0.113.1:1002 > 192.0.2.1:22", second: 1), isAlert: true));
    }

    [Fact]
    public void Many_alerts_at_once_are_answered_in_time_that_grows_with_their_number()
    {
        // 60,000 sources at once, each with honest traffic of its own: every wider atom is asked for and refused.
        var responder = new Responder(new TalkStrategy(0), new(Hook.Forward), ResponseSettings.Default);
        for (var i = 0; i < 60_000; i++) responder.Drops(From(i, 80, 0), isAlert: false);
        for (var i = 0; i < 60_000; i++) responder.Drops(From(i, 22, 1), isAlert: true);
        responder.Drops(From(1, 23, 2.5), isAlert: true);
        Assert.Equal(2, responder.Made.Count);   // both services, since the sources may not be blocked
    }

    static Flow From(int source, ushort port, double second) =>
        Given.Flow($"tcp {Ip.V4(0x0A000000 + (uint)source)}:1000 > 192.0.2.1:{port}", second);

    static IEnumerable<string> RulesAfter(string alert, params string[] benign) =>
        After(alert, benign).Made.Select(made => made.Rule.ToString());

    static Responder After(string alert, params string[] benign)
    {
        var responder = new Responder(new TalkStrategy(0), new(Hook.Forward), ResponseSettings.Default);
        foreach (var flow in benign) responder.Drops(Given.Flow(flow, second: -10), isAlert: false);
        responder.Drops(Given.Flow(alert), isAlert: true);
        return responder;
    }

    static (double Epsilon, Vantage Vantage, ResponseSettings Settings) World(Random random)
    {
        IpPrefix[] inside = [IpPrefix.Parse("192.0.2.0/24"), IpPrefix.Parse("2001:db8:1::/48")];
        var vantage = new Vantage(random.Next(4) == 0 ? Hook.Input : Hook.Forward, random.Next(2) == 0 ? inside : []);
        var epsilon = new[] { 0, 0.05, 0.1, 0.3 }[random.Next(4)];
        var settings = new ResponseSettings(
            TimeSpan.FromSeconds(random.Next(1, 90)), TimeSpan.FromSeconds(random.Next(1, 400)),
            TimeSpan.FromMilliseconds(random.Next(3_000)));
        return (epsilon, vantage, settings);
    }
}
