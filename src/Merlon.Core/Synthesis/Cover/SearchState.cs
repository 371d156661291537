namespace Merlon.Synthesis.Cover;

/// <summary>
/// Where a search stands: candidates taken, candidates excluded, and the order of both, so that they can be undone.
/// What is left to decide is gathered anew at each node.
/// </summary>
sealed class SearchState(CoverMatrix matrix)
{
    const int MostRounds = 4;   // one candidate taken may make another indispensable, and so on, a long way

    readonly bool[] _isExcluded = new bool[matrix.Candidates];
    readonly int[] _trail = new int[matrix.Candidates];
    readonly int[] _free = new int[matrix.Candidates];
    readonly int[] _open = new int[matrix.Classes];
    readonly int[] _coverers = new int[matrix.Classes];      // free candidates that cover an open class
    readonly int[] _lastCoverer = new int[matrix.Classes];
    readonly long[] _sole = new long[matrix.Candidates];     // the weight of open classes that no other covers
    int _freeCount, _openCount;

    public Covering Covering { get; } = new(matrix);

    /// <summary>How many decisions there are; <see cref="UndoTo"/> goes back to so many.</summary>
    public int Depth { get; private set; }

    /// <summary>Candidates that may be taken yet, and would add weight.</summary>
    public ReadOnlySpan<int> Free => _free.AsSpan(0, _freeCount);

    /// <summary>Classes that are not covered, and that a free candidate covers.</summary>
    public ReadOnlySpan<int> Open => _open.AsSpan(0, _openCount);

    /// <summary>The weight of what is covered or open.</summary>
    public long Reachable { get; private set; }

    public void Take(int candidate)
    {
        Covering.Take(candidate);
        _trail[Depth++] = candidate;
    }

    public void Exclude(int candidate)
    {
        _isExcluded[candidate] = true;
        _trail[Depth++] = candidate;
    }

    public void UndoTo(int depth)
    {
        while (Depth > depth)
        {
            var candidate = _trail[--Depth];
            if (_isExcluded[candidate]) _isExcluded[candidate] = false;
            else Covering.PutBack(candidate);
        }
    }

    /// <summary>Finds what is free and open, and takes what the goal cannot be reached without.</summary>
    /// <returns>Whether the goal may be reached, as far as this can tell.</returns>
    public bool Gather(in Goal goal)
    {
        for (var round = 0; ; round++)
        {
            GatherWithin(goal.Budget, goal.Limit);
            if (Reachable < goal.Weight || Covering.Harm > goal.Budget || Covering.Count > goal.Limit) return false;
            if (round == MostRounds) return true;
            if (!TakeIndispensable(goal, out var isAny)) return false;
            if (!isAny) return true;
        }
    }

    void GatherWithin(long budget, int limit)
    {
        foreach (var one in Open) _coverers[one] = 0;
        (_freeCount, _openCount, Reachable) = (0, 0, Covering.Weight);
        for (var candidate = 0; candidate < matrix.Candidates; candidate++)
        {
            if (_isExcluded[candidate] || Covering.Has(candidate)) continue;
            if (Covering.HasRoomFor(candidate, budget, limit) && AddOpen(candidate)) _free[_freeCount++] = candidate;
        }
    }

    bool AddOpen(int candidate)
    {
        var isAny = false;
        foreach (var one in matrix.ClassesOf(candidate))
        {
            if (Covering.Covers(one)) continue;

            isAny = true;
            _lastCoverer[one] = candidate;
            if (_coverers[one]++ > 0) continue;
            _open[_openCount++] = one;
            Reachable += matrix.Weights[one];
        }

        return isAny;
    }

    bool TakeIndispensable(in Goal goal, out bool isAny)
    {
        isAny = false;
        foreach (var candidate in Free) _sole[candidate] = 0;
        foreach (var one in Open)
        {
            if (_coverers[one] == 1) _sole[_lastCoverer[one]] += matrix.Weights[one];
        }

        var spare = Reachable - goal.Weight;
        foreach (var candidate in Free)
        {
            if (_sole[candidate] <= spare) continue;
            if (!Covering.HasRoomFor(candidate, goal.Budget, goal.Limit)) return false;
            Take(candidate);
            isAny = true;
        }

        return true;
    }
}
