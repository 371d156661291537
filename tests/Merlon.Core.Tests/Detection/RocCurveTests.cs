namespace Merlon.Detection;

public class RocCurveTests
{
    [Fact]
    public void Is_what_comes_of_looking_at_every_pair_and_every_threshold()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var benign = Scores(random, 0);
            var malicious = Scores(random, random.Next(4));
            var roc = Curve(benign, malicious);

            var pairs = from one in malicious from other in benign select one > other ? 1 : one == other ? 0.5 : 0;
            Assert.Equal(pairs.Average(), roc.Area, 1e-12);
            foreach (var fpr in (double[])[0, 0.001, 0.1, random.NextDouble(), 1])
            {
                var most = benign.Concat(malicious).Append(double.PositiveInfinity)
                    .Where(threshold => benign.Count(score => score >= threshold) <= fpr * benign.Length)
                    .Max(threshold => malicious.Count(score => score >= threshold) / (double)malicious.Length);
                Assert.Equal(most, roc.TprAt(fpr), 1e-12);
            }

            // On the straight line between two neighbouring points, both errors are equal.
            var rate = roc.EqualErrorRate;
            Assert.Contains(roc.Points.Zip(roc.Points.Skip(1)), ends => IsBetween(ends.First, ends.Second, rate));
        }
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.3, 0.4 }, 1, 0, 1)]
    [InlineData(new[] { 0.3, 0.4 }, new[] { 0.1, 0.2 }, 0, 1, 0)]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 0.5, 0.5 }, 0.5, 0.5, 0)]
    public void Of_scores_that_are_apart_or_all_alike(
        double[] benign, double[] malicious, double area, double equalErrorRate, double tpr)
    {
        var roc = Curve(benign, malicious);
        Assert.Equal((area, equalErrorRate, tpr), (roc.Area, roc.EqualErrorRate, roc.TprAt(0.001)));
    }

    static bool IsBetween((double Fpr, double Tpr) from, (double Fpr, double Tpr) to, double rate)
    {
        const double rounding = 1e-9;
        if (rate < from.Fpr - rounding || rate > to.Fpr + rounding) return false;
        if (to.Fpr - from.Fpr < rounding) return 1 - rate >= from.Tpr - rounding && 1 - rate <= to.Tpr + rounding;
        var share = (rate - from.Fpr) / (to.Fpr - from.Fpr);
        return Math.Abs(from.Tpr + share * (to.Tpr - from.Tpr) - (1 - rate)) < 1e-9;
    }

    static RocCurve Curve(double[] benign, double[] malicious) => new(Ranked(benign), Ranked(malicious));

    static RankedScores Ranked(double[] scores) => new([.. scores.Select(score => (float)score)]);

    static double[] Scores(Random random, int shift) =>
        [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (double)(random.Next(10) + shift))];
}
