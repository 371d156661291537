namespace Merlon.Synthesis.Cover;

/// <summary>What an attacker can make large stays within bounds: answers are valid, memory and depth limited.</summary>
public class LargeCoverTests
{
    [Fact]
    public void Five_thousand_candidates_get_a_good_answer_at_once()
    {
        var problem = RandomWindow.Hard(1, candidates: 5_000, classes: 10_000);
        var answer = CoverSolver.Solve(problem, effort: 0);
        Assert.Null(CoverJudge.Fault(problem, answer));
        Assert.True(answer.Gap < 0.02 * answer.Bound, $"{answer.Weight} of {answer.Bound}");
    }

    [Fact]
    public void And_the_search_goes_deep_without_a_deep_stack()
    {
        var problem = RandomWindow.Hard(2, candidates: 5_000, classes: 10_000);
        var answers = new List<CoverAnswer>();
        var small = new Thread(() => answers.Add(CoverSolver.Solve(problem, effort: 100)), maxStackSize: 256 << 10);
        small.Start();
        small.Join();
        Assert.Null(CoverJudge.Fault(problem, Assert.Single(answers)));
    }

    [Fact]
    public void A_search_node_costs_no_memory()
    {
        var problem = Enumerable.Range(0, 100).Select(seed => RandomWindow.Hard(seed, candidates: 100, classes: 130))
            .First(problem => CoverSolver.Solve(problem, 400).Nodes > 400);
        Assert.Equal(BytesFor(problem, 100), BytesFor(problem, 400));
    }

    [Fact]
    public void Memory_is_in_proportion_to_the_problem()
    {
        var once = BytesFor(RandomWindow.Hard(4, 500, 1_000), 0);
        Assert.InRange(BytesFor(RandomWindow.Hard(4, 4_000, 8_000), 0), 6 * once, 10 * once);
    }

    // The least of several runs: the first ones may compile.
    static long BytesFor(CoverProblem problem, long effort)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            CoverSolver.Solve(problem, effort);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
