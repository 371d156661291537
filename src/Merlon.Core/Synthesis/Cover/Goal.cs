namespace Merlon.Synthesis.Cover;

/// <summary>What a choice must reach to better the best one known: at least this weight within these limits.</summary>
readonly record struct Goal(long Weight, long Budget, int Limit)
{
    public bool IsReachedBy(in CoverValue value) =>
        value.Weight >= Weight && value.Harm <= Budget && value.Count <= Limit;

    /// <summary>
    /// To better <paramref name="best"/> in one part of the objective, with the parts before it no worse. A choice is
    /// optimal when none of the three can be reached.
    /// </summary>
    public static Goal Beyond(in CoverValue best, Aim aim, long budget, int limit) => aim switch
    {
        Aim.Weight => new(best.Weight + 1, budget, limit),
        Aim.Harm => new(best.Weight, best.Harm - 1, limit),
        _ => new(best.Weight, best.Harm, best.Count - 1),
    };
}

/// <summary>The parts of the objective, in their order.</summary>
enum Aim
{
    Weight,
    Harm,
    Count,
}
