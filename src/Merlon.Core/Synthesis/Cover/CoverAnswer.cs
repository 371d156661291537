using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>The best choice that was found, and how good it is known to be.</summary>
/// <param name="Taken">The candidates, by index, rising.</param>
/// <param name="Value">Of this choice.</param>
/// <param name="Bound">No choice within budget and limit covers more weight.</param>
/// <param name="IsOptimal">Whether it is proven that no choice is better, in weight, harm and count.</param>
/// <param name="Nodes">How many search nodes it took.</param>
public sealed record CoverAnswer(ImmutableArray<int> Taken, CoverValue Value, long Bound, bool IsOptimal, long Nodes)
{
    public long Weight => Value.Weight;
    public long Harm => Value.Harm;

    /// <summary>So much weight may be missing to the optimum.</summary>
    public long Gap => Bound - Weight;
}

/// <summary>What a choice is worth: more weight is better, then less harm, then fewer candidates.</summary>
public readonly record struct CoverValue(long Weight, long Harm, int Count)
{
    public bool IsBetterThan(in CoverValue other) =>
        (-Weight, Harm, Count).CompareTo((-other.Weight, other.Harm, other.Count)) < 0;
}
