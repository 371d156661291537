namespace Merlon.Detection.Drift;

/// <summary>
/// The level of the scores of normal traffic: 95 % of those that are no alert lie below it. One packet is heard each
/// tenth of a second, so that it is the level of times rather than of packets.
/// </summary>
/// <remarks>
/// So far up since it is the tail that alerts come from: where hosts were new, what most scores lie below moved less
/// than the tail. No farther, since what attacks leave below the threshold makes a few per cent of the time
/// (docs/detection.md has both).
/// </remarks>
public sealed class ScoreLevel
{
    /// <summary>Of the scores, so many lie below.</summary>
    public const double Share = 0.95;

    readonly LargestScores _heard = new();
    HearingClock _clock;

    /// <summary>One packet in so long a time is heard.</summary>
    public static TimeSpan Hearing { get; } = TimeSpan.FromMilliseconds(100);

    /// <param name="at">When the packet was seen; not all is heard (<see cref="HearingClock"/>).</param>
    public void Add(double score, DateTime at)
    {
        if (_clock.Hears(at, Hearing)) _heard.Add(score);
    }

    /// <returns>Above 0; null where that cannot be told.</returns>
    public double? Below(double threshold)
    {
        var heard = _heard.Take(_heard.Kept);
        var alerts = heard.Count(one => one.Score > threshold);
        if (alerts == heard.Length) return null;

        var above = alerts + (long)((1 - Share) * (_heard.Seen - alerts));
        var level = heard[Math.Min(above, heard.Length - 1)].Score;
        return level > 0 ? level : null;
    }
}
