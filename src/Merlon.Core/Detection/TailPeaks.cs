namespace Merlon.Detection;

/// <summary>Scores above a start, by the bursts in which they came, and the tail that they make.</summary>
/// <param name="Bursts">Of each, what its scores exceed the start by.</param>
sealed record TailPeaks(ParetoTail Tail, int Count, double[][] Bursts)
{
    const int MostFitted = 1_000;

    /// <param name="peaks">Above the start, descending.</param>
    /// <param name="seen">All scores.</param>
    /// <param name="gap">Longer silences are between bursts.</param>
    public static TailPeaks Of(ReadOnlySpan<ScoreAt> peaks, double start, long seen, TimeSpan gap)
    {
        var bursts = BurstsOf(peaks, start, gap);
        var excesses = bursts.SelectMany(burst => burst).Order().ToArray();
        return new(Fitted(start, excesses, (double)excesses.Length / seen), excesses.Length, bursts);
    }

    /// <summary>The tail of as many bursts, drawn from these.</summary>
    public ParetoTail Resampled(Random random, long seen)
    {
        var excesses = new List<double>(Count);
        for (var i = 0; i < Bursts.Length; i++) excesses.AddRange(Bursts[random.Next(Bursts.Length)]);
        excesses.Sort();
        return Fitted(Tail.Start, [.. excesses], (double)excesses.Count / seen);
    }

    static double[][] BurstsOf(ReadOnlySpan<ScoreAt> peaks, double start, TimeSpan gap)
    {
        var bursts = new List<List<double>>();
        var latest = default(DateTime);
        foreach (var (score, at) in peaks.ToArray().OrderBy(peak => peak.At))
        {
            if (bursts.Count == 0 || at - latest > gap) bursts.Add([]);
            bursts[^1].Add(score - start);
            latest = at;
        }

        return [.. bursts.Select(burst => burst.ToArray())];
    }

    // Where all are alike, there is nothing to fit; what lies above is above by a hair.
    static ParetoTail Fitted(double start, double[] excesses, double share) => excesses is [.., > 0]
        ? ParetoTail.Fit(start, Thinned(excesses), share)
        : new(start, 0, Math.Max(double.Epsilon, Math.Abs(start) * 1e-12), share);

    // Evenly: more tell hardly more of two parameters, and cost as much again.
    static double[] Thinned(double[] excesses) => excesses.Length <= MostFitted ? excesses
        : [.. Enumerable.Range(1, MostFitted).Select(i => excesses[(long)i * excesses.Length / MostFitted - 1])];
}
