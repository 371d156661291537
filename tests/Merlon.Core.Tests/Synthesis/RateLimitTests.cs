using Merlon.Evaluation;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>An attacker behind an address from which many honest clients use the attacked service, too.</summary>
public class RateLimitTests
{
    const int HonestAMinute = 30, AttackSeconds = 300, AttacksASecond = 4;

    static readonly Vantage Gateway = new(Hook.Forward);

    public static TheoryData<string, string, string> Families => new()
    {
        { "198.51.100.77", "192.0.2.10", "203.0.113." },
        { "2001:db8:77::77", "2001:db8:1::10", "2001:db8:5::" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Who_cannot_be_blocked_is_slowed_down_to_twice_what_the_busiest_honest_client_does(
        string shared, string service, string others)
    {
        var replay = new Replay(Responder(), DetectorStandIn.Ideal);
        foreach (var flow in Day(shared, service, others, seed: 1)) replay.Next(flow);

        var rule = Assert.Single(replay.Responder.Made).Rule;
        Assert.Equal((Atom.SourceToService, Ip.Parse(shared)), (rule.Atom, rule.Source!.Value));
        Assert.InRange(rule.Above!.PerMinute, 2 * HonestAMinute, 4 * HonestAMinute);
        Assert.InRange(replay.Scores.Cbr, 0.4, 0.9);
        Assert.InRange(replay.Scores.Wbr, 0.001, 0.05);
    }

    // When the attack is over, the honest traffic alone never comes above it.
    [Fact]
    public void Without_the_attack_nobody_is_slowed_down()
    {
        var replay = new Replay(Responder(), DetectorStandIn.Ideal);
        var (dropped, over) = (0L, Given.Noon.AddSeconds(2_400 + AttackSeconds + 60));
        foreach (var flow in Day("198.51.100.77", "192.0.2.10", "203.0.113.", seed: 2))
        {
            if (flow.FirstSeen < over) dropped = replay.Scores.Benign.Blocked;
            replay.Next(flow);
        }

        Assert.NotEmpty(replay.Responder.Made);
        Assert.Equal(dropped, replay.Scores.Benign.Blocked);
    }

    [Fact]
    public void A_rule_with_a_limit_stands_after_the_others_and_says_so_in_the_text()
    {
        var rules = Responded().Rules;
        var limited = Assert.Single(rules, rule => rule.Made.Rule.Above is not null);
        Assert.Same(limited, rules[^1]);
        Assert.True(limited.Alerts.Count > 100, $"{limited.Alerts.Count}");
        var limit = limited.Made.Rule.Above!;
        var table = DropRuleSets.Of(Hook.Forward, [(limited.Made.Rule, "")])[0].TableNamed("filter")!;
        Assert.Equal(
            "-A FORWARD -s 198.51.100.77/32 -d 192.0.2.10/32 -p udp -m udp --dport 53 -m conntrack --ctstate NEW "
                + $"-m hashlimit --hashlimit-above {limit.PerMinute}/min --hashlimit-burst {limit.PerMinute} "
                + "--hashlimit-mode srcip "
                + $"--hashlimit-name merlon-198.51.100.77-192.0.2.10-udp-53-{limit.PerMinute} -j DROP",
            Rules.Syntax.RuleWriter.Print(table.Chains[0].Rules[0], "FORWARD"));
    }

    [Fact]
    public void Its_bound_is_that_of_a_block_and_is_checked_as_such()
    {
        var certified = Certified.Of(Log(), new MerlonStrategy(0.1), 0.1, Hook.Forward, []);
        Assert.Empty(certified.Faults());

        var claim = Assert.Single(certified.Certificate.Rules);
        Assert.Null(claim.Alerts);
        Assert.True(claim.Bound!.Hits > 0);
        var fewer = certified.WithRule(0, rule => rule with { Bound = rule.Bound! with { Hits = 0 } });
        Assert.Contains(fewer.Faults(), fault => fault.Claim == "hits");
    }

    static Responder Responder() => new(new MerlonStrategy(0.1), Gateway, ResponseSettings.Default);

    static Response Responded()
    {
        var response = new Response(new(new MerlonStrategy(0.1), Gateway, ResponseSettings.Default, isHindsight: true));
        foreach (var seen in Log()) response.Next(seen, seen.Flow.Label is Label.Malicious);
        response.End();
        return response;
    }

    static List<Observation> Log() =>
    [
        .. Day("198.51.100.77", "192.0.2.10", "203.0.113.", seed: 3)
            .Select(flow => Observation.Of(flow)),
    ];

    static IEnumerable<Flow> Day(string shared, string service, string others, int seed)
    {
        var (random, flows) = (new Random(seed), new List<Flow>());
        for (var minute = 0; minute < 60; minute++)
        {
            for (var other = 1; other < 60; other++)
            {
                if (random.Next(3) == 0) Add($"{others}{other}", minute * 60 + random.NextDouble() * 60, Label.Benign);
            }

            for (var i = random.Next(20, HonestAMinute); i >= 0; i--)
                Add(shared, minute * 60 + random.NextDouble() * 60, Label.Benign);
        }

        for (var i = 0; i < AttackSeconds * AttacksASecond; i++)
            Add(shared, 2_400 + (double)i / AttacksASecond, Label.Malicious);
        return flows.OrderBy(flow => flow.FirstSeen);

        void Add(string source, double second, Label label) => flows.Add(new()
        {
            Key = new(IpProtocol.Udp, new(Ip.Parse(source), (ushort)random.Next(1024, 65_536)),
                new(Ip.Parse(service), 53)),
            FirstSeen = Given.Noon.AddSeconds(second),
            Forward = new(1, 60),
            Backward = new(1, 120),
            Label = label,
            Score = double.NaN,
            Answer = Answer.Service,
        });
    }
}
