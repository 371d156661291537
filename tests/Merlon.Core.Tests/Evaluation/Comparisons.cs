using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Evaluation;

/// <summary>Comparisons of made-up figures.</summary>
static class Comparisons
{
    public static readonly Nids Noisy = Nids.Noisy(0.9, 0.01);

    /// <summary>Two strategies behind two NIDSs: one that is safe, and one that blocks more.</summary>
    public static Comparison Of(string piece, long malicious = 100) => new(
        piece, 1_000 + malicious, malicious, 990,
        OutOfReach: Math.Min(malicious, 2), Logged: malicious == 0 ? (7, 3) : (0, 0),
        [
            new("merlon", Nids.Ideal, Sure(malicious == 0 ? 0 : 0.9), Sure(1 / 990.0), Sure(3)),
            new("talk ε=0.1", Nids.Ideal, Sure(malicious == 0 ? 0 : 0.95), Sure(0.2), Sure(12)),
            new("merlon", Noisy, new(0.8, 0.7, 0.85), new(0.0005, 0, 0.002), new(2.5, 2, 3)),
            new("talk ε=0.1", Noisy, new(0.5, 0.1, 0.6), new(0.0001, 0, 0.0005), new(20, 10, 1_200)),
        ],
        malicious == 0
            ? [Answer(0, 0, 0, 0, 0)]
            : [Answer(0, malicious, 60, 0, 60), Answer(1, malicious, 93, 1, 95), Answer(9, malicious, 98, 7, 98)]);

    /// <summary>Attacks on one service and honest traffic to another, a flow a second.</summary>
    public static Flow[] Traffic(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => i % 3 == 0
            ? Given.Flow($"tcp 203.0.113.1:{1000 + i} > 192.0.2.1:80", i, Label.Malicious)
            : Given.Flow($"tcp 198.51.100.{i % 7}:{1000 + i} > 192.0.2.1:443", i)),
    ];

    static Spread Sure(double value) => new(value, value, value);

    static HindsightAnswer Answer(long budget, long all, long blocked, long harm, long bound) =>
        new(budget, new(all, blocked), new(990, harm), bound, [DropRule.FromSource(default)]);
}
