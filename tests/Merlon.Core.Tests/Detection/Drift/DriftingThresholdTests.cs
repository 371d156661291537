namespace Merlon.Detection.Drift;

public class DriftingThresholdTests
{
    const double Calibrated = 0.5, Usual = 0.4, Rounding = 1e-7;

    static readonly DriftPace Standard = new();

    // Any times, any scores, restarts; half the time by one who knows the threshold in force.
    [Fact]
    public void Nothing_moves_it_faster_or_farther_than_its_pace() => Assert.Empty(Violations(Standard.Hearing));

    // Planted: each packet is heard. Who sends more is then heard more.
    [Fact]
    public void A_threshold_that_a_flood_hastens_is_noticed() =>
        Assert.Contains(Violations(TimeSpan.Zero), one => one.EndsWith("too fast", StringComparison.Ordinal));

    [Fact]
    public void An_attacker_just_below_it_needs_a_fortnight_for_twice_the_threshold_and_gets_no_more()
    {
        var (threshold, at) = (new DriftingThreshold(Calibrated, Usual, Standard), Given.Noon);
        var days = new List<double>();
        for (var day = 0; day < 16; day++)
        {
            for (var i = 0; i < 2 * 864_000; i++) threshold.Hear(0.9999 * threshold.Value, at += Standard.Hearing / 2);
            days.Add(threshold.Value / Calibrated);
        }

        Assert.Equal(Math.Exp(0.05), days[0], 1e-3);
        Assert.Equal(Math.Exp(0.05 * 13), days[12], 1e-2);
        Assert.InRange(days[12], 1.9, 2);
        Assert.Equal(2, days[^1], Rounding);
    }

    [Fact]
    public void It_follows_the_level_up_and_back_and_never_below_where_it_began()
    {
        var (threshold, random, at) = (new DriftingThreshold(Calibrated, Usual, Standard), new Random(1), Given.Noon);
        Assert.InRange(AfterDays(1, scale: 1), 1, 1.03);
        Assert.InRange(AfterDays(7, scale: 1.3), 1.27, 1.34);
        Assert.InRange(AfterDays(6, scale: 0.5), 1, 1.01);

        // Scores of which 95 % lie below the level, where the scale is 1.
        double AfterDays(int days, double scale)
        {
            for (var i = 0; i < days * 864_000; i++)
            {
                var score = scale * Usual * Math.Pow(1 - random.NextDouble(), 0.1) / 0.99488;
                threshold.Hear(score, at += Standard.Hearing);
            }

            return threshold.Value / Calibrated;
        }
    }

    [Fact]
    public void What_is_strange_is_not_followed_and_a_gap_is_no_leap()
    {
        var (threshold, at) = (new DriftingThreshold(Calibrated, Usual, Standard), Given.Noon);
        for (var i = 0; i < 1_000_000; i++) threshold.Hear(10 * Calibrated, at += Standard.Hearing);
        threshold.Hear(double.NaN, at += Standard.Hearing);
        Assert.Equal(Calibrated, threshold.Value);

        threshold.Hear(0.999 * Calibrated, at + TimeSpan.FromDays(1_000));
        Assert.InRange(Math.Log(threshold.Value / Calibrated), 0, Standard.Step + Rounding);
        threshold.Hear(0.999 * Calibrated, DateTime.MaxValue);
        threshold.Hear(0.999 * Calibrated, DateTime.MinValue);
        Assert.InRange(Math.Log(threshold.Value / Calibrated), 0, 2 * Standard.Step + Rounding);
    }

    // Dated far ahead or back, at the beginning or later: one, two that bear each other out, two more within the leap.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(5_000, 1)]
    [InlineData(5_000, 2)]
    [InlineData(5_000, 4)]
    public void Wrong_times_silence_nobody(int after, int count)
    {
        foreach (var wrong in (DateTime[])[DateTime.MaxValue, Given.Noon.AddYears(1), Given.Noon.AddHours(1), default])
        {
            var threshold = new DriftingThreshold(Calibrated, Usual, Fast);
            for (var i = 0; i < 10_000; i++)
            {
                for (var one = 0; i == after && one < count; one++)
                    threshold.Hear(0, wrong > Given.Noon ? wrong.AddDays(-one / 2) : wrong);
                threshold.Hear(0.999 * threshold.Value, Given.Noon + i * Standard.Hearing);
                if (i % 1_000 == 0) threshold = new(Calibrated, Usual, Fast, threshold.State);
            }

            Assert.InRange(Math.Log(threshold.Value / Calibrated), 0.6, 10_000 * Fast.Step);
            Assert.True(threshold.State.IsSound);
        }
    }

    // A wrong time that is believed is at most ten minutes ahead of the others, or of what was skipped.
    [Fact]
    public void Whoever_dates_packets_as_he_likes_silences_others_for_no_more_than_ten_minutes_a_packet()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (threshold, at) = (new DriftingThreshold(Calibrated, Usual, Fast), Given.Noon);
            for (var i = 0; i < 100; i++) threshold.Hear(0, at += Standard.Hearing);

