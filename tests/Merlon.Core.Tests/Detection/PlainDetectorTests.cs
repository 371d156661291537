namespace Merlon.Detection;

public class PlainDetectorTests
{
    [Fact]
    public void A_z_score_counts_standard_deviations_of_the_farthest_feature()
    {
        var course = new ZScoreDetector.Course(2);
        foreach (var x in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 }) course.Learn([x, 1e6]);   // mean 5, deviation 2

        var detector = course.State!.ToDetector();
        Assert.Equal(0, detector.Score([5, 1e6]), 1e-12);
        Assert.Equal(2, detector.Score([9, 1e6]), 1e-12);
        Assert.Equal(3, detector.Score([-1, 1e6]), 1e-12);
        Assert.True(detector.Score([5, 1e6 + 1]) > 100);   // a feature that never changed
        Assert.InRange(detector.Score([5, 1e6 + 1e-9]), 0, 1e-3);   // but for rounding
    }

    [Fact]
    public void A_box_plot_counts_widths_of_the_middle_half()
    {
        var course = new BoxPlotDetector.Course(2, seed: 1);
        Assert.Null(course.State);
        for (var i = 0; i < 100; i++) course.Learn([i, -i]);   // the middle half is 25 to 75, -74 to -24

        var detector = course.State!.ToDetector();
        Assert.Equal(0, detector.Score([75, -25]));
        Assert.Equal(1.5, detector.Score([150, -50]));
        Assert.Equal(1, detector.Score([-25, -50]));
        Assert.Equal(2, detector.Score([50, 76]));
    }

    [Fact]
    public void A_box_plot_takes_a_fair_sample()
    {
        var course = new BoxPlotDetector.Course(1, seed: 1, sample: 1_000);
        for (var i = 0; i < 100_000; i++) course.Learn([i]);

        // Of the whole, the middle half is 25,000 to 75,000; of the first thousand it would be 250 to 750.
        Assert.InRange(course.State!.ToDetector().Score([100_000]), 0.4, 0.6);
    }

    [Fact]
    public void Mahalanobis_counts_standard_deviations_where_features_go_together()
    {
        var (random, course, plain) = (new Random(1), new MahalanobisDetector.Course(3), new ZScoreDetector.Course(3));
        for (var i = 0; i < 50_000; i++)
        {
            var (x, y) = (Normal(random), Normal(random));
            double[] vector = [5 + 2 * x, 100 * (x + 0.1 * y), 7];   // the third never changes
            course.Learn(vector);
            plain.Learn(vector);
        }

        // x and y are independent and of deviation 1: the distance is that of (x, y) from 0.
        var (detector, zScore) = (course.State!.ToDetector(), plain.State!.ToDetector());
        foreach (var (x, y) in ((double, double)[])[(0, 0), (1, 0), (0, 1), (-3, 4), (0.5, -20)])
        {
            double[] vector = [5 + 2 * x, 100 * (x + 0.1 * y), 7];
            var distance = Math.Sqrt(x * x + y * y);
            Assert.InRange(detector.Score(vector), 0.98 * distance - 0.02, 1.02 * distance + 0.02);
            Assert.True(distance < 10 || zScore.Score(vector) < 3);   // to which each feature by itself is usual
        }

        Assert.True(detector.Score([5, 0, 8]) > 1_000);
    }

    static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
