namespace Merlon.Detection.Drift;

/// <summary>How fast a threshold follows slow drift, and how far, at most.</summary>
public sealed record DriftPace
{
    /// <summary>Of the packets in so long a time one is heard at most: a tenth of a second.</summary>
    public TimeSpan Hearing { get; init; } = ScoreLevel.Hearing;

    /// <summary>
    /// So far, as a natural logarithm, one hearing moves the threshold at most: 0.05 in a day of them, by which it
    /// doubles in a fortnight.
    /// </summary>
    public double Step { get; init; } = 0.05 / (TimeSpan.TicksPerDay / ScoreLevel.Hearing.Ticks);

    /// <summary>So many times the calibrated threshold it becomes at most.</summary>
    public double Most { get; init; } = 2;

    /// <summary>So far, as a natural logarithm, one hearing moves the level: it looks back some hours.</summary>
    public double Gain { get; init; } = 1e-4;

    /// <summary>The farthest, as a natural logarithm, that the threshold moves in such a time of a capture.</summary>
    /// <param name="time">0 or more. What of it nothing was heard in moves nothing.</param>
    public double FarthestIn(TimeSpan time) => Step * (Math.Floor(time / Hearing) + 1);
}
