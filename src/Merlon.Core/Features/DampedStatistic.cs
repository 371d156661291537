using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>
/// Weight, mean and variance of a stream of numbers, in which the past counts less and less; for each decay.
/// </summary>
/// <remarks>
/// Incremental, in constant memory (Mirsky et al., "Kitsune", NDSS 2018, IV.B). Between events mean and variance stay,
/// since all three sums decay alike, so that whoever reads them need not bring them up to date.
/// </remarks>
public struct DampedStatistic
{
    const double NoWeight = 1e-20;   // so that the mean of nothing is 0

    PerDecay _weight, _sum, _squares;

    /// <param name="at">When its time begins, in seconds.</param>
    public DampedStatistic(double at)
    {
        _weight.Store(Vector512.Create(NoWeight));
        LastSeen = at;
    }

    /// <summary>When the last number came, in seconds.</summary>
    public double LastSeen { get; private set; }

    /// <summary>How many numbers there were, each counted for what was left of it when the last one came.</summary>
    public readonly Vector512<double> Weight
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _weight.Load();
    }

    /// <summary>0 before the first number.</summary>
    public readonly Vector512<double> Mean
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _sum.Load() / _weight.Load();
    }

    /// <inheritdoc cref="Mean"/>
    public readonly Vector512<double> Variance
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var mean = Mean;
            return Vector512.Abs(_squares.Load() / _weight.Load() - mean * mean);
        }
    }

    /// <param name="at">In seconds; not before that of the last.</param>
    /// <param name="factor">What is left of the past since the last number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, double at, Vector512<double> factor)
    {
        _weight.Store(_weight.Load() * factor + Vector512<double>.One);
        _sum.Store(_sum.Load() * factor + Vector512.Create(value));
        _squares.Store(_squares.Load() * factor + Vector512.Create(value * value));
        LastSeen = at;
    }

    /// <summary>Writes weight, mean and variance for each decay.</summary>
    /// <param name="step">From one decay's to the next one's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write(Span<double> features, int step)
    {
        PerDecay.Scatter(Weight, features, step);
        PerDecay.Scatter(Mean, features[1..], step);
        PerDecay.Scatter(Variance, features[2..], step);
    }
}
