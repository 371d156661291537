using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>A stream that is compared with others: what it keeps for all its pairs together.</summary>
struct PairedStream(double at)
{
    public const int None = -1;

    public DampedStatistic Statistic = new(at);

    /// <summary>How far its last number was from the mean that it made.</summary>
    public PerDecay LastResidual;

    /// <summary>All residuals, each for what was left of it when the last one came.</summary>
    public PerDecay ResidualSum;

    /// <summary>How many numbers came.</summary>
    public long Events;

    /// <summary>The pairs that it brings up to date, the one read last first; a slot, or none.</summary>
    public int FirstPair = None, LastPair = None;

    public int Pairs;

    /// <summary>Adds a number, but for its residual, which is given back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<double> Add(double value, double at, Vector512<double> factor)
    {
        Statistic.Add(value, at, factor);
        Events++;
        return Vector512.Create(value) - Statistic.Mean;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddResidual(Vector512<double> residual, Vector512<double> factor)
    {
        ResidualSum.Store(ResidualSum.Load() * factor + residual);
        LastResidual.Store(residual);
    }
}
