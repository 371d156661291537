using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation.Certificates;

public class CertificateCheckTests
{
    public static TheoryData<string> Names => [.. Attacks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_response_claims_holds(string attack)
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var certified = Certified.Attacked(attack, seed);
            Assert.NotEmpty(certified.Certificate.Rules);
            Assert.Empty(certified.Faults());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void And_where_alerts_come_after_their_flows(string attack)
    {
        var certified = Certified.SeenByTwo(attack, 1);
        Assert.NotEmpty(certified.Certificate.Rules);
        Assert.Empty(certified.Faults());
    }

    // With more kinds of traffic than it remembers, a response does not know what its rules meet.
    [Fact]
    public void What_is_not_told_is_not_checked()
    {
        var certified = Certified.Attacked("brute force", 1).WithRule(0, rule => rule with { Alerts = null })
            .With(certificate => certificate with { Totals = certificate.Totals with { Covered = null } });
        Assert.Empty(certified.Faults());
    }

    [Fact]
    public void What_is_claimed_of_any_traffic_by_any_strategy_holds()
    {
        var (rules, alerts, dropped) = (0, 0L, 0L);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var epsilon = random.Next(2) * 0.3;
            IStrategy strategy = (seed % 4) switch
            {
                0 => new MerlonStrategy(epsilon),
                1 => new TalkStrategy(epsilon),
                2 => new PublicStrategy(epsilon),
                _ => new SourceStrategy(),
            };
            var hook = random.Next(3) == 0 ? Hook.Input : Hook.Forward;
            IpPrefix[] internals = random.Next(2) == 0 ? [] : [IpPrefix.Parse("192.0.2.0/24")];
            var log = Log(random);
            var certified = Certified.Of(log, strategy, epsilon, hook, [.. internals]);
            var faults = certified.Faults().ToList();
            Assert.True(faults.Count == 0, $"seed {seed}: {string.Join('\n', faults)}");
            rules += certified.Certificate.Rules.Length;
            alerts += certified.Certificate.Totals.Covered!.Value;
            dropped += certified.Certificate.Totals.BenignDropped!.Value;
        }

        Assert.True(rules > 500 && alerts > 5_000 && dropped > 300, $"{rules}, {alerts}, {dropped}");
    }

    // Flows, flows of which the NIDS says that it has alerted, and alerts of their own.
    static List<Observation> Log(Random random)
    {
        var log = new List<Observation>();
        foreach (var flow in Arbitrary.Traffic(random, 120))
        {
            var kind = flow.Label is Label.Malicious ? random.Next(3) : 3;
            var seen = kind == 2 || random.Next(2) == 0 ? flow with { Label = Label.None } : flow;
            log.Add(new(kind == 1 ? RecordKind.AlertedFlow : RecordKind.Flow, flow.FirstSeen, kind < 2 ? flow : seen));
            for (var i = random.Next(1, 4); i > 0 && kind is 1 or 2; i--)
                log.Add(new(RecordKind.Alert, flow.FirstSeen.AddSeconds(random.Next(40) / 10d), flow));
        }

        return [.. log.OrderBy(seen => seen.At)];
    }
}
