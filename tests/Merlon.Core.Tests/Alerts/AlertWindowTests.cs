using Merlon.Flows;

namespace Merlon.Alerts;

public class AlertWindowTests
{
    const int Capacity = 20;

    static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Does_what_its_definition_says()
    {
        var (windows, forgotten, merged) = (0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var (window, naive) = (new AlertWindow(MaxIdle, Capacity), new NaiveAlertWindow(MaxIdle, Capacity));
            var difference = FirstDifference(window, naive, seed);
            Assert.True(difference is null, $"seed {seed}: {difference}");
            windows += naive.Number;
            forgotten += naive.Forgotten;
            merged += seed % 2 == 0 ? 0 : 200 - naive.Total;
        }

        Assert.True(windows > 1_000 && forgotten > 1_000 && merged > 1_000, $"{windows}, {forgotten}, {merged}");
    }

    [Fact]
    public void A_wrong_definition_would_be_noticed()
    {
        Assert.NotNull(FirstDifference(new(MaxIdle, Capacity), new(MaxIdle - Tick, Capacity), seed: 2));
        Assert.NotNull(FirstDifference(new(MaxIdle, Capacity), new(MaxIdle, Capacity + 1), seed: 2));
    }

    [Fact]
    public void Closes_after_a_longer_silence_than_allowed_and_not_of_exactly_that()
    {
        var window = new AlertWindow(MaxIdle);
        Assert.Equal((0, 0), (window.Number, window.Total));

        window.Add(At(Given.Noon));
        window.Add(At(Given.Noon + MaxIdle));
        Assert.Equal((1, 2, Given.Noon), (window.Number, window.Total, window.OpenedAt));

        window.Add(At(Given.Noon + MaxIdle + MaxIdle + Tick));
        Assert.Equal((2, 1, window.LatestAt), (window.Number, window.Total, window.OpenedAt));
        Assert.Equal(1, window.Alerts.Length);
    }

    [Fact]
    public void Further_alerts_on_a_flow_keep_the_window_open_and_count_again_in_a_later_one()
    {
        var (window, flow) = (new AlertWindow(MaxIdle), Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"));
        var counted = new[] { 0, 4, 8, 12, 17.001 }.Select(second =>
            window.AddOncePerFlow(new(Given.Noon.AddSeconds(second), flow)));
        Assert.Equal([true, false, false, false, true], counted);
        Assert.Equal((2, 1), (window.Number, window.Total));
        Assert.True(window.AddOncePerFlow(new(window.LatestAt, flow with { FirstSeen = Given.Noon.AddSeconds(17) })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_endless_burst_takes_no_more_memory_and_counts_what_it_forgets(bool oncePerFlow)
    {
        var window = new AlertWindow(MaxIdle, capacity: 1_000);
        var flow = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80");
        Burst(window, flow, 0, 10_000, oncePerFlow);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Burst(window, flow, 10_000, 300_000, oncePerFlow);
        // A collection on another thread may take this one's allocation quantum, 8 KB, from it: less than a byte each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 280_000);
        Assert.Equal((1, 300_000L, 299_000L, 1_000),
            (window.Number, window.Total, window.Forgotten, window.Alerts.Length));
        Assert.Equal(Given.Noon.AddMilliseconds(299_000), window.Alerts[0].At);
    }

    static void Burst(AlertWindow window, in Flow flow, int from, int to, bool oncePerFlow)
    {
        for (var i = from; i < to; i++)
        {
            var at = Given.Noon.AddMilliseconds(i);
            if (oncePerFlow) window.AddOncePerFlow(new(at, flow with { FirstSeen = at }));
            else window.Add(new(at, flow));
        }
    }

    static Alert At(DateTime at) => new(at, Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"));

    // Few flows, gaps on both sides of the limit, and alerts that come a little late.
    static string? FirstDifference(AlertWindow window, NaiveAlertWindow naive, int seed)
    {
        var random = new Random(seed);
        TimeSpan[] gaps = [default, default, default, default, Tick, MaxIdle - Tick, MaxIdle, MaxIdle + Tick, -Tick];
        var flows = Enumerable.Range(0, 30).Select(i => Arbitrary.Flow(random, i % 15)).ToList();
        var (at, oncePerFlow) = (Given.Noon, seed % 2 == 1);
        for (var i = 0; i < 200; i++)
        {
            at += gaps[random.Next(seed % 3 == 0 ? 5 : gaps.Length)];
            var alert = new Alert(at, flows[random.Next(flows.Count)]);
            var isCounted = true;
            if (oncePerFlow) isCounted = window.AddOncePerFlow(alert);
            else window.Add(alert);

            var (ours, defined) = (
                (isCounted, window.Number, window.OpenedAt, window.LatestAt, window.Total, window.Forgotten),
                (naive.Add(alert, oncePerFlow), naive.Number, naive.OpenedAt, naive.LatestAt, naive.Total,
                    naive.Forgotten));
            if (ours != defined) return $"alert {i}: {ours}, not {defined}";
            if (!window.Alerts.SequenceEqual([.. naive.Alerts])) return $"alert {i}: other alerts";
        }

        return null;
    }
}
