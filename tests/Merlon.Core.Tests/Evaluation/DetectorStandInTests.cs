using Merlon.Flows;

namespace Merlon.Evaluation;

public class DetectorStandInTests
{
    const int Draws = 100_000;

    [Fact]
    public void The_ideal_one_alerts_on_malicious_flows_and_on_no_others()
    {
        var (ids, random) = (DetectorStandIn.Ideal, new Random(1));
        for (var i = 0; i < Draws; i++)
        {
            var label = (Label)random.Next(4);
            Assert.Equal(label is Label.Malicious, ids.Alerts(label));
        }
    }

    [Theory]
    [InlineData(0.95, 0.01, 1)]
    [InlineData(0.5, 0.5, -7)]
    [InlineData(0.9999, 0.0001, 2)]
    [InlineData(0, 1, 3)]
    public void A_noisy_one_errs_as_often_as_it_is_told(double tpr, double fpr, int seed)
    {
        AssertNear(tpr, Alerts(tpr, fpr, seed, _ => Label.Malicious));
        foreach (var label in new[] { Label.Benign, Label.Background, Label.None })
            AssertNear(fpr, Alerts(tpr, fpr, seed, _ => label));
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_draws_anew()
    {
        var labels = new Random(1).GetItems(Enum.GetValues<Label>(), Draws);
        var first = Alerts(0.7, 0.2, 5, i => labels[i]);
        Assert.Equal(first, Alerts(0.7, 0.2, 5, i => labels[i]));

        // Independent: of another seed's draws, 0.7² of the malicious and 0.2² of the others alert twice.
        var other = Alerts(0.7, 0.2, 6, i => labels[i]);
        var both = labels.Select((label, i) => (Label: label, Alert: first[i] && other[i]));
        var twice = both.ToLookup(draw => draw.Label, draw => draw.Alert);
        AssertNear(0.49, twice[Label.Malicious]);
        AssertNear(0.04, twice[Label.Benign]);
    }

    // The n-th flow's draw is the same whatever was said of those before it.
    [Fact]
    public void A_draw_depends_on_the_seed_and_the_number_of_the_flow_alone()
    {
        var evenMalicious = Alerts(0.5, 0, 9, i => i % 2 == 0 ? Label.Malicious : Label.Benign);
        var allMalicious = Alerts(0.5, 0, 9, _ => Label.Malicious);
        Assert.Equal(allMalicious.Where((_, i) => i % 2 == 0), evenMalicious.Where((_, i) => i % 2 == 0));
        Assert.DoesNotContain(true, evenMalicious.Where((_, i) => i % 2 == 1));
    }

    static List<bool> Alerts(double tpr, double fpr, int seed, Func<int, Label> labels)
    {
        var ids = new DetectorStandIn(tpr, fpr, seed);
        return [.. Enumerable.Range(0, Draws).Select(i => ids.Alerts(labels(i)))];
    }

    // Four standard deviations of that many draws.
    static void AssertNear(double share, IEnumerable<bool> draws)
    {
        var (count, hits) = (draws.Count(), draws.Count(isHit => isHit));
        Assert.InRange(Math.Abs(hits - share * count), 0, 4 * Math.Sqrt(count * share * (1 - share)));
    }
}
