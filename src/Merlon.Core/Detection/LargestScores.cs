namespace Merlon.Detection;

/// <summary>A score, and its number among all, from 0.</summary>
public readonly record struct NumberedScore(double Score, long Number);

/// <summary>Scores of traffic, of which the largest are kept; in bounded memory.</summary>
/// <param name="capacity">So many, 1 or more.</param>
public sealed class LargestScores(int capacity = LargestScores.StandardCapacity)
{
    public const int StandardCapacity = 1 << 17;

    readonly PriorityQueue<NumberedScore, double> _kept = new();   // the smallest first

    /// <summary>All that were seen.</summary>
    public long Seen { get; private set; }

    /// <summary>Those that were no number, and count as no score.</summary>
    public long Broken { get; private set; }

    public int Kept => _kept.Count;

    public void Add(double score)
    {
        if (!double.IsFinite(score))
        {
            Broken++;
            return;
        }

        var numbered = new NumberedScore(score, Seen++);
        if (_kept.Count < capacity) _kept.Enqueue(numbered, score);
        else if (_kept.TryPeek(out _, out var least) && score > least) _kept.DequeueEnqueue(numbered, score);
    }

    /// <summary>The largest ones.</summary>
    /// <param name="count">At most <see cref="Kept"/>.</param>
    /// <returns>Descending.</returns>
    public NumberedScore[] Take(int count) =>
        [.. _kept.UnorderedItems.Select(item => item.Element).OrderByDescending(one => one.Score).Take(count)];
}
