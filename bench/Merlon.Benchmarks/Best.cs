using System.Diagnostics;

namespace Merlon.Benchmarks;

/// <summary>
/// The median and the best of many runs, in milliseconds, after enough runs for the compiler to be done.
/// </summary>
readonly record struct Best(double Minimum, double Median)
{
    public static Best Of(int runs, Action action, int warmUps = 30)
    {
        var warm = Stopwatch.StartNew();
        for (var i = 0; i < warmUps || warm.Elapsed < TimeSpan.FromSeconds(3); i++) action();

        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        return new(times[0], times[runs / 2]);
    }
}
