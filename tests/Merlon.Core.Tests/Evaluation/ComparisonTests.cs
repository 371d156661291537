using Merlon.Synthesis;

namespace Merlon.Evaluation;

public class ComparisonTests
{
    [Fact]
    public void A_spread_is_a_mean_and_what_it_lies_between()
    {
        Assert.Equal(new Spread(0.5, 0.25, 1), Spread.Of([0.25, 0.25, 1]));
        Assert.True(Spread.Of([0.1, 0.1, 0.1]).IsOne);   // whose average is not 0.1
        Assert.Equal(0.1, Spread.Of([0.1, 0.1, 0.1]).Mean);
    }

    [Fact]
    public void Results_are_those_of_a_strategy_behind_a_NIDS_over_its_seeds()
    {
        Contender[] contenders = [new("a", () => new SourceStrategy()), new("b", () => new SourceStrategy())];
        var trials = Trial.All(contenders, [Nids.Ideal, Comparisons.Noisy], seeds: 2).ToList();
        var results = Comparison.ResultsOf(trials, [.. trials.Select((_, i) => new Outcome(i / 8.0, i / 16.0, i))]);
        Assert.Equal(
            [
                ("a", Nids.Ideal, new Spread(0, 0, 0)), ("b", Nids.Ideal, new(0.125, 0.125, 0.125)),
                ("a", Comparisons.Noisy, new(0.3125, 0.25, 0.375)), ("b", Comparisons.Noisy, new(0.5625, 0.5, 0.625)),
            ],
            results.Select(result => (result.Strategy, result.Nids, result.Cbr)));
        Assert.Equal(new Spread(4.5, 4, 5), results[^1].Rules);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1.0 / 990, 1)]
    [InlineData(0.0089, 1)]
    [InlineData(9.0 / 990, 9)]
    [InlineData(1, 9)]
    public void The_best_within_a_WBR_is_that_of_the_largest_budget_within_it(double wbr, long budget) =>
        Assert.Equal(budget, Comparisons.Of("a").BestWithin(wbr)!.Budget);

    [Fact]
    public void Says_it_in_Markdown()
    {
        Comparison[] comparisons = [Comparisons.Of("One | *two*"), Comparisons.Of("Clean", malicious: 0)];
        Approved.Match(ComparisonText.Write(comparisons, seeds: 5, one => $"pictures/{one.Benign}.svg"));
    }
}
