namespace Merlon.Synthesis.Cover;

/// <summary>
/// Takes, again and again, the candidate that adds most weight for its cost, as long as one has room. A cost is a
/// candidate's share of the budget, its share of the limit, or both, since either may be what runs out.
/// </summary>
/// <remarks>
/// Khuller, Moss and Naor, "The budgeted maximum coverage problem" (1999). Gains only fall, so one that comes to the
/// top with an old gain goes back with its present one (Minoux, 1978).
/// </remarks>
sealed class Greedy(CoverMatrix matrix, long budget, int limit)
{
    readonly PriorityQueue<int, (double, int)> _best = new();

    /// <summary>Adds to a choice.</summary>
    /// <param name="harmPart">How much of the cost is harm, 0 to 1; the rest is the place taken.</param>
    public void Fill(Covering covering, double harmPart)
    {
        _best.Clear();
        for (var i = 0; i < matrix.Candidates; i++) Enqueue(covering, i, harmPart);
        while (_best.TryDequeue(out var candidate, out var rank))
        {
            if (!covering.HasRoomFor(candidate, budget, limit)) continue;
            if (rank != Rank(covering, candidate, harmPart)) Enqueue(covering, candidate, harmPart);
            else covering.Take(candidate);
        }
    }

    void Enqueue(Covering covering, int candidate, double harmPart)
    {
        if (covering.Has(candidate) || covering.Gain(candidate) == 0) return;
        _best.Enqueue(candidate, Rank(covering, candidate, harmPart));
    }

    (double, int) Rank(Covering covering, int candidate, double harmPart)
    {
        var harm = matrix.Harms[candidate] / Math.Max(budget, 1.0);
        return (-covering.Gain(candidate) / (harmPart * harm + (1 - harmPart) / limit), candidate);
    }
}
