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
        _state += 0x9E37_79B9_7F4A_7C15;
        var mixed = (_state ^ _state >> 30) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D0_49BB_1331_11EB;
        return ((mixed ^ mixed >> 31) >> 11) * (1.0 / (1L << 53));
    }

    /// <returns>From 0 to below a bound, which is 1 or more.</returns>
    public long Below(long bound) => (long)(Next() * bound);
}
