using System.Globalization;
using System.Text;
using Merlon.Synthesis.Cover;

namespace Merlon;

/// <summary>
/// CBC, a solver of mixed integer programs that others wrote, asked for the best covers of some windows at once.
/// </summary>
/// <remarks>
/// The three parts of the objective are one number: a candidate costs 1, a unit of harm more than all candidates, a
/// unit of weight more than all harm. The windows are so small that this number is far below what a double holds, and
/// what CBC takes is counted anew in whole numbers: its tolerances could make it miss an optimum, and never praise one.
/// </remarks>
sealed class Cbc : IDisposable
{
    static readonly string[] Exact =
        ["-ratioGap", "0", "-allowableGap", "0", "-integerTolerance", "1e-9", "-primalTolerance", "1e-9"];

    readonly TemporaryFolder _folder = new();

    public Cbc() => Assert.SkipUnless(Run.Program("bash", ["-c", "command -v cbc"]).Status == 0, "needs cbc");

    /// <returns>The candidates that CBC takes, by window.</returns>
    public List<int>[] Solve(IReadOnlyList<CoverProblem> windows)
    {
        var file = _folder.Write("windows.lp", new LinearProgram(windows).ToString());
        var solution = Path.Combine(_folder.Root, "solution");
        var ended = Run.Program("cbc", [file, .. Exact, "-solve", "-solution", solution], seconds: 300);
        var lines = File.ReadAllLines(solution);
        Assert.True(lines[0].StartsWith("Optimal", StringComparison.Ordinal), lines[0] + ended.Output);

        var taken = windows.Select(_ => new List<int>()).ToArray();
        foreach (var line in lines.Skip(1))
        {
            // "  7 x3_1   1   -12": the variable's number, its name, its value, its cost.
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[1][0] != 'x' || double.Parse(words[2], CultureInfo.InvariantCulture) < 0.5) continue;
            var numbers = words[1][1..].Split('_');
            taken[int.Parse(numbers[0])].Add(int.Parse(numbers[1]));
        }

        return taken;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Some windows in the LP format. In window 3 candidate 1 is taken when x3_1 is 1, class 2 is covered when z3_2 is.
    /// </summary>
    sealed class LinearProgram
    {
        readonly StringBuilder _objective = new(), _rules = new(), _bounds = new(), _binaries = new();

        public LinearProgram(IReadOnlyList<CoverProblem> windows)
        {
            for (var i = 0; i < windows.Count; i++) Add(i, windows[i]);
        }

        public override string ToString() =>
            $"Maximize\n obj:{_objective}Subject To\n{_rules}Bounds\n{_bounds}Binaries\n{_binaries}End\n";

        void Add(int window, CoverProblem problem)
        {
            var harmUnit = problem.Candidates.Length + 1;
            var weightUnit = harmUnit * (problem.Candidates.Sum(candidate => candidate.Harm) + 1);
            for (var i = 0; i < problem.Candidates.Length; i++)
            {
                _objective.Append($" - {problem.Candidates[i].Harm * harmUnit + 1} x{window}_{i}\n");
                _binaries.Append($" x{window}_{i}\n");
            }

            for (var one = 0; one < problem.Weights.Length; one++)
            {
                _objective.Append($" + {problem.Weights[one] * weightUnit} z{window}_{one}\n");
                _bounds.Append($" 0 <= z{window}_{one} <= 1\n");
            }

            AddRules(window, problem);
        }

        void AddRules(int window, CoverProblem problem)
        {
            var all = Enumerable.Range(0, problem.Candidates.Length).ToList();
            var harmful = all.Where(i => problem.Candidates[i].Harm > 0).ToList();
            var harm = harmful.Select(i => $" + {problem.Candidates[i].Harm} x{window}_{i}");
            if (harmful.Count > 0) _rules.Append($" b{window}:{string.Concat(harm)} <= {problem.Budget}\n");
            _rules.Append($" k{window}:{string.Concat(all.Select(i => $" + x{window}_{i}"))} <= {problem.Limit}\n");
            for (var one = 0; one < problem.Weights.Length; one++)
            {
                var covering = all.Where(i => problem.Candidates[i].Classes.Contains(one));
                var candidates = string.Concat(covering.Select(i => $" - x{window}_{i}"));
                _rules.Append($" c{window}_{one}: z{window}_{one}{candidates} <= 0\n");
            }
        }
    }
}
