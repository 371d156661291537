namespace Merlon.Detection;

/// <summary>What is strange about a vector, by each detector that can tell pairs.</summary>
public class ExplanationTests
{
    // Features go in pairs that are equal; in the strange vector one of a pair is not.
    [Theory]
    [InlineData("flows")]
    [InlineData("packets")]
    [InlineData("flows-zscore")]
    [InlineData("flows-boxplot")]
    public void Names_the_feature_that_does_not_go_with_the_others(string kind)
    {
        const int features = 20, strange = 7;
        var random = new Random(1);
        var course = DetectorKind.Of(kind)!.CourseOf(features, new(MapPackets: 500, Epochs: 20, Seed: 1));
        for (var i = 0; i < 5_000; i++) course.Learn(Vector(random, features));
        while (course.EpochsLeft > 0) course.LearnEpoch();

        var detector = course.State!.ToDetector();
        for (var i = 0; i < 20; i++)
        {
            var vector = Vector(random, features);
            vector[strange] += 5;
            var first = detector.Explain(vector)[0];
            Assert.Equal((strange, vector[strange]), (first.Feature, first.Value));
            Assert.InRange(first.Usual, 0.45, 0.55);
        }
    }

    static double[] Vector(Random random, int features)
    {
        var vector = new double[features];
        for (var i = 0; i < features; i += 2) vector[i] = vector[i + 1] = random.NextDouble();
        return vector;
    }
}
