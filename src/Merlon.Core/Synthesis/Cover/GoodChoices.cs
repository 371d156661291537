namespace Merlon.Synthesis.Cover;

/// <summary>
/// Finds choices that are good, without a word on how good: greedily, by exchange, by rounding a relaxation.
/// </summary>
sealed class GoodChoices(CoverMatrix matrix, long budget, int limit, Incumbent best)
{
    static readonly double[] HarmParts = [0, 0.5, 0.99];

    readonly Covering _covering = new(matrix);
    readonly Greedy _greedy = new(matrix, budget, limit);
    readonly Exchange _exchange = new(matrix, budget, limit);

    /// <summary>The warm start as far as it fits, what can be made of it, and what can be made of nothing.</summary>
    public void Start(ReadOnlySpan<int> warmStart)
    {
        TakeWhatFits(warmStart);
        best.Offer(_covering.Taken);
        Finish(isThorough: true);
        foreach (var harmPart in HarmParts)
        {
            _covering.Clear();
            _greedy.Fill(_covering, harmPart);
            best.Offer(_covering.Taken);
            Finish(isThorough: true);
        }
    }

    /// <summary>Goes on from what is taken with what a relaxation selected.</summary>
    public void Round(ReadOnlySpan<int> taken, ReadOnlySpan<int> selected, bool isThorough)
    {
        _covering.Become(taken);
        TakeWhatFits(selected);
        Finish(isThorough);
    }

    void TakeWhatFits(ReadOnlySpan<int> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!_covering.HasRoomFor(candidate, budget, limit) || _covering.Has(candidate)) continue;
            if (_covering.Gain(candidate) > 0) _covering.Take(candidate);
        }
    }

    void Finish(bool isThorough)
    {
        _greedy.Fill(_covering, 0.5);
        if (isThorough && _exchange.TryImprove(_covering)) _greedy.Fill(_covering, 0.5);
        best.Offer(_covering.Taken);
    }
}
