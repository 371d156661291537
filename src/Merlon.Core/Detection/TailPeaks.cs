namespace Merlon.Detection;

/// <summary>Scores above a start, by the blocks of all scores in which they lie, and the tail that they make.</summary>
/// <param name="Blocks">Of each, what its scores exceed the start by.</param>
sealed record TailPeaks(ParetoTail Tail, int Count, double[][] Blocks)
{
    /// <summary>Of all scores.</summary>
    public const int BlockCount = 100;

    const int MostFitted = 1_000;

    /// <param name="peaks">Above the start, descending.</param>
    /// <param name="seen">All scores.</param>
    public static TailPeaks Of(ReadOnlySpan<NumberedScore> peaks, double start, long seen)
    {
        var blocks = new List<double>[BlockCount];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = [];
        foreach (var (score, number) in peaks) blocks[number * BlockCount / seen].Add(score - start);

        var excesses = blocks.SelectMany(block => block).Order().ToArray();
        var tail = Fitted(start, excesses, (double)excesses.Length / seen);
        return new(tail, excesses.Length, [.. blocks.Select(block => block.ToArray())]);
    }

    /// <summary>How many of the blocks hold peaks: these are independent of each other, more or less.</summary>
    public int Occupied => Blocks.Count(block => block.Length > 0);

    /// <summary>The tail of as many blocks, drawn from these (Carlstein, 1986).</summary>
    public ParetoTail Resampled(Random random, long seen)
    {
        var excesses = new List<double>(Count);
        for (var i = 0; i < Blocks.Length; i++) excesses.AddRange(Blocks[random.Next(Blocks.Length)]);
        excesses.Sort();
        return Fitted(Tail.Start, [.. excesses], (double)excesses.Count / seen);
    }

    // Where all are alike, there is nothing to fit; what lies above is above by a hair.
    static ParetoTail Fitted(double start, double[] excesses, double share) => excesses is [.., > 0]
        ? ParetoTail.Fit(start, Thinned(excesses), share)
        : new(start, 0, Math.Max(double.Epsilon, Math.Abs(start) * 1e-12), share);

    // Evenly: more tell hardly more of two parameters, and cost as much again.
    static double[] Thinned(double[] excesses) => excesses.Length <= MostFitted ? excesses
        : [.. Enumerable.Range(1, MostFitted).Select(i => excesses[(long)i * excesses.Length / MostFitted - 1])];
}
