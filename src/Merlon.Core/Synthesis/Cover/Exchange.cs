namespace Merlon.Synthesis.Cover;

/// <summary>Betters a choice by putting one candidate in the place of another, for as long as that helps.</summary>
sealed class Exchange(CoverMatrix matrix, long budget, int limit)
{
    const int MostSteps = 2_000_000;   // in all

    readonly int[] _order = new int[matrix.Candidates];
    int _steps;

    public bool TryImprove(Covering covering)
    {
        var isAny = false;
        while (TryPass(covering)) isAny = true;
        return isAny;
    }

    bool TryPass(Covering covering)
    {
        var isAny = false;
        var order = _order.AsSpan(0, covering.Count);
        covering.Taken.CopyTo(order);
        foreach (var candidate in order)
        {
            if (_steps > MostSteps - matrix.Entries) return isAny;
            _steps += matrix.Entries;
            isAny |= TryReplace(candidate, covering);
        }

        return isAny;
    }

    bool TryReplace(int candidate, Covering covering)
    {
        var (best, value) = (candidate, covering.Value);
        covering.PutBack(candidate);
        for (var other = 0; other < matrix.Candidates; other++)
        {
            if (covering.Has(other) || !covering.HasRoomFor(other, budget, limit)) continue;

            var weight = covering.Weight + covering.Gain(other);
            var possible = new CoverValue(weight, covering.Harm + matrix.Harms[other], covering.Count + 1);
            if (possible.IsBetterThan(value)) (best, value) = (other, possible);
        }

        covering.Take(best);
        return best != candidate;
    }
}
