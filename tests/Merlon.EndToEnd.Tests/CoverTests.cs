using Merlon.Synthesis.Cover;

namespace Merlon;

/// <summary>The solver of covers against CBC: weight, harm and count are the same.</summary>
public sealed class CoverTests : IDisposable
{
    const int WindowsAtOnce = 50, Enough = 1_000_000;

    static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is "1";

    readonly Cbc _cbc = new();

    [Fact]
    public void On_small_windows_the_value_is_that_of_CBC()
    {
        foreach (var seeds in Enumerable.Range(0, IsFull ? 10_000 : 1_000).Chunk(WindowsAtOnce))
            Compare([.. seeds.Select(seed => RandomWindow.Of(seed))]);
    }

    [Fact]
    public void And_on_windows_too_large_for_brute_force()
    {
        for (var seed = 0; seed < (IsFull ? 1_000 : 50); seed++)
        {
            Compare([RandomWindow.Of(seed, mostCandidates: 60, mostClasses: 100)]);
            Compare([RandomWindow.Hard(seed, candidates: 30, classes: 40)]);
        }
    }

    [Fact]
    public void What_is_optimal_for_another_limit_would_be_noticed()
    {
        CoverProblem[] windows = [.. Enumerable.Range(0, 50).Select(seed => RandomWindow.Hard(seed, 12, classes: 20))];
        var taken = _cbc.Solve(windows);
        for (var i = 0; i < windows.Length; i++)
        {
            var (window, oneLess) = (windows[i], taken[i].Count - 1);
            var wrong = new CoverProblem(window.Weights, window.Candidates, window.Budget, oneLess);
            Assert.NotEqual(ValueOf(taken[i], window), CoverSolver.Solve(wrong, Enough).Value);
        }
    }

    public void Dispose() => _cbc.Dispose();

    void Compare(CoverProblem[] problems)
    {
        var taken = _cbc.Solve(problems);
        for (var i = 0; i < problems.Length; i++)
        {
            var answer = CoverSolver.Solve(problems[i], Enough);
            Assert.True(answer.IsOptimal, "not proven");
            Assert.Equal(ValueOf(taken[i], problems[i]), answer.Value);
        }
    }

    static CoverValue ValueOf(List<int> taken, CoverProblem problem)
    {
        var classes = taken.SelectMany(i => problem.Candidates[i].Classes).Distinct();
        return new(classes.Sum(one => problem.Weights[one]), taken.Sum(i => problem.Candidates[i].Harm), taken.Count);
    }
}
