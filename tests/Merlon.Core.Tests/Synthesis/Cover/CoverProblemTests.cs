using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>Problems at the edges, and what is none.</summary>
public class CoverProblemTests
{
    const long Enough = 10_000;

    static readonly CoverProblem Problem = new([5, 3, 3], [new([0, 1], 4), new([1, 2], 2), new([2], 1)], 6, 2);

    [Fact]
    public void Weight_comes_first_then_harm_then_count()
    {
        Assert.Equal([0, 2], Taken(Problem));   // all is covered either way, with less harm so
        Assert.Equal([0], Taken(With(limit: 1)));
        Assert.Equal([1], Taken(With(budget: 3)));
        Assert.Equal([2], Taken(With(budget: 1)));
        Assert.Equal([1], Taken(new([2, 2], [new([0], 0), new([0, 1], 0), new([1], 0)], 0, 3)));
    }

    [Fact]
    public void Where_nothing_can_be_taken_nothing_is_and_that_is_proven()
    {
        CoverProblem[] problems =
            [new([], [], 0, 0), new([7], [], 9, 9), With(limit: 0), With(budget: 0), new([7], [new([], 0)], 9, 9)];
        foreach (var problem in problems)
        {
            var none = CoverSolver.Solve(problem, effort: 0);
            Assert.Equal((default, 0, true, 0), (none.Value, none.Bound, none.IsOptimal, none.Nodes));
        }
    }

    [Fact]
    public void The_largest_numbers_do_not_overflow()
    {
        var half = CoverProblem.Most / 2;
        CoverCandidate[] candidates = [new([0], half), new([1], half - 1), new([0, 1], 1)];
        var problem = new CoverProblem([half, half], [.. candidates[..2]], long.MaxValue, int.MaxValue);
        Assert.Equal(new(2 * half, 2 * half - 1, 2), CoverSolver.Solve(problem, Enough).Value);
        Assert.Equal([2], Taken(new([half, half], [new([0], half), new([1], half - 2), new([0, 1], 1)], half, 2)));
        var tight = CoverSolver.Solve(new([half, half - 1], problem.Candidates, half, 2), Enough);
        Assert.Equal((new(half, half, 1), half, true), (tight.Value, tight.Bound, tight.IsOptimal));
    }

    [Fact]
    public void What_is_not_of_the_form_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => With(budget: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => With(limit: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoverProblem([0], [], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoverProblem([CoverProblem.Most, 1], [], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoverProblem([1], [new([0], -1)], 0, 0));
        Assert.Throws<ArgumentException>(() => new CoverProblem([1], [new([1], 0)], 0, 0));
        Assert.Throws<ArgumentException>(() => new CoverProblem([1], [new([-1], 0)], 0, 0));
        Assert.Throws<ArgumentException>(() => new CoverProblem([1, 1], [new([1, 0], 0)], 0, 0));
        Assert.Throws<ArgumentException>(() => new CoverProblem([1, 1], [new([0, 0], 0)], 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CoverSolver.Solve(Problem, -1));
    }

    [Fact]
    public void The_judge_of_answers_can_say_no()
    {
        var right = CoverSolver.Solve(Problem, Enough);
        Assert.Null(CoverJudge.Fault(Problem, right));
        (string, CoverAnswer)[] wrong =
        [
            ("not rising", right with { Taken = [2, 0] }),
            ("not rising", right with { Taken = [0, 0, 2] }),
            ("unknown candidate", right with { Taken = [0, 3] }),
            ("not its value", right with { Taken = [0, 1] }),
            ("not its value", right with { Value = right.Value with { Weight = 10 } }),
            ("not its value", right with { Value = right.Value with { Harm = 4 } }),
            ("over its own bound", right with { Bound = 10 }),
            ("optimal with a gap", right with { Bound = 12 }),
        ];
        Assert.All(wrong, each => Assert.Equal(each.Item1, CoverJudge.Fault(Problem, each.Item2)));
        Assert.Equal("over budget", CoverJudge.Fault(With(budget: 4), right));
        Assert.Equal("over limit", CoverJudge.Fault(With(limit: 1), right));
    }

    static CoverProblem With(long budget = 6, int limit = 2) =>
        new(Problem.Weights, Problem.Candidates, budget, limit);

    static ImmutableArray<int> Taken(CoverProblem problem) => CoverSolver.Solve(problem, Enough).Taken;
}
