using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

public class PublicStrategyTests
{
    [Fact]
    public void Does_what_its_definition_says()
    {
        var (rules, drops, retired, madeAgain) = (0, 0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var world = World(new(seed));
            var strategy = new Responder(new PublicStrategy(world.Epsilon), world.Vantage, world.Settings);
            var naive = new NaivePublic(world.Epsilon, world.Vantage, world.Settings);
            foreach (var flow in world.Traffic)
            {
                var isAlert = flow.Label is Label.Malicious;
                var isDropped = naive.Drops(flow, isAlert);
                Assert.True(isDropped == strategy.Drops(flow, isAlert), $"seed {seed}: {flow.Key} {flow.FirstSeen:O}");
                drops += isDropped ? 1 : 0;
            }

            Assert.Equal(naive.Rules, strategy.Made.Select(made => $"{made.BindsAt:HH:mm:ss.fff} {made.Rule}"));
            Assert.True(strategy.MaxActive <= 10 && strategy.Standing.Count() <= 10);
            rules += naive.Rules.Count;
            retired += naive.Retired;
            madeAgain += naive.MadeAgain;
        }

        Assert.True(
            rules > 4_000 && drops > 10_000 && retired > 1_000 && madeAgain > 30,
            $"{rules} rules, {drops} drops, {retired} gave way, {madeAgain} of them while made again");
    }

    [Fact]
    public void A_wrong_definition_would_be_noticed()
    {
        var world = World(new(1));
        var strategy = new Responder(new PublicStrategy(0), world.Vantage, world.Settings);
        var wrong = new NaivePublic(0.5, world.Vantage, world.Settings);   // another epsilon
        Assert.Contains(world.Traffic, flow =>
            strategy.Drops(flow, flow.Label is Label.Malicious) != wrong.Drops(flow, flow.Label is Label.Malicious));
    }

    [Fact]
    public void Takes_the_address_of_most_alerts_at_either_end_and_among_equals_the_first_met() =>
        Assert.Equal(
            ["everything from 203.0.113.1", "everything from 192.0.2.1"],
            RulesAfter(
                (0, "tcp 203.0.113.1:1000 > 192.0.2.9:80"), (1, "tcp 203.0.113.2:1000 > 192.0.2.1:80"),
                (29.999, "tcp 203.0.113.3:1000 > 192.0.2.1:80"), (30, "tcp 203.0.113.4:1000 > 192.0.2.1:80")));

    [Fact]
    public void Passes_over_an_address_with_too_much_honest_traffic_at_either_end() =>
        Assert.Equal(
            ["everything from 203.0.113.1"],
            RulesAfter(
                (-2, "tcp 192.0.2.1:80 > 203.0.113.8:1000"), (-1, "tcp 203.0.113.8:1000 > 192.0.2.2:80"),
                (0, "tcp 203.0.113.1:1000 > 192.0.2.1:80")));

    [Fact]
    public void The_eleventh_rule_takes_the_place_of_the_first()
    {
        var responder = new Responder(
            new PublicStrategy(0), new(Hook.Forward), ResponseSettings.Default with { Reaction = TimeSpan.Zero });
        for (var i = 0; i < 11; i++) responder.Drops(From(i, 30 * i), isAlert: true);
        Assert.Equal(11, responder.Made.Count);
        Assert.Equal((10, 10), (responder.MaxActive, responder.Standing.Count()));
        Assert.False(responder.Drops(From(0, 301), isAlert: false));
        for (var i = 1; i < 11; i++) Assert.True(responder.Drops(From(i, 301), isAlert: false));
    }

