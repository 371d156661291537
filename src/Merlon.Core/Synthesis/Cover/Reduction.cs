using System.Collections.Immutable;

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
    readonly IReadOnlySet<int> _preferred;
    readonly int[] _standIns;   // by original candidate: itself, another, or -1
    int[] _kept = [];           // original candidates, rising
    int _steps;

    /// <param name="preferred">Of candidates that are the same, one of these is kept.</param>
    public Reduction(CoverProblem problem, IReadOnlySet<int> preferred)
    {
        (_problem, _preferred) = (problem, preferred);
        _standIns = new int[problem.Candidates.Length];
        for (var i = 0; i < _standIns.Length; i++)
        {
            var candidate = problem.Candidates[i];
            _standIns[i] = candidate.Harm > problem.Budget || candidate.Classes.IsEmpty ? -1 : i;
        }

        Matrix = Build();
        if (TryFindStandIns()) Matrix = Build();
    }

    public CoverMatrix Matrix { get; private set; }

    /// <summary>Candidates of the matrix, as the problem numbers them.</summary>
    public ImmutableArray<int> OriginalsOf(ReadOnlySpan<int> candidates)
    {
        var originals = new int[candidates.Length];
        for (var i = 0; i < originals.Length; i++) originals[i] = _kept[candidates[i]];
        return [.. originals.Order()];
    }

    /// <summary>The candidates of the matrix that can take the place of these of the problem.</summary>
    public int[] StandInsFor(IEnumerable<int> originals)
    {
        var standIns = originals.Select(StandInFor).Where(standIn => standIn >= 0).Distinct();
        return [.. standIns.Select(standIn => Array.BinarySearch(_kept, standIn))];
    }

    int StandInFor(int original)
    {
        while (original >= 0 && _standIns[original] != original) original = _standIns[original];
        return original;
    }

    CoverMatrix Build()
    {
        _kept = [.. Enumerable.Range(0, _standIns.Length).Where(i => _standIns[i] == i)];
        var all = MatrixOf([.. _problem.Weights], i => _problem.Candidates[_kept[i]].Classes.AsSpan());
        var groups = new ClassGroups(all);
        return MatrixOf(groups.Weights, i => groups.Of(all.ClassesOf(i)));
    }

    CoverMatrix MatrixOf(long[] weights, Func<int, ReadOnlySpan<int>> classesOf)
    {
        var (starts, harms) = (new int[_kept.Length + 1], new long[_kept.Length]);
        var classes = new List<int>(_kept.Sum(i => _problem.Candidates[i].Classes.Length));
        for (var i = 0; i < _kept.Length; i++)
        {
            classes.AddRange(classesOf(i));
            starts[i + 1] = classes.Count;
            harms[i] = _problem.Candidates[_kept[i]].Harm;
        }

        return new(weights, harms, starts, [.. classes]);
    }

    bool TryFindStandIns()
    {
        var sketches = new ulong[Matrix.Candidates];
        for (var i = 0; i < sketches.Length; i++) sketches[i] = Sketch(Matrix.ClassesOf(i));

        var isAny = false;
        for (var i = 0; i < sketches.Length && _steps < MostSteps; i++)
        {
            if (FindStandIn(i, sketches) is not { } other) continue;
            _standIns[_kept[i]] = _kept[other];
            isAny = true;
        }

        return isAny;
    }

    // Whoever covers all that it covers also covers its rarest class.
    int? FindStandIn(int candidate, ulong[] sketches)
    {
        foreach (var other in Matrix.CandidatesOf(Rarest(candidate)))
        {
            if (++_steps >= MostSteps) return null;
            if (other == candidate || _standIns[_kept[other]] != _kept[other]) continue;
            if (Matrix.Harms[other] > Matrix.Harms[candidate]) continue;
            if ((sketches[candidate] & ~sketches[other]) != 0) continue;
            if (!IsWithin(Matrix.ClassesOf(candidate), Matrix.ClassesOf(other))) continue;
            if (!IsSame(candidate, other) || IsPreferred(other, candidate)) return other;
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

    // Of two that are within each other in this way.
    bool IsSame(int candidate, int other) =>
        Matrix.Harms[candidate] == Matrix.Harms[other]
        && Matrix.ClassesOf(candidate).Length == Matrix.ClassesOf(other).Length;

    bool IsPreferred(int candidate, int other)
    {
        var (first, second) = (_preferred.Contains(_kept[candidate]), _preferred.Contains(_kept[other]));
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
        foreach (var one in classes) sketch |= 1UL << (int)((uint)one * 0x9E3779B1 >> 26);
        return sketch;
    }
}
