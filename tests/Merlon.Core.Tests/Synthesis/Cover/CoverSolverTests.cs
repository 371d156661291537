namespace Merlon.Synthesis.Cover;

/// <summary>The solver against every choice that there is, and what its answers promise.</summary>
public class CoverSolverTests
{
    const int Enough = 100_000;

    [Fact]
    public void On_ten_thousand_windows_the_value_is_that_of_brute_force() =>
        CompareWithBruteForce(10_000, seed => RandomWindow.Of(seed));

    [Fact]
    public void And_when_weights_and_harms_are_large() =>
        CompareWithBruteForce(2_000, seed => RandomWindow.Of(seed, scale: 1L << 32));

    [Fact]
    public void And_when_windows_are_larger() =>
        CompareWithBruteForce(200, seed => RandomWindow.Of(seed, mostCandidates: 17, mostClasses: 60));

    [Fact]
    public void And_when_they_are_hard() => CompareWithBruteForce(300, seed => RandomWindow.Hard(seed, 17, 24));

    [Fact]
    public void What_is_optimal_for_another_budget_would_be_noticed()
    {
        var noticed = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = RandomWindow.Of(seed);
            var other = new CoverProblem(problem.Weights, problem.Candidates, problem.Budget / 2, problem.Limit);
            if (CoverSolver.Solve(other, Enough).Value != BruteForce.Best(problem)) noticed++;
        }