    // The victim's address, at the other end of alerts that its rule does not stop, is asked for again when its rule is
    // the oldest: that one gives way, and what waits to bind covers the alerts that the victim answered.
    [Fact]
    public void A_rule_that_is_made_again_stands_when_the_first_of_it_gives_way()
    {
        var slow = ResponseSettings.Default with { Reaction = TimeSpan.FromSeconds(45) };
        var responder = new Responder(new PublicStrategy(0), new(Hook.Forward), slow);
        Unanswered(responder, "203.0.113.0", -1, to: "198.51.100.99", isAlert: false);   // leaves the victim's address
        Unanswered(responder, "203.0.113.0", 0);
        for (var i = 1; i <= 9; i++)
        {
            Unanswered(responder, $"203.0.113.{i}", 30 * i - 1, to: $"198.51.100.{i}");
            Unanswered(responder, $"203.0.113.{i}", 30 * i, to: $"198.51.101.{i}");
        }

        Unanswered(responder, "203.0.113.10", 299);
        Unanswered(responder, "203.0.113.11", 300);
        Assert.Equal("everything from 192.0.2.1", $"{responder.Made[0].Rule}");
        Assert.Equal(responder.Made[0].Rule, responder.Made[10].Rule);

        Unanswered(responder, "203.0.113.20", 301, isAlert: false);
        for (var i = 0; i < 3; i++) responder.Drops(Given.Flow("tcp 203.0.113.12:1 > 192.0.2.1:80", 320 + i), true);
        Unanswered(responder, "203.0.113.13", 329, to: "198.51.100.13");
        Unanswered(responder, "203.0.113.13", 330, to: "198.51.101.13");
        Assert.Equal("everything from 203.0.113.13", $"{responder.Made[11].Rule}");

        // The one made again is the one that stands, and can be found.
        Assert.Equal(10, responder.Standing.First(made => made.Rule == responder.Made[0].Rule).Number);
        Assert.True(responder.TryFindRule(Given.Flow("tcp 203.0.113.12:1 > 192.0.2.1:80"), out var rule));
        Assert.Equal(10, rule!.Number);
    }

    static void Unanswered(
        Responder responder, string from, double second, string to = "192.0.2.1", bool isAlert = true) =>
        responder.Drops(Given.Flow($"tcp {from}:1000 > {to}:80", second, isAnswered: false), isAlert);

    static Flow From(int source, double second) =>
        Given.Flow($"tcp {Ip.V4(0x0A000000 + (uint)source)}:1000 > 192.0.2.1:80", second);

    static IEnumerable<string> RulesAfter(params (double Second, string Key)[] traffic)
    {
        var responder = new Responder(new PublicStrategy(0), new(Hook.Forward), ResponseSettings.Default);
        foreach (var (second, key) in traffic) responder.Drops(Given.Flow(key, second), isAlert: second >= 0);
        return responder.Made.Select(made => made.Rule.ToString());
    }

    static (double Epsilon, Vantage Vantage, ResponseSettings Settings, List<Flow> Traffic) World(Random random)
    {
        IpPrefix[] inside = [IpPrefix.Parse("192.0.2.0/24"), IpPrefix.Parse("2001:db8:1::/48")];
        var vantage = new Vantage(random.Next(4) == 0 ? Hook.Input : Hook.Forward, random.Next(2) == 0 ? inside : []);
        var epsilon = new[] { 0, 0.05, 0.1, 0.3 }[random.Next(4)];
        var isSlow = random.Next(3) == 0;   // to react: longer than it takes to ask again
        var settings = new ResponseSettings(
            TimeSpan.FromSeconds(random.Next(1, 900)), TimeSpan.FromSeconds(random.Next(1, isSlow ? 20 : 400)),
            TimeSpan.FromMilliseconds(random.Next(isSlow ? 100_000 : 3_000)));
        var traffic = Arbitrary.Traffic(random, isSlow ? 700 : 250).Select(flow => Moved(random, flow, isSlow));
        return (epsilon, vantage, settings, [.. traffic]);
    }

    // More hosts outside than there may be rules. Under siege few answer, so that a rule for the victim's address stops
    // little, and its address is asked for again and again.
    static Flow Moved(Random random, Flow flow, bool isSiege)
    {
        var (source, destination) = (flow.Key.Source, flow.Key.Destination);
        var isMoved = source.Ip.IsV4 && random.Next(8) > 0;
        if (isMoved) source = source with { Ip = Ip.V4(0xCB007100 + (uint)random.Next(40)) };
        var backward = isSiege && random.Next(2) == 0 ? default : flow.Backward;
        return flow with { Key = new(flow.Key.Protocol, source, destination), Backward = backward };
    }
}
