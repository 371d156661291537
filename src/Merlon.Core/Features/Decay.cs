using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>
/// How fast the past is forgotten: a weight falls by 2^(-λΔt) in Δt seconds, for five λ at once (Mirsky et al.,
/// "Kitsune", NDSS 2018, IV.B).
/// </summary>
public static class Decay
{
    public const int Count = 5;

    /// <summary>Per second, in the order of the features: windows of about 0.1 s to a minute.</summary>
    public static ReadOnlySpan<double> Rates => [5, 3, 1, 0.1, 0.01];

    static readonly Vector512<double> Falls = -PerDecay.Load(in Rates[0]);

    /// <summary>What is left of a weight of 1 after so many seconds; of the past nothing is forgotten twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Over(double seconds) =>
        seconds > 0 ? VectorMath.Exp2(Falls * seconds) : Vector512<double>.One;
}
