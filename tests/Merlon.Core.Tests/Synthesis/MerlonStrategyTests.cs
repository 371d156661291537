using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

public class MerlonStrategyTests
{
    const double Epsilon = 0.1;

    static readonly Vantage Gateway = new(Hook.Forward);

    public static TheoryData<string> Names => [.. Attacks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stops_attacks_and_spares_the_honest(string attack)
    {
        foreach (var (falseAlerts, seed) in ((double, int)[])[(0, 1), (0, 2), (0.01, 3), (0.01, 4)])
        {
            var scores = Replayed(Day(attack, seed), falseAlerts, seed).Scores;
            var told = $"{attack}, {falseAlerts}: CBR {scores.Cbr:0.0000} of {scores.Malicious.Flows}, "
                + $"WBR {scores.Wbr:0.0000} of {scores.Benign.Flows}";
            TestContext.Current.TestOutputHelper!.WriteLine(told);
            Assert.True(scores.Cbr >= (attack is "slow brute force" ? 0.8 : 0.95), told);
            Assert.True(scores.Wbr <= 0.01, told);
        }
    }

    [Fact]
    public void A_day_without_attacks_stays_a_day_without_blocks()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var scores = Replayed(new HonestSite(new(seed)).Traffic(3_600), falseAlerts: 0.01, seed).Scores;
            Assert.True(scores.Wbr <= 0.002, $"seed {seed}: {scores.Wbr}");
        }
    }

    // Clients come and go meanwhile; the alerts err. A rule is judged by the honest flows of its life.
    [Fact]
    public void Bounds_hold_as_often_as_they_say()
    {
        var (rules, broken, wide) = (0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var day = Day(Attacks.Names[seed % Attacks.Names.Length], seed, seconds: 900);
            var honest = day.Where(flow => flow.Label is Label.Benign).ToList();
            foreach (var made in Replayed(day, falseAlerts: 0.01, seed).Responder.Made)
            {
                var until = made.BindsAt + made.Proposal.Life!.Value;
                var met = honest.Where(flow => flow.FirstSeen >= made.BindsAt && flow.FirstSeen < until).ToList();
                if (met.Count == 0) continue;

                var share = (double)met.Count(flow => Gateway.Drops(made.Rule, flow)) / met.Count;
                rules++;
                wide += made.Rule.Sources is null ? 1 : 0;
                broken += share > made.Proposal.Bound ? 1 : 0;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{broken} of {rules} bounds were broken, {wide} of them wide");
        Assert.True(rules > 1_000 && wide > 50, $"{rules}, {wide}");
        Assert.InRange(broken, 0, MerlonStrategy.Risk * rules);
    }

    [Fact]
    public void A_flood_from_spoofed_sources_is_not_answered_by_listing_them()
    {
        var rules = Replayed(Day("flood from spoofed sources", seed: 1), falseAlerts: 0, seed: 1).Responder.Made;
        Assert.Contains(rules, made => made.Rule.Atom is Atom.Service);
        Assert.InRange(rules.Count(made => made.Rule.Sources is not null), 0, 100);
    }

    // Of sixty clients who come all day four are new: many of the visits that an hour counts, few of those of a round.
    [Fact]
    public void A_service_is_kept_for_its_clients_early_in_the_hour_too()
    {
        var site = new HonestSite(new(1));
        var flows = new List<Flow>();
        for (var client = 0; client < 64; client++)
        {
            var address = site.Outside();
            for (var second = client < 60 ? 0 : 60 + client; second < 700; second += 10)
                flows.Add(site.Tcp(address, HonestSite.Web, 443, second, Label.Benign, isServed: true));
        }

        for (var second = 600.0; second < 660; second += 0.05)
            flows.Add(site.Tcp(site.Outside(), HonestSite.Web, 443, second, Label.Malicious, isServed: false));

        var scores = Replayed(flows.OrderBy(flow => flow.FirstSeen), falseAlerts: 0, seed: 1).Scores;
        Assert.InRange(scores.Cbr, 0.9, 1);
        Assert.Equal(0, scores.Wbr);
    }

    [Fact]
    public void Behind_a_shared_router_the_attacked_service_alone_is_closed()
    {
        var rules = Replayed(Day("behind a shared router", seed: 1), falseAlerts: 0, seed: 1).Responder.Made;
        Assert.All(rules, made => Assert.Equal(
            (HonestSite.SharedRouter, (ushort)22), (made.Rule.Source!.Value, made.Rule.DestinationPort!.Value)));
    }

    static IReadOnlyList<Flow> Day(string attack, int seed, int seconds = 2_400)
    {
        var random = new Random(seed);
        var site = new HonestSite(random);
        var honest = site.Traffic(seconds);
        var attacks = new Attacks(site, random, from: seconds * 0.4, seconds * 0.5).Of(attack);
        return [.. honest.Concat(attacks).OrderBy(flow => flow.FirstSeen)];
    }

    static Replay Replayed(IEnumerable<Flow> flows, double falseAlerts, int seed)
    {
        var ids = falseAlerts > 0 ? new DetectorStandIn(0.9, falseAlerts, seed) : DetectorStandIn.Ideal;
        var replay = new Replay(new(new MerlonStrategy(Epsilon), Gateway, ResponseSettings.Default), ids);
        foreach (var flow in flows) replay.Next(flow);
        return replay;
    }
}
