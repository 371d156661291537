using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>Solves a <see cref="CoverProblem"/> as well as it can within an effort, and says how well that is.</summary>
/// <remarks>
/// The same problem, effort and warm start give the same answer. More effort goes on from where less would have
/// stopped, so its answer is no worse and its bound no higher. Memory is in proportion to the problem alone.
/// </remarks>
public static class CoverSolver
{
    /// <param name="effort">Search nodes after the first; one takes time in proportion to the problem's size.</param>
    /// <param name="warmStart">What was taken last time, by index: it stays when nothing is better.</param>
    /// <exception cref="ArgumentOutOfRangeException">The effort is negative, or the warm start not of the problem.</exception>
    public static CoverAnswer Solve(CoverProblem problem, long effort, params ReadOnlySpan<int> warmStart)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(effort);
        foreach (var candidate in warmStart) CheckIsKnown(candidate, problem);
        var reduction = new Reduction(problem, new HashSet<int>([.. warmStart]));
        var matrix = reduction.Matrix;
        var (budget, limit) = (Math.Min(problem.Budget, CoverProblem.Most), Math.Min(problem.Limit, matrix.Candidates));
        var best = new Incumbent(matrix);
        var choices = new GoodChoices(matrix, budget, limit, best);
        choices.Start(StandIns(warmStart, reduction));

        var search = new Search(matrix, budget, limit, best, choices);
        var mostNodes = effort == long.MaxValue ? effort : effort + 1;
        var isOptimal = search.TryFinish(Aim.Weight, mostNodes);
        var bound = search.Bound;
        isOptimal = isOptimal && search.TryFinish(Aim.Harm, mostNodes) && search.TryFinish(Aim.Count, mostNodes);
        var taken = Kept(problem, warmStart, best.Value) ?? [.. best.Taken.ToArray().Select(reduction.Original).Order()];
        return new(taken, best.Value, bound, isOptimal, search.Nodes);
    }

    static void CheckIsKnown(int candidate, CoverProblem problem)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(candidate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(candidate, problem.Candidates.Length);
    }

    static int[] StandIns(ReadOnlySpan<int> warmStart, Reduction reduction)
    {
        var standIns = new List<int>();
        foreach (var candidate in warmStart)
        {
            if (reduction.TryFind(candidate, out var standIn)) standIns.Add(standIn);
        }

        return [.. standIns];
    }

    // The warm start itself, when its own value has not been bettered: a stand-in may differ and be no better.
    static ImmutableArray<int>? Kept(CoverProblem problem, ReadOnlySpan<int> warmStart, in CoverValue best)
    {
        var covered = new HashSet<int>();
        var (weight, harm) = (0L, 0L);
        var distinct = warmStart.ToArray().Distinct().Order().ToImmutableArray();
        foreach (var candidate in distinct)
        {
            harm += problem.Candidates[candidate].Harm;
            foreach (var one in problem.Candidates[candidate].Classes)
            {
                if (covered.Add(one)) weight += problem.Weights[one];
            }
        }

        return new CoverValue(weight, harm, distinct.Length) == best ? distinct : null;
    }
}
