namespace Merlon.Flows.Captured;

/// <summary>How some numbers lie. All four are 0 where there is none; of one, the deviation is.</summary>
/// <param name="Deviation">The sample's standard deviation, by one less than their count.</param>
public readonly record struct Distribution(double Min, double Mean, double Deviation, double Max)
{
    const long MostExact = 1 << 30;

    /// <param name="squares">The sum of their squares.</param>
    internal static Distribution Of(long count, long min, long max, UInt128 sum, UInt128 squares)
    {
        if (count == 0) return default;

        var mean = (double)sum / count;
        return new(min, mean, count < 2 ? 0 : Math.Sqrt(Variance(count, sum, squares)), max);
    }

    internal Distribution Per(double unit) => new(Min / unit, Mean / unit, Deviation / unit, Max / unit);

    // The difference of two large numbers: exact, or a steady beacon would have no deviation left but the rounding.
    static double Variance(long count, UInt128 sum, UInt128 squares)
    {
        if (count > MostExact) return Math.Max(0, ((double)squares - (double)sum * (double)sum / count) / (count - 1));

        var spread = (UInt128)count * squares - sum * sum;
        return (double)spread / ((double)count * (count - 1));
    }
}
