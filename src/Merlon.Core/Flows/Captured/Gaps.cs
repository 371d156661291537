namespace Merlon.Flows.Captured;

/// <summary>The times between one packet and the next, gathered as they come.</summary>
struct Gaps
{
    long _min;
    long _max;
    ulong _high;   // the sum of their squares, 128 bits
    ulong _low;

    public static Gaps None => new() { _min = long.MaxValue };

    public void Add(long ticks)
    {
        if (_min > ticks) _min = ticks;
        if (_max < ticks) _max = ticks;
        var high = Math.BigMul((ulong)ticks, (ulong)ticks, out var low);
        _low += low;
        _high += high + (_low < low ? 1UL : 0);
    }

    /// <param name="packets">One more than there are gaps.</param>
    /// <param name="sum">From the first packet to the last.</param>
    public readonly Distribution InSeconds(long packets, TimeSpan sum) =>
        Distribution.Of(Math.Max(0, packets - 1), _min, _max, (UInt128)sum.Ticks, new(_high, _low))
            .Per(TimeSpan.TicksPerSecond);
}