        Assert.True(noticed > 20, $"{noticed}");
    }

    [Fact]
    public void More_effort_never_gives_a_worse_answer_or_a_higher_bound()
    {
        var (better, tighter) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = seed % 3 > 0 ? RandomWindow.Hard(seed, 40, 50) : RandomWindow.Of(seed, 60, 100);
            var last = CoverSolver.Solve(problem, effort: 0);
            foreach (var effort in (long[])[0, 1, 2, 3, 5, 10, 30, 100, 1_000, long.MaxValue])
            {
                var answer = CoverSolver.Solve(problem, effort);
                Assert.True(CoverJudge.Fault(problem, answer) is null, $"{seed}: {CoverJudge.Fault(problem, answer)}");
                Assert.False(last.Value.IsBetterThan(answer.Value), $"{seed}: {last.Value}, then {answer.Value}");
                Assert.True(answer.Bound <= last.Bound, $"{seed}: bound {last.Bound}, then {answer.Bound}");
                Assert.True(!last.IsOptimal || answer.Value == last.Value, $"{seed}: better than optimal");
                Assert.True(answer.Nodes - 1 <= effort, $"{seed}: {answer.Nodes} nodes");
                better += answer.Value.IsBetterThan(last.Value) ? 1 : 0;
                tighter += answer.Bound < last.Bound ? 1 : 0;
                last = answer;
            }

            Assert.True(last.IsOptimal, $"{seed}");
        }

        Assert.True(better > 20 && tighter > 20, $"{better} times better, {tighter} times a lower bound");
    }

    [Fact]
    public void However_little_the_effort_nothing_is_taken_to_no_use()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = RandomWindow.Of(seed, mostCandidates: 60, mostClasses: 100);
            var taken = CoverSolver.Solve(problem, effort: 0).Taken;
            Assert.All(taken, one =>
            {
                var others = taken.Remove(one).SelectMany(other => problem.Candidates[other].Classes);
                Assert.NotEmpty(problem.Candidates[one].Classes.Except(others));
            });
        }
    }

    [Fact]
    public void The_order_of_candidates_and_classes_does_not_matter()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var problem = seed % 2 > 0 ? RandomWindow.Hard(seed, 40, 50) : RandomWindow.Of(seed, 60, 100);
            var expected = CoverSolver.Solve(problem, Enough);
            var shuffled = CoverSolver.Solve(Shuffled(problem, new(seed)), Enough);
            Assert.True(expected.IsOptimal && shuffled.IsOptimal, $"{seed}: not proven");
            Assert.Equal(expected.Value, shuffled.Value);
        }
    }

    [Fact]
    public void What_was_taken_last_time_stays_when_nothing_is_better()
    {
        var others = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            // Of several optimal choices, another than the one that is found first.
            var problem = RandomWindow.Of(seed);
            var best = CoverSolver.Solve(problem, Enough);
            var count = problem.Candidates.Length;
            var turned = Turned(problem);
            var other = CoverSolver.Solve(turned, Enough).Taken.Select(taken => count - 1 - taken).Order().ToArray();
            if (!other.SequenceEqual(best.Taken)) others++;
            Assert.Equal(other, CoverSolver.Solve(problem, Enough, other).Taken);
            Assert.Equal(best.Taken, CoverSolver.Solve(problem, effort: 0, [.. best.Taken]).Taken);
        }

        Assert.True(others > 20, $"{others}");
    }

    [Fact]
    public void It_stays_even_where_something_else_covers_more_that_is_covered_already()
    {
        var problem = new CoverProblem([1, 1, 1], [new([0], 1), new([0, 1], 1), new([1, 2], 1)], 9, 9);
        Assert.Equal([1, 2], CoverSolver.Solve(problem, Enough).Taken);
        Assert.Equal([0, 2], CoverSolver.Solve(problem, Enough, 2, 0).Taken);
    }

    [Fact]
    public void And_what_can_stay_of_it_stays_when_something_is()
    {
        var problem = new CoverProblem([5, 3], [new([0], 1), new([0], 1), new([1], 1)], 2, 2);
        Assert.Equal([0, 2], CoverSolver.Solve(problem, Enough).Taken);
        Assert.Equal([1, 2], CoverSolver.Solve(problem, Enough, 1).Taken);
    }

    [Fact]
    public void A_warm_start_that_no_longer_fits_does_no_harm()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var problem = RandomWindow.Of(seed);
            var all = Enumerable.Range(0, problem.Candidates.Length).ToArray();
            var answer = CoverSolver.Solve(problem, Enough, all);
            Assert.Null(CoverJudge.Fault(problem, answer));
            Assert.Equal(CoverSolver.Solve(problem, Enough).Value, answer.Value);
        }
    }

    [Fact]
    public void A_warm_start_from_another_problem_is_refused()
    {
        var problem = new CoverProblem([1], [new([0], 0)], 0, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => CoverSolver.Solve(problem, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CoverSolver.Solve(problem, 0, -1));
    }

    [Fact]
    public void The_same_question_gets_the_same_answer()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var problem = RandomWindow.Hard(seed, 60, 80);
            Assert.Equal(CoverSolver.Solve(problem, 20).Taken, CoverSolver.Solve(problem, 20).Taken);
        }
    }

    static void CompareWithBruteForce(int windows, Func<int, CoverProblem> window)
    {
        var (nodes, most) = (0L, 0L);
        for (var seed = 0; seed < windows; seed++)
        {
            var problem = window(seed);
            var answer = CoverSolver.Solve(problem, Enough);
            var best = BruteForce.Best(problem);
            Assert.True(CoverJudge.Fault(problem, answer) is null, $"{seed}: {CoverJudge.Fault(problem, answer)}");
            Assert.True(answer.Value == best, $"{seed}: {answer.Value}, brute force {best}");
            Assert.True(answer.IsOptimal, $"{seed}: not proven");
            (nodes, most) = (nodes + answer.Nodes, Math.Max(most, answer.Nodes));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{nodes} nodes, at most {most} for one");
    }

    static CoverProblem Shuffled(CoverProblem problem, Random random)
    {
        var (classes, order) = (Shuffle(problem.Weights.Length), Shuffle(problem.Candidates.Length));
        var weights = new long[classes.Length];
        for (var i = 0; i < weights.Length; i++) weights[classes[i]] = problem.Weights[i];
        var candidates = order.Select(i => problem.Candidates[i])
            .Select(all => all with { Classes = [.. all.Classes.Select(one => classes[one]).Order()] });
        return new([.. weights], [.. candidates], problem.Budget, problem.Limit);

        int[] Shuffle(int count)
        {
            var numbers = Enumerable.Range(0, count).ToArray();
            random.Shuffle(numbers);
            return numbers;
        }
    }

    static CoverProblem Turned(CoverProblem problem) =>
        new(problem.Weights, [.. problem.Candidates.Reverse()], problem.Budget, problem.Limit);
}
