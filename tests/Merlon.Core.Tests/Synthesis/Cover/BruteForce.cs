using System.Numerics;

namespace Merlon.Synthesis.Cover;

/// <summary>The best of all choices, each of them looked at.</summary>
static class BruteForce
{
    public static CoverValue Best(CoverProblem problem)
    {
        var count = problem.Candidates.Length;
        var (covered, harms) = (new ulong[1 << count], new long[1 << count]);
        var (weights, best) = (new Dictionary<ulong, long>(), default(CoverValue));
        for (var choice = 1; choice < 1 << count; choice++)
        {
            var (last, others) = (BitOperations.TrailingZeroCount(choice), choice & (choice - 1));
            var candidate = problem.Candidates[last];
            covered[choice] = covered[others];
            foreach (var one in candidate.Classes) covered[choice] |= 1UL << one;
            harms[choice] = harms[others] + candidate.Harm;
            if (harms[choice] > problem.Budget || BitOperations.PopCount((uint)choice) > problem.Limit) continue;

            if (!weights.TryGetValue(covered[choice], out var weight))
                weights[covered[choice]] = weight = WeightOf(covered[choice], problem);
            var value = new CoverValue(weight, harms[choice], BitOperations.PopCount((uint)choice));
            if (value.IsBetterThan(best)) best = value;
        }

        return best;
    }

    static long WeightOf(ulong covered, CoverProblem problem)
    {
        var weight = 0L;
        for (; covered != 0; covered &= covered - 1)
            weight += problem.Weights[BitOperations.TrailingZeroCount(covered)];
        return weight;
    }
}
