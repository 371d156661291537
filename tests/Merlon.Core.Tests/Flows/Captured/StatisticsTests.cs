using static Merlon.Flows.Captured.Wire;

namespace Merlon.Flows.Captured;

/// <summary>Lengths, gaps and flags, against sums done the plain way.</summary>
public class StatisticsTests
{
    [Fact]
    public void Are_what_the_definitions_say()
    {
        for (var seed = 0; seed < 60; seed++) Compare(new Random(seed));
    }

    static void Compare(Random random)
    {
        var assembly = new Assembly(FlowTimeouts.Never);
        var sent = new List<(bool IsAnswer, double At, int Length, byte Flags)>();
        var at = 0.0;
        for (var i = 0; i < random.Next(1, 60); i++)
        {
            var (isAnswer, payload, flags) = (i > 0 && random.Next(2) == 0, random.Next(1_400), (byte)random.Next(256));
            var (from, to) = isAnswer ? ("192.0.2.2:2", "192.0.2.1:1") : ("192.0.2.1:1", "192.0.2.2:2");
            flags &= unchecked((byte)~(Fin | Rst));   // which might end it
            assembly.Add(Tcp(from, to, flags, payload), at);
            sent.Add((isAnswer, at, 40 + payload, flags));
            at += random.Next(4) == 0 ? 0 : Math.Round(random.NextDouble() * 100, 6);
        }

        var flow = Assert.Single(assembly.All());
        Check(sent, flow.Lengths, flow.Gaps);
        foreach (var isAnswer in new[] { false, true })
        {
            var direction = isAnswer ? flow.Backward : flow.Forward;
            var own = sent.Where(packet => packet.IsAnswer == isAnswer).ToList();
            Check(own, direction.Lengths, direction.Gaps);
            Assert.Equal(own.Count > 0, direction.LastSeen is not null);
            if (direction.LastSeen is { } last) Assert.Equal(own[^1].At, (last - Given.Noon).TotalSeconds, 1e-6);
            for (var bit = 0; bit < 8; bit++)
                Assert.Equal(own.Count(packet => (packet.Flags >> bit & 1) != 0), (int)direction.Flags[bit]);
        }
    }

    // A difference of two sums of squares in floating point would leave nothing of it.
    [Fact]
    public void The_jitter_of_a_slow_beacon_is_seen()
    {
        var assembly = new Assembly(FlowTimeouts.Never);
        for (var i = 0; i < 10_000; i++) assembly.Add(Udp("192.0.2.1:1", "192.0.2.2:2"), i * 600 + i % 2 * 0.000_001);
        var gaps = Assert.Single(assembly.All()).Gaps;
        Assert.Equal(0.000_001, gaps.Deviation, 1e-9);
        Assert.Equal(600, gaps.Mean, 1e-6);
    }

    static void Check(List<(bool, double At, int Length, byte)> packets, Distribution lengths, Distribution gaps)
    {
        Check([.. packets.Select(packet => (double)packet.Length)], lengths);
        Check([.. packets.Skip(1).Zip(packets, (next, packet) => next.At - packet.At)], gaps);
    }

    static void Check(double[] numbers, Distribution distribution)
    {
        var mean = numbers.DefaultIfEmpty().Average();
        var squares = numbers.Sum(number => (number - mean) * (number - mean));
        var expected = (numbers.DefaultIfEmpty().Min(), mean, numbers.DefaultIfEmpty().Max());
        Assert.Equal(expected.Item1, distribution.Min, 1e-5);
        Assert.Equal(expected.mean, distribution.Mean, 1e-5);
        Assert.Equal(expected.Item3, distribution.Max, 1e-5);
        Assert.Equal(numbers.Length < 2 ? 0 : Math.Sqrt(squares / (numbers.Length - 1)), distribution.Deviation, 1e-5);
    }
}
