namespace Merlon.Detection;

public class EnsembleExplainerTests
{
    // Features go in pairs that are equal; in the strange vector one of a pair is not.
    [Fact]
    public void Names_the_feature_that_does_not_go_with_the_others()
    {
        const int features = 20, strange = 7;
        var random = new Random(1);
        var course = new EnsembleCourse(features, new() { MapVectors = 500, TrainingVectors = 5_000 });
        while (!course.IsDone) course.Learn(Vector(random, features));

        var explainer = new EnsembleExplainer(course.State!);
        for (var i = 0; i < 20; i++)
        {
            var vector = Vector(random, features);
            vector[strange] += 5;
            var first = explainer.Explain(vector)[0];
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
