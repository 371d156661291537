using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>Which rules merlon has stand: grown to networks, chosen among all, taken back.</summary>
public class ChoiceTests
{
    static readonly Vantage Gateway = new(Hook.Forward, IpPrefix.Parse("192.0.2.0/24"));

    // Each asks another host, so that none of these is closed.
    [Theory]
    [InlineData("203.0.113.{0}", "203.0.113.0/24")]
    [InlineData("2001:db8:7::{0}", "2001:db8:7::/64")]
    public void A_network_is_blocked_once_several_of_its_own_were(string source, string network)
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1), isHindsight: false);
        for (var i = 1; i <= 20; i++) Ask(responder, string.Format(null, source, i), i);

        Assert.Equal(4, responder.Made.Count);
        Assert.Equal(network, $"{responder.Made[3].Rule.Sources}");
        Assert.True(Drops(responder, string.Format(null, source, 200), 100));
    }

    [Fact]
    public void Networks_grow_as_far_as_the_evidence_goes()
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1), isHindsight: false);
        for (var network = 1; network <= 6; network++)   // of the first alerts some may be mistakes
        {
            for (var i = 1; i <= 5; i++) Ask(responder, $"203.7.{network}.{i}", 10 * network + i);
        }

        Assert.Equal("203.7.0.0/16", $"{responder.Made[^1].Rule.Sources}");
        Assert.False(Drops(responder, "203.8.1.1", 100));
    }

    [Fact]
    public void A_network_with_honest_traffic_is_not_blocked()
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1), isHindsight: false);
        responder.Drops(Visit("203.0.113.77", 0), isAlert: false);
        for (var i = 1; i <= 20; i++) Ask(responder, $"203.0.113.{i}", i);
        Assert.All(responder.Made, made => Assert.Equal(Atom.Source, made.Rule.Atom));
    }

    [Fact]
    public void Nor_is_one_that_lies_behind_the_firewall()
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1), isHindsight: false);
        for (var i = 1; i <= 10; i++)
            responder.Drops(Silent($"192.0.2.{i}", $"198.51.100.{i}", i), isAlert: true);
        Assert.All(responder.Made, made => Assert.Equal(Atom.Source, made.Rule.Atom));
    }

    [Fact]
    public void A_rule_is_withdrawn_when_honest_traffic_contradicts_it()
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1), isHindsight: true);
        var response = new Response(responder);
        for (var i = 0; i < 3; i++)
            response.Next(Observation.Of(Tcp("203.0.113.7", "192.0.2.9", 22, i)), isAlert: true);
        Assert.Equal("new connections from 203.0.113.7", $"{Assert.Single(responder.Standing).Rule}");

        for (var i = 0; i < 4; i++) response.Next(Observation.Of(Visit("203.0.113.7", 10 + i)), isAlert: false);
        Assert.Equal((1, 0), (response.Withdrawn, responder.Standing.Count()));

        for (var i = 20; i < 24; i++)
            response.Next(Observation.Of(Tcp("203.0.113.7", "192.0.2.9", 22, i)), isAlert: true);
        response.End();   // what the alerts were about alone may go
        var rule = Assert.Single(response.Rules);
        Assert.Equal("new connections from 203.0.113.7 to port 22 by tcp", $"{rule.Made.Rule}");
        Assert.Equal((7, 7, 0), (response.Alerts, response.Covered, response.BenignDropped));
    }

    [Fact]
    public void At_the_end_fewer_rules_cover_no_less()
    {
        foreach (var attack in Attacks.Names)
        {
            var response = Responded(new MerlonStrategy(0.1), attack, out var responder);
            var (covered, rules) = (response.Covered, response.Rules.Count);
            Assert.True(response.Choice!.Gap == 0, attack);
            Assert.True(rules <= responder.Made.Count, attack);
            Assert.True(covered >= 0.97 * response.Alerts, $"{attack}: {covered} of {response.Alerts} by {rules}");
            Assert.True(response.BenignDropped <= 0.02 * response.BenignFlows, $"{attack}: {response.BenignDropped}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void Of_more_rules_than_may_stand_those_stay_that_cover_the_most(int mostRules)
    {
        var responder = AfterHonestHour(new MerlonStrategy(0.1, mostRules), isHindsight: true);
        var response = new Response(responder);
        for (var i = 0; i < 30 * 30; i++)   // each source has another number of alerts
        {
            var (source, time) = (i % 30, i / 30);
            var flow = Silent($"203.{source}.1.1", $"192.0.2.{30 * source % 250}", i);
            if (time <= source) response.Next(Observation.Of(flow), isAlert: true);
            Assert.InRange(responder.Standing.Count(), 0, mostRules);
        }

        response.End();
        Assert.Equal(mostRules, response.Rules.Count);
        Assert.Equal(Enumerable.Range(0, mostRules).Sum(i => 30 - i), response.Covered);
        Assert.True(response.Choice!.IsOptimal);
    }

    static Response Responded(MerlonStrategy strategy, string attack, out Responder responder)
    {
        var random = new Random(7);
        var site = new HonestSite(random);
        var flows = site.Traffic(1_200).Concat(new Attacks(site, random, from: 600, 300).Of(attack));
        responder = new(strategy, new(Hook.Forward), ResponseSettings.Default, isHindsight: true);
        var response = new Response(responder);
        foreach (var flow in flows.OrderBy(flow => flow.FirstSeen))
            response.Next(Observation.Of(flow), flow.Label is Label.Malicious);
        response.End();
        return response;
    }

    static Responder AfterHonestHour(MerlonStrategy strategy, bool isHindsight)
    {
        var responder = new Responder(strategy, Gateway, ResponseSettings.Default, isHindsight);
        for (var i = 0; i < 600; i++) responder.Drops(Visit($"198.51.100.{i % 200}", 6 * i - 3_600), isAlert: false);
        return responder;
    }

    static Flow Visit(string client, double second) =>
        Tcp(client, client.Contains(':', StringComparison.Ordinal) ? "2001:db8:1::1" : "192.0.2.1", 443, second) with
        {
            Answer = Answer.Service,
        };

    static void Ask(Responder responder, string source, int second) => Drops(responder, source, second, isAlert: true);

    static bool Drops(Responder responder, string source, int second, bool isAlert = false)
    {
        var host = source.Contains(':', StringComparison.Ordinal) ? $"2001:db8:1::{second}" : $"192.0.2.{second}";
        return responder.Drops(Silent(source, host, 2 * second), isAlert);
    }

    static Flow Silent(string source, string destination, double second) =>
        Tcp(source, destination, 22, second) with { Answer = Answer.Silence };

    static Flow Tcp(string source, string destination, ushort port, double second) => new()
    {
        Key = new(IpProtocol.Tcp, new(Ip.Parse(source), 40_000), new(Ip.Parse(destination), port)),
        FirstSeen = Given.Noon.AddSeconds(second),
        Forward = new(4, 400),
        Backward = new(4, 400),
    };
}
