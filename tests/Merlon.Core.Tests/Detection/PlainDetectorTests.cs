namespace Merlon.Detection;

public class PlainDetectorTests
{
    [Fact]
    public void A_z_score_counts_standard_deviations_of_the_farthest_feature()
    {
        var course = new ZScoreDetector.Course(2);
        foreach (var x in new double[] { 2, 4, 4, 4, 5, 5, 7, 9 }) course.Learn([x, 1e6]);   // mean 5, deviation 2

        var detector = course.ToDetector();
        Assert.Equal(0, detector.Score([5, 1e6]), 1e-12);
        Assert.Equal(2, detector.Score([9, 1e6]), 1e-12);
        Assert.Equal(3, detector.Score([-1, 1e6]), 1e-12);
        Assert.True(detector.Score([5, 1e6 + 1]) > 100);   // a feature that never changed
        Assert.InRange(detector.Score([5, 1e6 + 1e-9]), 0, 1e-3);   // but for rounding
    }

    [Fact]
    public void A_box_plot_counts_widths_of_the_middle_half()
    {
        var course = new BoxPlotDetector.Course(2, new Random(1));
        Assert.Null(course.ToDetector());
        for (var i = 0; i < 100; i++) course.Learn([i, -i]);   // the middle half is 25 to 75, -74 to -24

        var detector = course.ToDetector()!;
        Assert.Equal(0, detector.Score([75, -25]));
        Assert.Equal(1.5, detector.Score([150, -50]));
        Assert.Equal(1, detector.Score([-25, -50]));
        Assert.Equal(2, detector.Score([50, 76]));
    }

    [Fact]
    public void A_box_plot_takes_a_fair_sample()
    {
        var course = new BoxPlotDetector.Course(1, new Random(1), sample: 1_000);
        for (var i = 0; i < 100_000; i++) course.Learn([i]);

        // Of the whole, the middle half is 25,000 to 75,000; of the first thousand it would be 250 to 750.
        Assert.InRange(course.ToDetector()!.Score([100_000]), 0.4, 0.6);
    }
}
