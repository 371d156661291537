namespace Merlon.Synthesis.Cover;

/// <summary>
/// Takes, again and again, the candidate that adds most weight for its cost, as long as one has room. A cost is a
/// candidate's share of the budget, its share of the limit, or both, since either may be what runs out.
/// </summary>
/// <remarks>
/// Khuller, Moss and Naor, "The budgeted maximum coverage problem" (1999). Gains only fall, so one that comes to the
/// top with an old rank is put where its present one belongs (Minoux, 1978).
/// </remarks>
sealed class Greedy(CoverMatrix matrix, long budget, int limit)
{
    readonly int[] _heap = new int[matrix.Candidates];       // the best on top
    readonly double[] _ranks = new double[matrix.Candidates];
    int _count;

    /// <summary>Adds to a choice.</summary>
    /// <param name="harmPart">How much of the cost is harm, from 0 to less than 1; the rest is the place taken.</param>
    public void Fill(Covering covering, double harmPart)
    {
        Gather(covering, harmPart);
        while (_count > 0)
        {
            var candidate = _heap[0];
            var rank = covering.HasRoomFor(candidate, budget, limit) ? Rank(covering, candidate, harmPart) : 0;
            if (rank > 0 && rank < _ranks[candidate])
            {
                _ranks[candidate] = rank;
            }
            else
            {
                if (rank > 0) covering.Take(candidate);
                _heap[0] = _heap[--_count];
            }

            SiftDown(0);
        }
    }

    void Gather(Covering covering, double harmPart)
    {
        _count = 0;
        if (covering.Count >= limit) return;
        for (var candidate = 0; candidate < matrix.Candidates; candidate++)
        {
            if (covering.Has(candidate) || !covering.HasRoomFor(candidate, budget, limit)) continue;
            _ranks[candidate] = Rank(covering, candidate, harmPart);
            if (_ranks[candidate] > 0) _heap[_count++] = candidate;
        }

        for (var place = _count / 2 - 1; place >= 0; place--) SiftDown(place);
    }

    double Rank(Covering covering, int candidate, double harmPart)
    {
        var harm = matrix.Harms[candidate] / Math.Max(budget, 1.0);
        return covering.Gain(candidate) / (harmPart * harm + (1 - harmPart) / limit);
    }

    void SiftDown(int place)
    {
        while (2 * place + 1 is var child && child < _count)
        {
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], _heap[place])) return;
            (_heap[place], _heap[child]) = (_heap[child], _heap[place]);
            place = child;
        }
    }

    bool IsBefore(int left, int right) => _ranks[left] > _ranks[right] || _ranks[left] == _ranks[right] && left < right;
}
