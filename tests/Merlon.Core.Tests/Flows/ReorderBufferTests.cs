namespace Merlon.Flows;

public class ReorderBufferTests
{
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void What_comes_in_any_order_leaves_in_the_order_of_event_time() =>
        Assert.Equal([0, 1, 2, 3, 5], Seconds(Through(new(TimeSpan.MaxValue), [3, 1, 2, 5, 0])));

    [Fact]
    public void Equal_times_leave_as_they_came() =>
        Assert.Equal(["1a", "1b", "1c", "2a"], Names(Through(new(TimeSpan.MaxValue), ["2a", "1a", "1b", "1c"])));

    [Fact]
    public void What_is_younger_than_the_lateness_before_the_latest_is_held_back()
    {
        var buffer = new ReorderBuffer(TimeSpan.FromSeconds(10));
        buffer.Add(At(0));
        buffer.Add(At(10));
        Assert.False(buffer.TryTake(isEnd: false, out _));

        buffer.Add(At(11));
        Assert.True(buffer.TryTake(isEnd: false, out var oldest));
        Assert.Equal(Noon, oldest.At);
        Assert.False(buffer.TryTake(isEnd: false, out _));
        Assert.Equal(2, buffer.Count);
    }

    [Fact]
    public void At_the_end_all_leave()
    {
        var buffer = new ReorderBuffer(TimeSpan.FromHours(1));
        buffer.Add(At(2));
        buffer.Add(At(1));
        Assert.Equal([1, 2], Seconds(Rest(buffer)));
        Assert.Equal(0, buffer.Count);
    }

    [Fact]
    public void What_comes_too_late_is_passed_on_at_once_and_counted()
    {
        var buffer = new ReorderBuffer(TimeSpan.FromSeconds(10));
        Assert.Equal([0, 20, 5, 31, 40], Seconds(Through(buffer, [0, 20, 31, 5, 40])));
        Assert.Equal(1, buffer.Late);
    }

    [Fact]
    public void What_comes_at_the_time_of_the_last_that_left_is_not_late()
    {
        var buffer = new ReorderBuffer(TimeSpan.Zero);
        Assert.Equal([1, 1, 2, 2], Seconds(Through(buffer, [1, 1, 2, 2])));
        Assert.Equal(0, buffer.Late);
    }

    [Fact]
    public void It_holds_as_many_as_its_capacity_and_no_more()
    {
        var random = new Random(1);
        var buffer = new ReorderBuffer(TimeSpan.MaxValue, capacity: 100);
        for (var i = 1; i <= 5_000; i++)
        {
            buffer.Add(At(random.Next(1_000)));
            while (buffer.TryTake(isEnd: false, out _)) { }
            Assert.Equal(Math.Min(i, 100), buffer.Count);
        }
    }

    [Fact]
    public void Nothing_is_lost_and_what_is_not_late_leaves_in_order_whatever_comes()
    {
        var random = new Random(2);
        for (var i = 0; i < 300; i++)
        {
            var buffer = new ReorderBuffer(TimeSpan.FromSeconds(random.Next(50)), capacity: random.Next(1, 200));
            var added = Enumerable.Range(0, 300).Select(_ => At(random.Next(200))).ToList();
            var taken = Through(buffer, added);
            Assert.Equal(added.Select(each => each.At).Order(), taken.Select(each => each.At).Order());
            Assert.Equal(buffer.Late, Backwards(taken));
        }
    }

    [Fact]
    public void Within_the_lateness_none_is_late_and_all_are_in_order()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var buffer = new ReorderBuffer(TimeSpan.FromSeconds(20));
            var taken = Through(buffer, Enumerable.Range(0, 500).Select(second => At(second + random.Next(-20, 1))));
            Assert.Equal(0, buffer.Late);
            Assert.Equal(0, Backwards(taken));
        }
    }

    // Those that leave after one that is younger.
    static long Backwards(IEnumerable<Observation> taken)
    {
        var (latest, backwards) = (DateTime.MinValue, 0L);
        foreach (var observation in taken)
        {
            if (observation.At < latest) backwards++;
            else latest = observation.At;
        }

        return backwards;
    }

    static List<Observation> Through(ReorderBuffer buffer, IEnumerable<Observation> observations)
    {
        var taken = new List<Observation>();
        foreach (var observation in observations)
        {
            buffer.Add(observation);
            while (buffer.TryTake(isEnd: false, out var next)) taken.Add(next);
        }

        return [.. taken, .. Rest(buffer)];
    }

    static List<Observation> Through(ReorderBuffer buffer, int[] seconds) =>
        Through(buffer, seconds.Select(second => At(second)));

    static List<Observation> Through(ReorderBuffer buffer, string[] names) =>
        Through(buffer, names.Select(name => At(name[0] - '0', name)));

    static List<Observation> Rest(ReorderBuffer buffer)
    {
        var taken = new List<Observation>();
        while (buffer.TryTake(isEnd: true, out var next)) taken.Add(next);
        return taken;
    }

    static IEnumerable<int> Seconds(IEnumerable<Observation> observations) =>
        observations.Select(observation => (int)(observation.At - Noon).TotalSeconds);

    static IEnumerable<string?> Names(IEnumerable<Observation> observations) =>
        observations.Select(observation => observation.Flow.Attack);

    static Observation At(int second, string? name = null) =>
        Observation.Of(new Flow { Key = default, FirstSeen = Noon.AddSeconds(second), Attack = name });
}
