namespace Merlon.Detection;

public class CalibrationTests
{
    const int Scores = 200_000;

    static readonly int Trials = Environment.GetEnvironmentVariable("MERLON_FULL") is "1" ? 100 : 10;

    // The tails are known: the share above a threshold is reckoned, not counted.
    static readonly Dictionary<string, (Func<Random, double> Draw, Func<double, double> ShareAbove)> Scored = new()
    {
        ["exponential"] = (random => -Math.Log(1 - random.NextDouble()), score => Math.Exp(-score)),
        ["heavy"] = (random => Math.Pow(1 - random.NextDouble(), -0.4), score => Math.Pow(score, -2.5)),
        ["ending"] = (random => 1 - Math.Pow(1 - random.NextDouble(), 0.3), score => Math.Pow(1 - score, 1 / 0.3)),
        ["log-normal-like"] = (
            random => Math.Exp(Logistic(random.NextDouble())), score => 1 / (1 + score)),
        ["of two kinds"] = (
            random => -Math.Log(1 - random.NextDouble()) * (random.Next(100) == 0 ? 5 : 1),
            score => 0.99 * Math.Exp(-score) + 0.01 * Math.Exp(-score / 5)),
    };

    public static TheoryData<string, double> Cases()
    {
        var cases = new TheoryData<string, double>();
        foreach (var name in Scored.Keys)
        {
            foreach (var rate in (double[])[1e-2, 1e-3, 1e-4]) cases.Add(name, rate);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_share_that_comes_is_within_twice_the_wanted_one_and_in_its_interval(string scored, double rate)
    {
        var (draw, shareAbove) = Scored[scored];
        var (within, inside) = (0, 0);
        for (var seed = 0; seed < Trials; seed++)
        {
            var calibration = Calibration.Of(Drawn(draw, new(seed), Scores), rate);
            var share = shareAbove(calibration.Threshold);
            within += share >= rate / 2 && share <= rate * 2 ? 1 : 0;
            inside += share >= calibration.Lowest && share <= calibration.Highest ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{scored}, {rate}: {within} within twice, {inside} inside");
        Assert.True(within >= 0.9 * Trials, $"{within} of {Trials}");
        Assert.True(inside >= 0.8 * Trials, $"{inside} of {Trials}");
    }

    // Each score comes twenty times: there is a twentieth of what there seems to be.
    [Fact]
    public void Bursts_widen_the_interval_as_much_as_they_should()
    {
        var (inside, alone, together) = (0, 0.0, 0.0);
        for (var seed = 0; seed < Trials; seed++)
        {
            var random = new Random(seed);
            var bursts = new LargestScores();
            for (var i = 0; i < Scores / 20; i++)
            {
                var score = -Math.Log(1 - random.NextDouble());
                for (var j = 0; j < 20; j++) bursts.Add(score);
            }

            var calibration = Calibration.Of(bursts, 1e-3);
            var share = Math.Exp(-calibration.Threshold);
            inside += share >= calibration.Lowest && share <= calibration.Highest ? 1 : 0;
            together += calibration.Highest - calibration.Lowest;
            var independent = Calibration.Of(Drawn(Scored["exponential"].Draw, new(seed), Scores), 1e-3);
            alone += independent.Highest - independent.Lowest;
        }

        Assert.True(inside >= 0.8 * Trials, $"{inside} of {Trials}");
        Assert.True(together > 2 * alone, $"{together} {alone}");
    }

    [Fact]
    public void Says_when_there_is_too_little_to_tell()
    {
        Assert.True(Calibration.Of(Drawn(Scored["exponential"].Draw, new(1), Scores), 1e-4).IsSupported);
        Assert.False(Calibration.Of(Drawn(Scored["heavy"].Draw, new(1), 2_000), 1e-4).IsSupported);
        Assert.Throws<ArgumentException>(() => Calibration.Of(Drawn(Scored["heavy"].Draw, new(1), 999), 1e-2));

        var atOnce = new LargestScores();
        for (var i = 0; i < 100_000; i++) atOnce.Add(i / 10_000 == 4 ? 9 + i % 1_000 : i % 7);
        Assert.False(Calibration.Of(atOnce, 1e-2).IsSupported);
    }

    [Fact]
    public void Scores_that_are_all_alike_or_no_numbers_do_no_harm()
    {
        var scores = new LargestScores();
        for (var i = 0; i < 10_000; i++) scores.Add(i % 7 == 0 ? double.NaN : 1);
        var calibration = Calibration.Of(scores, 1e-3);
        Assert.InRange(calibration.Threshold, 1, 1.001);
        Assert.Equal(10_000, scores.Seen + scores.Broken);
    }

    [Fact]
    public void Only_the_largest_are_kept()
    {
        var scores = new LargestScores(100);
        foreach (var score in Enumerable.Range(0, 10_000).OrderBy(i => i * 7919 % 10_000))
            scores.Add(score);
        Assert.Equal((10_000, 100), (scores.Seen, scores.Kept));
        Assert.Equal([9_999, 9_998, 9_997], scores.Take(3).Select(one => one.Score));
    }

    static LargestScores Drawn(Func<Random, double> draw, Random random, int count)
    {
        var scores = new LargestScores();
        for (var i = 0; i < count; i++) scores.Add(draw(random));
        return scores;
    }

    static double Logistic(double share) => Math.Log(share / (1 - share));
}
