namespace Merlon.Synthesis.Cover;

/// <summary>
/// A problem without what cannot matter: candidates that cover nothing, or alone exceed the budget; candidates beside
/// one that covers no less with no more harm; classes that nothing covers. Classes that the same candidates cover
/// become one.
/// </summary>
/// <remarks>
/// No choice is lost by it, since a candidate left out has a stand-in that can take its place in any. Looking for
/// stand-ins stops after <see cref="MostSteps"/>: it makes the search shorter, not right.
/// </remarks>
sealed class Reduction
{
    const int MostSteps = 1_000_000;

    readonly CoverProblem _problem;
    readonly int[] _standIns;   // by original candidate: itself, another, or -1
    int[] _kept = [];           // original candidates, rising
    int[] _numbers = [];        // by original candidate: its place in _kept
    int _steps;

    /// <param name="preferred">Of two candidates that are the same, one of these is kept.</param>
    public Reduction(CoverProblem problem, IReadOnlySet<int> preferred)
    {
        _problem = problem;
        _standIns = new int[problem.Candidates.Length];
        for (var i = 0; i < _standIns.Length; i++)
        {
            var candidate = problem.Candidates[i];
            _standIns[i] = candidate.Harm > problem.Budget || candidate.Classes.IsEmpty ? -1 : i;
        }

        Matrix = Build();
        if (FindStandIns(preferred)) Matrix = Build();
    }

    public CoverMatrix Matrix { get; private set; }

    /// <summary>A candidate of the matrix, as the problem numbers it.</summary>
    public int Original(int candidate) => _kept[candidate];

    /// <summary>The candidate of the matrix that can take the place of one of the problem.</summary>
    public bool TryFind(int original, out int candidate)
    {
        while (_standIns[original] != original && _standIns[original] >= 0) original = _standIns[original];
        candidate = _standIns[original] < 0 ? -1 : _numbers[original];
        return candidate >= 0;
    }

    CoverMatrix Build()
    {
        _kept = [.. Enumerable.Range(0, _standIns.Length).Where(i => _standIns[i] == i)];
        _numbers = new int[_standIns.Length];
        for (var i = 0; i < _kept.Length; i++) _numbers[_kept[i]] = i;

        var all = MatrixOf([.. _problem.Weights], ClassesOfKept());
        var groups = new ClassGroups(all);
        return MatrixOf(groups.Weights, [.. _kept.Select((_, i) => groups.Of(all.ClassesOf(i)))]);
    }

    int[][] ClassesOfKept() => [.. _kept.Select(i => _problem.Candidates[i].Classes.ToArray())];

    CoverMatrix MatrixOf(long[] weights, int[][] classes)
    {
        var starts = new int[classes.Length + 1];
        for (var i = 0; i < classes.Length; i++) starts[i + 1] = starts[i] + classes[i].Length;
        return new(weights, [.. _kept.Select(i => _problem.Candidates[i].Harm)], starts, [.. classes.SelectMany(all => all)]);
    }

    bool FindStandIns(IReadOnlySet<int> preferred)
    {
        var sketches = new ulong[Matrix.Candidates];
        for (var i = 0; i < sketches.Length; i++) sketches[i] = Sketch(Matrix.ClassesOf(i));

        var isAny = false;
        for (var i = 0; i < sketches.Length && _steps < MostSteps; i++)
        {
            if (StandInFor(i, sketches, preferred) is not { } other) continue;
            _standIns[_kept[i]] = _kept[other];
            isAny = true;
        }

        return isAny;
    }

    // Whoever covers all that it covers also covers its rarest class.
    int? StandInFor(int candidate, ulong[] sketches, IReadOnlySet<int> preferred)
    {
        foreach (var other in Matrix.CandidatesOf(Rarest(candidate)))
        {
            if (++_steps >= MostSteps) return null;
            if (other == candidate || _standIns[_kept[other]] != _kept[other]) continue;
            if (Matrix.Harms[other] > Matrix.Harms[candidate]) continue;
            if ((sketches[candidate] & ~sketches[other]) != 0) continue;
            if (!IsWithin(Matrix.ClassesOf(candidate), Matrix.ClassesOf(other))) continue;
            if (!IsSame(candidate, other) || IsPreferred(other, candidate, preferred)) return other;
        }

        return null;
    }

    int Rarest(int candidate)
    {
        var classes = Matrix.ClassesOf(candidate);
        var rarest = classes[0];
        foreach (var one in classes)
        {
            if (Matrix.CandidatesOf(one).Length < Matrix.CandidatesOf(rarest).Length) rarest = one;
        }

        return rarest;
    }

    bool IsSame(int candidate, int other) =>
        Matrix.Harms[candidate] == Matrix.Harms[other]
        && Matrix.ClassesOf(candidate).Length == Matrix.ClassesOf(other).Length;

    bool IsPreferred(int candidate, int other, IReadOnlySet<int> preferred)
    {
        var (first, second) = (preferred.Contains(_kept[candidate]), preferred.Contains(_kept[other]));
        return first != second ? first : candidate < other;
    }

    bool IsWithin(ReadOnlySpan<int> few, ReadOnlySpan<int> many)
    {
        var (found, place) = (0, 0);
        for (; found < few.Length && place < many.Length && many[place] <= few[found]; place++)
        {
            if (many[place] == few[found]) found++;
        }

        _steps += place;
        return found == few.Length;
    }

    // A set that is within another has no bit that the other lacks.
    static ulong Sketch(ReadOnlySpan<int> classes)
    {
        var sketch = 0UL;
        foreach (var one in classes) sketch |= 1UL << (int)(((uint)one * 0x9E3779B1u) >> 26);
        return sketch;
    }
}
