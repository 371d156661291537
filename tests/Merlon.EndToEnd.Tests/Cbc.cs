using System.Globalization;
using System.Text;
using Merlon.Synthesis.Cover;

namespace Merlon;

/// <summary>CBC, a solver of mixed integer programs by others, asked for the best cover of some windows at once.</summary>
/// <remarks>
/// The three parts of the objective are one number: a candidate costs 1, a unit of harm more than all candidates, a
/// unit of weight more than all harm. The windows are so small that this number is far below what a double holds, and
/// what CBC takes is counted anew in whole numbers: its tolerances could make it miss an optimum, and never praise one.
/// </remarks>
sealed class Cbc : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public Cbc() => Assert.SkipUnless(Run.Program("bash", ["-c", "command -v cbc"]).Status == 0, "needs cbc");

    /// <returns>What CBC takes of each.</returns>
    public List<int>[] Solve(IReadOnlyList<CoverProblem> problems)
    {
        var file = _folder.Write("windows.lp", Program(problems));
        var solution = Path.Combine(_folder.Root, "solution");
        string[] exact = ["-ratioGap", "0", "-allowableGap", "0", "-integerTolerance", "1e-9", "-primalTolerance", "1e-9"];
        var ended = Run.Program("cbc", [file, .. exact, "-solve", "-solution", solution], seconds: 300);
        var lines = File.ReadAllLines(solution);
        Assert.True(lines[0].StartsWith("Optimal", StringComparison.Ordinal), lines[0] + ended.Output);

        var taken = problems.Select(_ => new List<int>()).ToArray();
        foreach (var line in lines.Skip(1))
        {
            // "  7 x3_1   1   -12": the variable's number, its name, its value, its cost.
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!words[1].StartsWith('x') || double.Parse(words[2], CultureInfo.InvariantCulture) < 0.5) continue;
            var numbers = words[1][1..].Split('_');
            taken[int.Parse(numbers[0])].Add(int.Parse(numbers[1]));
        }

        return taken;
    }

    public void Dispose() => _folder.Dispose();

    static string Program(IReadOnlyList<CoverProblem> problems)
    {
        var (objective, rules, bounds) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var binaries = new StringBuilder();
        for (var window = 0; window < problems.Count; window++)
        {
            var problem = problems[window];
            var harmUnit = problem.Candidates.Length + 1;
            var weightUnit = harmUnit * (problem.Candidates.Sum(candidate => candidate.Harm) + 1);
            var (harm, count) = (new StringBuilder(), new StringBuilder());
            for (var i = 0; i < problem.Candidates.Length; i++)
            {
                var cost = problem.Candidates[i].Harm;
                objective.Append(CultureInfo.InvariantCulture, $" - {cost * harmUnit + 1} x{window}_{i}\n");
                if (cost > 0) harm.Append(CultureInfo.InvariantCulture, $" + {cost} x{window}_{i}");
                count.Append(CultureInfo.InvariantCulture, $" + x{window}_{i}");
                binaries.Append(CultureInfo.InvariantCulture, $" x{window}_{i}\n");
            }

            if (harm.Length > 0) rules.Append(CultureInfo.InvariantCulture, $" b{window}:{harm} <= {problem.Budget}\n");
            rules.Append(CultureInfo.InvariantCulture, $" k{window}:{count} <= {problem.Limit}\n");
            for (var one = 0; one < problem.Weights.Length; one++)
            {
                objective.Append(CultureInfo.InvariantCulture, $" + {problem.Weights[one] * weightUnit} z{window}_{one}\n");
                bounds.Append(CultureInfo.InvariantCulture, $" 0 <= z{window}_{one} <= 1\n");
                rules.Append(CultureInfo.InvariantCulture, $" c{window}_{one}: z{window}_{one}");
                for (var i = 0; i < problem.Candidates.Length; i++)
                {
                    if (problem.Candidates[i].Classes.Contains(one))
                        rules.Append(CultureInfo.InvariantCulture, $" - x{window}_{i}");
                }

                rules.Append(" <= 0\n");
            }
        }

        return $"Maximize\n obj:{objective}Subject To\n{rules}Bounds\n{bounds}Binaries\n{binaries}End\n";
    }
}
