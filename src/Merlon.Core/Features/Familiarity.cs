using System.Collections.Immutable;

namespace Merlon.Features;

/// <summary>
/// How often things were met in training: a count-min sketch (Cormode and Muthukrishnan, 2005) of small counts, with
/// conservative update. It never tells too few, and has the same size however much was met.
/// </summary>
/// <remarks>Afterwards it does not change: who comes often is not known for that.</remarks>
public sealed class Familiarity
{
    /// <summary>What was met more often counts as that.</summary>
    public const int Most = 63;

    const int Rows = 4, Width = 1 << 14;

    readonly byte[] _counts;
    readonly ulong _seed;

    public Familiarity(ulong seed) => (_seed, _counts, IsLearning) = (seed, new byte[Rows * Width], true);

    /// <summary>As it was stored.</summary>
    /// <param name="state">Sound.</param>
    public Familiarity(FamiliarityState state)
    {
        (_seed, _counts) = (state.Seed, [.. state.Counts]);
    }

    Familiarity(Familiarity learning) => (_seed, _counts) = (learning._seed, learning._counts);

    /// <summary>Whether what is met is learnt.</summary>
    public bool IsLearning { get; }

    /// <summary>The same, as far as it comes, to be asked without learning from that.</summary>
    public Familiarity AsKnown => new(this);

    public FamiliarityState State => new(_seed, [.. _counts]);

    /// <returns>How often it was met before.</returns>
    public int Meet(StreamKey key, ulong kind)
    {
        var hash = SplitMix.Mix(SplitMix.Mix(SplitMix.Mix(_seed, kind), key.High), key.Low);
        Span<int> places = stackalloc int[Rows];
        var count = Most;
        for (var row = 0; row < Rows; row++)
        {
            places[row] = row * Width + (int)(hash >> row * 16 & (Width - 1));
            count = Math.Min(count, _counts[places[row]]);
        }

        if (!IsLearning || count == Most) return count;

        foreach (var place in places)
        {
            if (_counts[place] == count) _counts[place]++;
        }

        return count;
    }

    internal static bool IsSound(ImmutableArray<byte> counts) =>
        !counts.IsDefault && counts.Length == Rows * Width && counts.All(count => count <= Most);
}

/// <summary>All that a <see cref="Familiarity"/> knows.</summary>
public sealed record FamiliarityState(ulong Seed, ImmutableArray<byte> Counts)
{
    public bool IsSound => Familiarity.IsSound(Counts);
}
