using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>Something that may be taken: what it covers, and what it costs honest traffic.</summary>
/// <param name="Classes">The classes that it covers, by index, rising.</param>
/// <param name="Harm">0 or more, in the unit of the problem's budget.</param>
public readonly record struct CoverCandidate(ImmutableArray<int> Classes, long Harm);

/// <summary>
/// Budgeted maximum coverage: take at most <see cref="Limit"/> candidates, of harm <see cref="Budget"/> together at
/// most, such that first the weight of the classes covered is the most, then the harm the least, then the candidates
/// the fewest.
/// </summary>
/// <remarks>
/// Alerts that the same candidates cover are one class, whose weight is theirs together. Harms add up: each is an upper
/// bound, so that their sum is one on what the candidates do together.
/// </remarks>
public sealed class CoverProblem
{
    /// <summary>All weights together, and all harms, may reach so much, so that nothing overflows.</summary>
    public const long Most = 1L << 42;

    public const int MostCandidates = 1 << 20;

    /// <param name="weights">Of each class, 1 or more.</param>
    /// <param name="budget">In the unit of the harms, 0 or more.</param>
    /// <param name="limit">0 or more.</param>
    /// <exception cref="ArgumentException">What is given is not of that form.</exception>
    public CoverProblem(
        ImmutableArray<long> weights, ImmutableArray<CoverCandidate> candidates, long budget, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(candidates.Length, MostCandidates, nameof(candidates));
        (Weights, Candidates, Budget, Limit) = (weights, candidates, budget, limit);
        CheckSum(weights, least: 1, nameof(weights));
        CheckSum(candidates.Select(candidate => candidate.Harm), least: 0, nameof(candidates));
        foreach (var candidate in candidates) CheckClasses(candidate.Classes.AsSpan(), weights.Length);
    }

    public ImmutableArray<long> Weights { get; }
    public ImmutableArray<CoverCandidate> Candidates { get; }
    public long Budget { get; }

    /// <summary>So many candidates may be taken.</summary>
    public int Limit { get; }

    static void CheckSum(IEnumerable<long> values, long least, string name)
    {
        var sum = 0L;
        foreach (var value in values)
        {
            if (value < least || value > Most - sum)
                throw new ArgumentOutOfRangeException(name, value, $"Each is {least} or more, all are {Most} at most.");
            sum += value;
        }
    }

    static void CheckClasses(ReadOnlySpan<int> classes, int count)
    {
        var last = -1;
        foreach (var one in classes)
        {
            if (one <= last || one >= count)
                throw new ArgumentException("The classes of a candidate are known, and rise.", nameof(classes));
            last = one;
        }
    }
}
