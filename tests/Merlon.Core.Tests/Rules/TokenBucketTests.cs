namespace Merlon.Rules;

public class TokenBucketTests
{
    [Fact]
    public void Lets_as_many_through_at_once_as_in_a_minute_and_then_so_many_a_minute()
    {
        var bucket = new TokenBucket(new(20));
        Assert.Equal(20, Passed(ref bucket, Enumerable.Repeat(Given.Noon, 100)));
        Assert.Equal(10, Passed(ref bucket, Enumerable.Repeat(Given.Noon.AddSeconds(30.001), 100)));
        Assert.Equal(20, Passed(ref bucket, Enumerable.Repeat(Given.Noon.AddHours(1), 100)));
        Assert.Equal(0, Passed(ref bucket, [Given.Noon.AddMinutes(-5)]));
    }

    // Two minutes of the clock next to each other may be seen as one that has twice as much.
    [Fact]
    public void Whoever_sends_half_as_much_in_each_minute_of_the_clock_never_comes_above_it()
    {
        var (sent, above) = (0, 0);
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(1, 20);
            var times = Enumerable.Range(0, 10).SelectMany(minute => Minute(random, minute, most)).Order();
            var (twice, less) = (new TokenBucket(new(2 * most)), new TokenBucket(new(Math.Max(1, most * 3 / 2))));
            foreach (var at in times)
            {
                sent++;
                Assert.False(twice.Exceeds(at), $"seed {seed}");
                above += less.Exceeds(at) ? 1 : 0;
            }
        }

        Assert.True(sent > 10_000 && above > 0, $"{sent}, {above}");
    }

    static IEnumerable<DateTime> Minute(Random random, int minute, int most)
    {
        var (from, span) = random.Next(3) switch { 0 => (0.0, 1.0), 1 => (59.0, 1.0), _ => (0.0, 60.0) };
        return Enumerable.Range(0, most)
            .Select(_ => Given.Noon.AddMinutes(minute).AddSeconds(from + random.NextDouble() * span * 0.999));
    }

    static int Passed(ref TokenBucket bucket, IEnumerable<DateTime> times)
    {
        var passed = 0;
        foreach (var at in times) passed += bucket.Exceeds(at) ? 0 : 1;
        return passed;
    }
}
