using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>Solves a <see cref="CoverProblem"/> as well as an effort allows, and says how well that is.</summary>
/// <remarks>
/// The same problem, effort and warm start give the same answer. More effort goes on from where less would have
/// stopped, so its answer is no worse and its bound no higher. Of choices of the same value the warm start is the
/// answer, or else the one that was found first. Memory is in proportion to the problem, whatever the effort.
/// </remarks>
public static class CoverSolver
{
    /// <param name="effort">Search nodes after the first; one takes time in proportion to the problem's size.</param>
    /// <param name="warmStart">What was taken last time, by index: it stays when nothing is better.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The effort is negative, or the warm start names what the problem does not have.
    /// </exception>
    public static CoverAnswer Solve(CoverProblem problem, long effort, params ReadOnlySpan<int> warmStart)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(effort);
        var last = LastTime(problem, warmStart);
        var reduction = new Reduction(problem, preferred: last);
        var matrix = reduction.Matrix;
        var (budget, limit) = (Math.Min(problem.Budget, CoverProblem.Most), Math.Min(problem.Limit, matrix.Candidates));
        var best = new Incumbent(matrix);
        var choices = new GoodChoices(matrix, budget, limit, best);
        choices.Start(reduction.StandInsFor(last));

        var search = new Search(matrix, budget, limit, best, choices);
        var mostNodes = Math.Min(effort, long.MaxValue - 1) + 1;
        var isOptimal = search.TryFinish(Aim.Weight, mostNodes);
        var bound = search.Bound;
        isOptimal = isOptimal && search.TryFinish(Aim.Harm, mostNodes) && search.TryFinish(Aim.Count, mostNodes);

        // A stand-in may differ from what was taken last time, and be no better.
        var taken = ValueOf(problem, last) == best.Value ? [.. last] : reduction.OriginalsOf(best.Taken);
        return new(taken, best.Value, bound, isOptimal, search.Nodes);
    }

    static ImmutableSortedSet<int> LastTime(CoverProblem problem, ReadOnlySpan<int> warmStart)
    {
        foreach (var candidate in warmStart)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(candidate, nameof(warmStart));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                candidate, problem.Candidates.Length, nameof(warmStart));
        }

        return [.. warmStart];
    }

    static CoverValue ValueOf(CoverProblem problem, ImmutableSortedSet<int> taken)
    {
        var (covered, weight, harm) = (new HashSet<int>(), 0L, 0L);
        foreach (var candidate in taken)
        {
            harm += problem.Candidates[candidate].Harm;
            foreach (var one in problem.Candidates[candidate].Classes)
            {
                if (covered.Add(one)) weight += problem.Weights[one];
            }
        }

        return new(weight, harm, taken.Count);
    }
}
