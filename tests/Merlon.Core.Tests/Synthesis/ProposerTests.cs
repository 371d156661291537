using Merlon.Flows;
using Merlon.House;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>Whoever proposes rules can make an answer better, and no worse.</summary>
public class ProposerTests
{
    static readonly (double Tpr, double Fpr)[] Noises = [(1, 0), (0.9, 0.001), (0.9, 0.01), (0.9, 0.1)];

    public static TheoryData<string> Pieces
    {
        get
        {
            var data = Path.Combine(SourceTree.Root, "../shared/data/flows");
            var samples = Path.Combine(SourceTree.Root, "samples");
            string[] shared =
            [
                "unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz", "zeek-mixed/008.conn.log.labeled.gz",
                "zeek-mixed/011.conn.log.labeled.gz", "zeek-clean/2023-02-20.conn.log.labeled.gz",
            ];
            return
            [
                .. shared.Select(file => Path.Combine(data, file)),
                Path.Combine(samples, "office.flows.csv"),
                .. Directory.EnumerateFiles(Path.Combine(samples, "scenarios"), "*.flows.csv.gz").Order(),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Whatever_is_proposed_nothing_gets_worse_on_real_traffic(string file)
    {
        Assert.SkipUnless(File.Exists(file), $"{file} is not there");
        var flows = Given.Flows(file);
        foreach (var (tpr, fpr) in Noises)
        {
            for (var seed = 1; seed <= (fpr == 0 ? 1 : 3); seed++) AssertNoWorse(flows, tpr, fpr, seed, file);
        }
    }

    const string Port = "a port of all hosts by a thousand", AskedFor = Port + ", which visitors ask for in vain";

    public static TheoryData<string> Named => [.. Attacks.Names, Port, AskedFor];

    [Theory]
    [MemberData(nameof(Named))]
    public void Whatever_is_proposed_nothing_gets_worse_under_any_attack(string attack)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var flows = FlowsOf(attack, seed);
            foreach (var (tpr, fpr) in Noises) AssertNoWorse(flows, tpr, fpr, seed, $"{attack}, seed {seed}");
        }
    }

    [Fact]
    public void A_port_scanned_by_a_thousand_is_closed_by_a_rule_that_no_strategy_makes()
    {
        var flows = FlowsOf(Port, seed: 1);
        var (without, with) = (PortScan.Replayed(flows, null), PortScan.Replayed(flows, new EveryRule()));
        Assert.True(without.Cbr < 0.6, $"{without}");
        Assert.True(with.Cbr > 0.8 && with.Wbr <= without.Wbr, $"{with}");
        Assert.True(with.RulesMade < without.RulesMade / 4, $"{with.RulesMade} of {without.RulesMade}");
    }

    [Theory]
    [InlineData("tcp", null, null, 2_323, 2_323, "it covers 81 alerts, ")]
    [InlineData("tcp", null, "192.0.2.0/24", 2_323, 2_323, "its alerts have 80 sources: ")]
    [InlineData("tcp", null, null, 23, 23, "it covers no alert that a rule here can stop")]
    [InlineData("tcp", null, null, 1, 65_535, " is in use")]
    [InlineData("tcp", null, null, 0, 65_535, " is in use")]
    [InlineData(null, null, null, 0, 65_535, " is in use")]
    [InlineData("tcp", "0.0.0.0/1", "192.0.2.0/24", 2_323, 2_323, " sources: ")]
    [InlineData("tcp", "192.0.2.0/24", null, 2_323, 2_323, "it covers no alert that a rule here can stop")]
    public void What_speaks_for_a_rule_or_against_it_is_told(
        string? protocol, string? sources, string? destinations, int first, int last, string told)
    {
        var asking = new Asking(new(
            IpFamily.V4, protocol is null ? null : IpProtocol.Tcp, Block(sources), Block(destinations),
            new((ushort)first, (ushort)last)));
        PortScan.Replayed(PortScan.Flows(seed: 1), asking);
        Assert.Contains(told, asking.First!.Why);
        var isFor = told.StartsWith("it covers ", StringComparison.Ordinal) && !told.Contains("no alert");
        Assert.Equal(isFor, asking.First.IsProven);

        static IpPrefix? Block(string? text) => text is null ? null : IpPrefix.Parse(text);
    }

    sealed class Asking(TrafficSelector rule) : IProposer
    {
        public string Name => "asking";

        public Consideration? First { get; private set; }

        public void Propose(Consultation consultation) =>
            First ??= consultation.WithoutEffect().Consider(rule);
    }

    [Fact]
    public void So_it_is_with_traffic_of_real_tools()
    {
        var flows = Given.Flows(Path.Combine(SourceTree.Root, "samples/scenarios/scan-by-many.flows.csv.gz"));
        var (without, with) = (PortScan.Replayed(flows, null), PortScan.Replayed(flows, new EveryRule()));
        TestContext.Current.TestOutputHelper!.WriteLine($"{without} {with}");
        Assert.True(without.Cbr < 0.7 && with.Cbr > 0.8 && with.Wbr <= without.Wbr, $"{without} {with}");
    }

    // Strangers who never alert, and are served nowhere: nobody can know of the first of them.
    [Theory]
    [InlineData(0.005)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Of_those_who_are_dropped_few_are_first_comers_who_ask_in_vain(double share)
    {
        var (honest, others) = (0.0, 0.0);
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var site = new HonestSite(random);
            List<Flow> flows = [.. site.Traffic(3_600), .. PortScan.On(site, random)];
            flows.AddRange(Enumerable.Range(0, (int)(1_000 * share)).Select(_ => site.Tcp(
                site.Outside(), Ip.V4(0xC000_0200 + (uint)random.Next(256)), PortScan.Port,
                2_400 + 1_200 * random.NextDouble(), Label.Benign, isServed: false)));
            flows.Sort((a, b) => a.FirstSeen.CompareTo(b.FirstSeen));
            var (without, with) = (PortScan.Replayed(flows, null), PortScan.Replayed(flows, new EveryRule()));
            honest += (with.Wbr - without.Wbr) * flows.Count(flow => flow.Label is Label.Benign);
            others += (with.Cbr - without.Cbr) * flows.Count(flow => flow.Label is Label.Malicious);
            Assert.True(with.Cbr >= without.Cbr, $"{without} {with}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{honest:0} honest, {others:0} others");
        Assert.True(honest <= MerlonStrategy.StandardEpsilon * (honest + others), $"{honest} {others}");
    }

    // The scan goes on; a service is opened on its port, for honest clients who come every few seconds.
    [Fact]
    public void A_service_that_is_opened_on_a_closed_port_is_open_after_ten_minutes()
    {
        var random = new Random(1);
        var site = new HonestSite(random);
        List<Flow> flows =
        [
            .. site.Traffic(7_200),
            .. Enumerable.Range(0, 4_000).Select(_ => site.Tcp(
                site.Outside(), Ip.V4(0xC000_0200 + (uint)random.Next(256)), PortScan.Port,
                2_400 + 4_800 * random.NextDouble(), Label.Malicious, isServed: false)),
            .. Enumerable.Range(0, 600).Select(i => site.Tcp(
                site.Outside(), Ip.V4(0xC000_0264), PortScan.Port, 3_600 + 5 * i, Label.Benign, isServed: true)),
        ];
        flows.Sort((a, b) => a.FirstSeen.CompareTo(b.FirstSeen));
        var replay = new Evaluation.Replay(
            new(new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: new EveryRule()), new(Hook.Forward),
                ResponseSettings.Default), new(1, 0, 1));
        var (wasClosed, lost) = (false, Given.Noon);
        foreach (var flow in flows)
        {
            var before = replay.Scores.Wbr;
            replay.Next(flow);
            if (flow.Label is not Label.Benign || replay.Scores.Wbr <= before) continue;
            (wasClosed, lost) = (true, flow.FirstSeen);
        }

        Assert.True(wasClosed);
        Assert.True(lost <= Given.Noon.AddSeconds(3_600 + 600), $"{lost}");
    }

    static List<Flow> FlowsOf(string attack, int seed)
    {
        var random = new Random(seed);
        var site = new HonestSite(random);
        var flows = site.Traffic(3_600);
        if (attack == AskedFor)
        {
            flows.AddRange(flows.Where((_, i) => i % 50 == 0).ToList().Select(flow => site.Tcp(
                flow.Key.SourceIp, Ip.V4(0xC000_0200 + (uint)random.Next(256)), PortScan.Port,
                (flow.FirstSeen - Given.Noon).TotalSeconds, Label.Benign, isServed: false)));
        }

        flows.AddRange(attack is Port or AskedFor
            ? PortScan.On(site, random)
            : new Attacks(site, random, 1_800, 900).Of(attack));
        return [.. flows.OrderBy(flow => flow.FirstSeen)];
    }

    static void AssertNoWorse(IReadOnlyList<Flow> flows, double tpr, double fpr, int seed, string told)
    {
        var proposer = new EveryRule();
        var without = PortScan.Replayed(flows, null, tpr, fpr, seed);
        var with = PortScan.Replayed(flows, proposer, tpr, fpr, seed);
        var text = $"{Path.GetFileName(told)}, TPR {tpr}, FPR {fpr}, seed {seed}: "
            + $"{without.Cbr:0.0000} / {without.Wbr:0.0000} by {without.RulesMade} became "
            + $"{with.Cbr:0.0000} / {with.Wbr:0.0000} by {with.RulesMade}; "
            + $"{proposer.Proven} of {proposer.Proposed} proven";
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Assert.True(with.Cbr >= without.Cbr && with.Wbr <= without.Wbr, text);
    }
}
