namespace Merlon.Detection;

/// <summary>Equal to what the authors' own program computes.</summary>
public class KitsuneOracleTests(ITestOutputHelper output)
{
    const double Close = 1e-9;

    [Fact]
    public void The_features_are_those_of_the_original()
    {
        var (expected, features) = (KitsuneOracle.Features(), KitsuneOracle.OurFeatures());
        Assert.Equal(2_000, expected.Length);

        // Relative, nothing taken for zero: what is 0 there must be 0 here.
        var worst = expected.Zip(features).SelectMany(pair => pair.First.Zip(pair.Second, Apart)).Max();
        output.WriteLine($"farthest apart: {worst:0.0e+0}");
        Assert.InRange(worst, 0, Close);
    }

    [Fact]
    public void A_feature_that_is_off_would_be_noticed()
    {
        Assert.True(Apart(0, 1e-300) > Close);
        Assert.True(Apart(1e-300, -1e-300) > Close);
        Assert.True(Apart(1, 1 + 2 * Close) > Close);
        Assert.Equal(0, Apart(0, 0));
    }

    [Fact]
    public void From_the_original_s_features_comes_its_map() =>
        Assert.Equal(KitsuneOracle.Map(), MapOf(KitsuneOracle.Features()));

    // Distances that are 0 but for rounding are ordered by it, and rounding is not the same: here an idle stream is
    // decayed once, there whenever a peer sends.
    [Fact]
    public void From_our_features_come_the_same_groups_in_the_same_order() => Assert.Equal(
        KitsuneOracle.Map().Select(group => group.Order()),
        MapOf(KitsuneOracle.OurFeatures()).Select(group => group.Order()));

    [Fact]
    public void The_draws_are_those_of_the_original() =>
        Assert.Equal(KitsuneOracle.Draws(), KitsuneOracle.Course().Draws!(KitsuneOracle.Draws().Length));

    [Fact]
    public void The_scores_are_those_of_the_original()
    {
        var (expected, features) = (KitsuneOracle.Scores(), KitsuneOracle.OurFeatures());
        var course = new EnsembleCourse(features[0].Length, KitsuneOracle.Course() with { Map = KitsuneOracle.Map() });
        foreach (var vector in features.Skip(KitsuneOracle.MapPackets).Take(KitsuneOracle.TrainingPackets))
            course.Learn(vector);

        Assert.True(course.IsDone);
        var ensemble = course.ToEnsemble()!;
        var scored = Enumerable.Range(0, features.Count).Skip(KitsuneOracle.MapPackets + KitsuneOracle.TrainingPackets)
            .ToDictionary(packet => packet, packet => ensemble.Score(features[packet]));
        Assert.Equal(expected.Keys.Order(), scored.Keys.Order());
        var worst = scored.Max(packet => Math.Abs(packet.Value - expected[packet.Key]));
        var worstShare = scored.Max(packet => Math.Abs(packet.Value / expected[packet.Key] - 1));
        output.WriteLine($"farthest apart: {worst:0.0e+0}, relative {worstShare:0.0e+0}");
        Assert.InRange(worst, 0, 1e-6);
    }

    static IReadOnlyList<IReadOnlyList<int>> MapOf(IReadOnlyList<double[]> features)
    {
        var course = new EnsembleCourse(features[0].Length, KitsuneOracle.Course());
        foreach (var vector in features.Take(KitsuneOracle.MapPackets)) course.Learn(vector);
        return course.Map!;
    }

    static double Apart(double expected, double actual) =>
        expected == actual ? 0 : Math.Abs(expected - actual) / Math.Max(Math.Abs(expected), Math.Abs(actual));
}
