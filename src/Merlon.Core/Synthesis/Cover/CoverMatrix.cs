namespace Merlon.Synthesis.Cover;

/// <summary>
/// Which candidates cover which classes, from both sides, in flat arrays: lists of numbers rather than bits, since a
/// candidate covers few of many classes, and every walk here needs a number per class.
/// </summary>
sealed class CoverMatrix
{
    readonly int[] _starts, _classes;           // by candidate
    readonly int[] _columnStarts, _candidates;  // by class

    /// <param name="starts">Where each candidate's classes begin, and where the last one's end.</param>
    public CoverMatrix(long[] weights, long[] harms, int[] starts, int[] classes)
    {
        (Weights, Harms, _starts, _classes) = (weights, harms, starts, classes);
        _columnStarts = new int[weights.Length + 1];
        _candidates = new int[classes.Length];
        foreach (var one in classes) _columnStarts[one + 1]++;
        for (var i = 0; i < weights.Length; i++) _columnStarts[i + 1] += _columnStarts[i];

        var next = _columnStarts.AsSpan(0, weights.Length).ToArray();
        for (var candidate = 0; candidate < harms.Length; candidate++)
        {
            foreach (var one in ClassesOf(candidate)) _candidates[next[one]++] = candidate;
        }
    }

    public long[] Weights { get; }
    public long[] Harms { get; }

    public int Classes => Weights.Length;
    public int Candidates => Harms.Length;

    /// <summary>How often a class is covered, in all candidates together.</summary>
    public int Entries => _classes.Length;

    public ReadOnlySpan<int> ClassesOf(int candidate) =>
        _classes.AsSpan(_starts[candidate].._starts[candidate + 1]);

    public ReadOnlySpan<int> CandidatesOf(int one) =>
        _candidates.AsSpan(_columnStarts[one].._columnStarts[one + 1]);
}
