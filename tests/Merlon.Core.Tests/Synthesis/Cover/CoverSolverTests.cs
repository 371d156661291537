namespace Merlon.Synthesis.Cover;

public class CoverSolverTests
{
    const int Windows = 10_000, Enough = 100_000;

    [Fact]
    public void On_ten_thousand_windows_the_value_is_that_of_brute_force() => Compare(scale: 1);

    [Fact]
    public void And_when_weights_and_harms_are_large() => Compare(scale: 1L << 34);

    static void Compare(long scale)
    {
        var (nodes, most) = (0L, 0L);
        for (var seed = 0; seed < Windows; seed++)
        {
            var problem = RandomWindow.Of(seed, scale: scale);
            var answer = CoverSolver.Solve(problem, Enough);
            var best = BruteForce.Best(problem);
            Assert.True(CoverJudge.Fault(problem, answer) is null, $"seed {seed}: {CoverJudge.Fault(problem, answer)}");
            Assert.True(answer.Value == best, $"seed {seed}: {answer.Value}, brute force {best}");
            Assert.True(answer.IsOptimal, $"seed {seed}: not proven");
            nodes += answer.Nodes;
            most = Math.Max(most, answer.Nodes);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{nodes} nodes, at most {most} for one");
    }
}
