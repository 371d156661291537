namespace Merlon.Synthesis.Cover;

/// <summary>Whether an answer is one to its problem: counted anew from what was taken.</summary>
static class CoverJudge
{
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Fault(CoverProblem problem, CoverAnswer answer)
    {
        if (!answer.Taken.SequenceEqual(answer.Taken.Distinct().Order())) return "not rising";
        if (answer.Taken.Any(taken => taken < 0 || taken >= problem.Candidates.Length)) return "unknown candidate";

        var taken = answer.Taken.Select(i => problem.Candidates[i]).ToList();
        var weight = taken.SelectMany(candidate => candidate.Classes).Distinct().Sum(one => problem.Weights[one]);
        if (answer.Value != new CoverValue(weight, taken.Sum(candidate => candidate.Harm), taken.Count))
            return "not its value";
        if (answer.Harm > problem.Budget) return "over budget";
        if (taken.Count > problem.Limit) return "over limit";
        if (answer.Bound < answer.Weight) return "over its own bound";
        return answer.IsOptimal && answer.Gap > 0 ? "optimal with a gap" : null;
    }
}
