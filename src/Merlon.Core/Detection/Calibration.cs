using System.Text.Json.Serialization;

namespace Merlon.Detection;

/// <summary>
/// The threshold above which a wanted share of benign traffic lies, from scores of traffic that a detector was not
/// trained on: by the tail of a generalized Pareto distribution (peaks over threshold; Coles, 2001), which reaches
/// farther than what was seen.
/// </summary>
/// <param name="Threshold">What scores above it is an alert.</param>
/// <param name="Wanted">The share of benign traffic that may be, above 0 and below 1.</param>
/// <param name="Lowest">No smaller share will be, at 95 %.</param>
/// <param name="Highest">No larger share will be, at 95 %.</param>
/// <param name="Scores">So many were seen.</param>
/// <param name="Peaks">So many of them lie in the tail.</param>
/// <param name="Blocks">
/// So many of a hundred blocks of the traffic hold them: those of one block are not independent of each other.
/// </param>
public sealed record Calibration(
    double Threshold, double Wanted, double Lowest, double Highest, long Scores, int Peaks, int Blocks)
{
    /// <summary>With fewer scores there is no tail to speak of.</summary>
    public const int LeastScores = 1_000;

    const double TimesWanted = 2, LargestTail = 0.25;

    const int LeastPeaks = 250, LeastBlocks = 20, Resamples = 100;

    /// <summary>
    /// Whether its numbers can be those of a calibration; not where scores lie too far apart to tell a threshold.
    /// </summary>
    [JsonIgnore]
    public bool IsSound => double.IsFinite(Threshold) && Threshold >= 0 && Wanted is > 0 and < 1
        && Lowest >= 0 && Lowest <= Highest && Highest <= 1
        && Scores >= LeastScores && Peaks >= 0 && Peaks <= Scores && Blocks is >= 0 and <= TailPeaks.BlockCount;

    /// <summary>Whether the data tell the share within a factor of two.</summary>
    public bool IsSupported => Blocks >= LeastBlocks && Highest <= 2 * Wanted;

    /// <param name="scores"><see cref="LeastScores"/> at least.</param>
    /// <param name="rate">The share of benign traffic that may be an alert, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There are too few scores.</exception>
    public static Calibration Of(LargestScores scores, double rate)
    {
        if (scores.Seen < LeastScores) throw new ArgumentException($"fewer than {LeastScores} scores", nameof(scores));

        var peaks = PeaksOf(scores, rate);
        var threshold = peaks.Tail.ThresholdFor(Math.Min(rate, peaks.Tail.Share));
        var shares = SharesAbove(threshold, peaks, scores.Seen);
        Array.Sort(shares);
        return new(threshold, rate, shares[0], shares[^1], scores.Seen, peaks.Count, peaks.Occupied);
    }

    // What lies nearer to the wanted share is more like it; what is too little tells nothing.
    static TailPeaks PeaksOf(LargestScores scores, double rate)
    {
        var largest = scores.Take(scores.Kept);
        var count = (int)Math.Min(Math.Max(LeastPeaks, TimesWanted * rate * scores.Seen), LargestTail * scores.Seen);
        count = Math.Min(count, largest.Length - 1);
        return TailPeaks.Of(largest.AsSpan(0, count), largest[count].Score, scores.Seen);
    }

    // The share that lies above, had the blocks been others: as many, drawn from those that were. Of a hundred the
    // outermost are the bounds at 95 %: the inner 95 held it in 88 of 100 cases (CalibrationTests).
    static double[] SharesAbove(double threshold, TailPeaks peaks, long seen)
    {
        var random = new Random(1);
        var shares = new double[Resamples];
        for (var i = 0; i < shares.Length; i++)
            shares[i] = peaks.Resampled(random, seen).ShareAbove(Math.Max(threshold, peaks.Tail.Start));
        return shares;
    }
}