            const int wrong = 20;
            for (var i = 0; i < wrong; i++)
            {
                threshold.Hear(0, AnyTime(random, at, threshold.State.LastHeard));
                if (random.Next(2) == 0) threshold.Hear(0, at += Standard.Hearing);
            }

            Assert.True(threshold.State.IsSound, $"seed {seed}");
            at += wrong * TimeSpan.FromMinutes(10);
            for (var i = 0; i < 3; i++) threshold.Hear(0, at += Standard.Hearing);
            Assert.Equal(at, threshold.State.LastHeard);
        }
    }

    static DateTime AnyTime(Random random, DateTime at, DateTime last) => random.Next(7) switch
    {
        0 => DateTime.MaxValue,
        1 => default,
        2 => at.AddDays(10_000 * random.NextDouble()),
        3 => at.AddHours(2 * random.NextDouble()),
        4 => at.AddHours(-2 * random.NextDouble()),
        5 => last < DateTime.MaxValue.AddHours(-1) ? last.AddMinutes(10 * random.NextDouble()) : last,
        _ => last > Given.Noon ? last.AddMinutes(-60 * random.NextDouble()) : last,
    };

    [Fact]
    public void Another_one_goes_on_from_its_state_and_hears_nothing_twice()
    {
        var (whole, random) = (new DriftingThreshold(Calibrated, Usual, Fast), new Random(1));
        var heard = Enumerable.Range(0, 5_000)
            .Select(i => (Score: random.NextDouble() * Calibrated, At: Given.Noon.AddSeconds(i * 0.07))).ToList();
        foreach (var (score, at) in heard) whole.Hear(score, at);

        var first = new DriftingThreshold(Calibrated, Usual, Fast);
        foreach (var (score, at) in heard[..3_000]) first.Hear(score, at);
        var second = new DriftingThreshold(Calibrated, Usual, Fast, first.State);
        foreach (var (score, at) in heard) second.Hear(score, at);
        Assert.Equal(whole.State, second.State);
        Assert.NotEqual(1, second.State.Factor);
    }

    [Fact]
    public void A_hearing_costs_no_memory()
    {
        var (threshold, at) = (new DriftingThreshold(Calibrated, Usual, Fast), Given.Noon);
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++) threshold.Hear(0.45, at = at.AddMilliseconds(60));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_level_is_what_95_in_100_times_lie_below_whoever_sends_more_at_times()
    {
        var (level, random) = (new ScoreLevel(), new Random(1));
        for (var i = 0; i < 100_000; i++)
        {
            var score = i % 1_000 == 0 ? 5 : random.NextDouble();   // some are alerts
            for (var packet = 0; packet < (i < 1_000 ? 20 : 1); packet++)
                level.Add(score, Given.Noon.AddSeconds(0.1 * i + 0.004 * packet));
        }

        Assert.Equal(0.95, level.Below(threshold: 1)!.Value, 3e-3);
        Assert.Null(level.Below(threshold: -1));
        Assert.Null(new ScoreLevel().Below(1));
    }

    static DriftPace Fast { get; } = new() { Step = 1e-4, Gain = 1e-2 };

    static List<string> Violations(TimeSpan hearing)
    {
        var found = new List<string>();
        for (var seed = 0; seed < 100; seed++) found.AddRange(Violations(hearing, new(seed)).Take(1));
        return found;
    }

    static IEnumerable<string> Violations(TimeSpan hearing, Random random)
    {
        var claimed = new DriftPace { Step = Standard.Step * Math.Pow(10, random.Next(5)), Gain = 1e-3 };
        var pace = claimed with { Hearing = hearing };
        var threshold = new DriftingThreshold(Calibrated, Usual, pace);
        var (at, latest) = (Given.Noon, Given.Noon);
        var (since, before) = (at, threshold.Value);
        for (var i = 0; i < 10_000; i++)
        {
            at += TimeSpan.FromSeconds(random.Next(20) switch
            {
                0 => -random.NextDouble(),
                1 => 100_000 * random.NextDouble(),
                2 => random.NextDouble(),
                _ => 0.01 * random.NextDouble(),
            });
            if (at > latest) latest = at;
            threshold.Hear(AnyScore(random, threshold.Value), at);

            var moved = Math.Abs(Math.Log(threshold.Value / before));
            if (moved > claimed.FarthestIn(latest - since) + Rounding) yield return $"{i}: {moved} too fast";
            if (threshold.Value is not (>= Calibrated and <= 2 * Calibrated)) yield return $"{i}: too far";
            if (random.Next(500) == 0) threshold = new(Calibrated, Usual, pace, threshold.State);
            if (random.Next(200) == 0) (since, before) = (latest, threshold.Value);
        }
    }

    static double AnyScore(Random random, double threshold) => random.Next(12) switch
    {
        0 => 0,
        1 => random.NextDouble(),
        2 => threshold * 1.000001,
        3 => double.NaN,
        4 => double.PositiveInfinity,
        5 => double.MaxValue,
        _ => threshold * 0.999999,
    };
}
