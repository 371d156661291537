using Merlon.Features;

namespace Merlon.Detection;

/// <summary>
/// Seeded chance that is the same on every machine and version of .NET: SplitMix64 (Steele, Lea and Flood, OOPSLA
/// 2014), of whose numbers the upper 53 bits count.
/// </summary>
public sealed class UniformDraws(ulong seed)
{
    ulong _state = seed;

    /// <returns>Numbers from 0 to below 1.</returns>
    public static double[] Take(ulong seed, int count)
    {
        var draws = new UniformDraws(seed);
        var numbers = new double[count];
        foreach (ref var number in numbers.AsSpan()) number = draws.Next();
        return numbers;
    }

    /// <returns>From 0 to below 1.</returns>
    public double Next()
    {
        _state += SplitMix.Step;
        return (SplitMix.Mix(_state) >> 11) * (1.0 / (1L << 53));
    }

    /// <returns>From 0 to below a bound, which is 1 or more.</returns>
    public long Below(long bound) => (long)(Next() * bound);
}
