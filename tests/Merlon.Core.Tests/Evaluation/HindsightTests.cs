using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Evaluation;

public class HindsightTests
{
    static readonly Vantage Gateway = new(Hook.Forward);

    [Fact]
    public void No_choice_of_rules_does_better()
    {
        var improved = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var flows = Arbitrary.Traffic(random, 14);
            var hindsight = Of(flows);
            var all = AllChoices(flows);
            for (var budget = 0; budget <= 4; budget++)
            {
                var best = all.Where(choice => choice.Benign <= budget).Max(choice => choice.Malicious);
                var answer = hindsight.Best(budget);
                Assert.True(best == answer.Malicious.Blocked, $"seed {seed}, budget {budget}: {answer}, not {best}");
                Assert.Equal(best, answer.Bound);
                Assert.True(answer.Benign.Blocked <= budget);
                improved += best > answer.Rules.Length ? 1 : 0;
            }
        }

        Assert.True(improved > 20, $"{improved}");
    }

    [Fact]
    public void What_its_rules_drop_is_what_it_says()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var flows = Arbitrary.Traffic(new(seed), 200);
            var answer = Of(flows).Best(budget: seed);
            Assert.Equal(Blocked(flows, Label.Malicious, answer), answer.Malicious);
            Assert.Equal(Blocked(flows, Label.Benign, answer), answer.Benign);
            Assert.All(answer.Rules, rule => Assert.True(rule.IsNew));
        }
    }

    [Fact]
    public void Harm_that_two_rules_share_is_counted_once_in_the_answer()
    {
        // One source attacks two services, honest beside it; each of two rules would drop its honest flow.
        Flow[] flows =
        [
            Given.Flow("tcp 203.0.113.1:1 > 192.0.2.1:80", 0, Label.Malicious),
            Given.Flow("tcp 203.0.113.1:2 > 192.0.2.1:80"),
            Given.Flow("tcp 203.0.113.1:3 > 192.0.2.2:53", 0, Label.Malicious),
        ];
        var answer = Of(flows).Best(budget: 1);
        Assert.Equal((new Tally(2, 2), new Tally(1, 1)), (answer.Malicious, answer.Benign));
        Assert.Equal((0.5, 0.0), (Of(flows).Best(0).Cbr, Of(flows).Best(0).Wbr));
    }

    [Fact]
    public void Fewer_rules_are_allowed_when_that_is_asked_for()
    {
        var flows = Enumerable.Range(0, 6).Select(i =>
            Given.Flow($"tcp 10.{i}.0.1:1 > 192.0.{i}.1:{80 + i}", i, Label.Malicious)).ToList();
        Assert.Equal(2, Of(flows).Best(0, limit: 2).Malicious.Blocked);
        Assert.Equal(6, Of(flows).Best(0).Malicious.Blocked);
    }

    [Fact]
    public void What_does_not_cross_or_was_never_sent_is_out_of_reach()
    {
        var hindsight = Of(
        [
            Given.Flow("tcp 192.0.2.1:1 > 192.0.2.2:80", 0, Label.Malicious),
            Given.Flow("tcp 203.0.113.1:1 > 192.0.2.2:80", 0, Label.Malicious) with { Forward = default },
            Given.Flow("tcp 203.0.113.1:1 > 192.0.2.2:80", 0, Label.Malicious),
            Given.Flow("tcp 203.0.113.1:1 > 192.0.2.2:80", 0, Label.Background),
        ]);
        Assert.Equal((3, 2), (hindsight.Malicious, hindsight.OutOfReach));
        Assert.Equal(new Tally(3, 1), hindsight.Best(0).Malicious);
    }

    [Fact]
    public void The_frontier_rises_and_ends_where_nothing_is_left()
    {
        var frontier = Of(Arbitrary.Traffic(new(7), 2_000)).Frontier();
        Assert.True(frontier.Count > 2);
        Assert.Equal(0, frontier[0].Budget);
        for (var i = 1; i < frontier.Count; i++)
        {
            Assert.True(frontier[i].Budget > frontier[i - 1].Budget);
            Assert.True(frontier[i].Cbr > frontier[i - 1].Cbr);
        }

        Assert.Empty(new Hindsight(Gateway).Frontier()[0].Rules);
    }

    static Hindsight Of(IEnumerable<Flow> flows)
    {
        var hindsight = new Hindsight(Gateway);
        foreach (var flow in flows) hindsight.Add(flow);
        return hindsight;
    }

    static Tally Blocked(List<Flow> flows, Label label, HindsightAnswer answer)
    {
        var all = flows.Where(flow => flow.Label == label).ToList();
        return new(all.Count, all.Count(flow => Drops(answer.Rules, flow)));
    }

    static bool Drops(IEnumerable<DropRule> rules, Flow flow) =>
        Gateway.Crosses(flow.Key) && rules.Any(rule => Gateway.Drops(rule, flow));

    // Every set of rules that are distinct in what they drop, with what it drops.
    static HashSet<(long Malicious, long Benign)> AllChoices(List<Flow> flows)
    {
        var sets = new HashSet<int> { 0 };
        var malicious = flows.Where(flow => flow.Label is Label.Malicious);
        var rules =
            from flow in malicious
            from atom in Enum.GetValues<Atom>()
            where atom is not Atom.Connection || flow.Key.DestinationPort is null
            let rule = DropRule.For(atom, flow.Key)
            where rule is not null
            select rule.Value with { IsNew = true };
        foreach (var rule in rules.Distinct())
        {
            var dropped = Enumerable.Range(0, flows.Count).Where(i => Drops([rule], flows[i]));
            var mask = dropped.Aggregate(0, (mask, i) => mask | 1 << i);
            foreach (var set in sets.ToList()) sets.Add(set | mask);
        }

        return [.. sets.Select(set => (Count(set, Label.Malicious), Count(set, Label.Benign)))];

        long Count(int set, Label label) =>
            Enumerable.Range(0, flows.Count).Count(i => (set >> i & 1) == 1 && flows[i].Label == label);
    }
}
