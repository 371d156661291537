using System.Collections.Immutable;

namespace Merlon.Scenarios;

public class JudgementTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("a", "a", 1)]
    [InlineData("a b", "a b", 1)]
    [InlineData("a b", "a", 0)]      // one is missed
    [InlineData("a", "a b", 0.5)]    // one is wrong
    [InlineData("a", "b", 0)]
    [InlineData("a", "", 0)]
    [InlineData("a b", "a b c d", 0.5)]
    public void A_missed_cause_scores_nothing_else_it_is_precision(string expected, string answered, double score) =>
        Assert.Equal(score, Judgement.Score(Set(expected), Set(answered)));

    [Fact]
    public void The_right_answers_have_full_marks()
    {
        var judged = Judgement.Of(
            Told.All.Select(scenario => (scenario, (IReadOnlySet<string>)scenario.Expected.Answer)));
        Assert.Equal((1, 1, 1), (judged.Mean, judged.ExactSets, judged.RightAbstentions));
        Assert.InRange(judged.Abstentions, 0.05, 0.25);
    }

    [Fact]
    public void Abstaining_always_is_no_way_to_good_marks()
    {
        IReadOnlySet<string> abstention = Set(CauseIds.InsufficientEvidence);
        var judged = Judgement.Of(Told.All.Select(scenario => (scenario, abstention)));
        Assert.Equal(1, judged.Abstentions);
        Assert.InRange(judged.ExactSets, 0, 0.15);
    }

    [Fact]
    public void Baselines_without_understanding_fail()
    {
        Assert.InRange(Figures("most frequent rule", Baselines.MostFrequentRule), 0, 0.4);
        Assert.InRange(Figures("most permissive rule", Baselines.MostPermissiveRule), 0, 0.4);
    }

    double Figures(string name, Func<Scenario, (IReadOnlySet<string> Answer, RulePlace? Rule)> baseline)
    {
        var answers = Told.All.Select(scenario => (Scenario: scenario, Said: baseline(scenario))).ToList();
        var judged = Judgement.Of(answers.Select(one => (one.Scenario, one.Said.Answer)));
        var withRule = answers.Where(one => one.Scenario.Expected.Causes.Length > 0).ToList();
        var right = withRule.Count(one =>
            one.Scenario.Expected.Causes.Any(cause => cause.Faults.Contains(one.Said.Rule!)));
        var share = (double)right / withRule.Count;
        output.WriteLine($"{name}: {judged}; its rule is one at fault in {share:P1} of those with a cause");
        Assert.InRange(share, 0, 0.4);
        return judged.ExactSets;
    }

    static ImmutableSortedSet<string> Set(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
