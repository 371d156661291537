using Merlon.Net;

namespace Merlon.Flows;

public class LogMergerTests
{
    [Fact]
    public void Several_logs_come_as_one_in_order_of_event_time() =>
        Assert.Equal("a1 b2 a3 b4 c5 a6", Merged(Log("a1 a3 a6"), Log("b2 b4"), Log("c5")));

    [Fact]
    public void Equal_times_come_in_the_order_of_the_logs_and_then_of_their_lines() =>
        Assert.Equal("a1 a1 b1 b1 c1 a2 b2", Merged(Log("a1 a1 a2"), Log("b1 b1 b2"), Log("c1")));

    [Fact]
    public void A_log_that_is_not_in_order_is_put_in_order() =>
        Assert.Equal("a1 b1 a2 a3 b4", Merged(Log("a3 a1 a2"), Log("b4 b1")));

    [Fact]
    public void Rotated_parts_may_be_given_in_any_order()
    {
        var random = new Random(9);
        var names = Enumerable.Range(0, 600).Select(second => $"x{second}").ToArray();
        var whole = string.Join(' ', names);
        for (var i = 0; i < 100; i++)
        {
            var parts = names.Chunk(random.Next(1, 200)).Select(part => string.Join(' ', part)).ToArray();
            random.Shuffle(parts);
            Assert.Equal(whole, Merged(TimeSpan.Zero, [.. parts.Select(part => Log(part))]));
        }
    }

    [Fact]
    public void Suricatas_rotated_parts_are_one_log()
    {
        var lines = Samples.LinesOf("eve");
        FlowReader Part(int from, int to) => FlowFormats.Open(
            new MemoryStream(Spelling.Utf8(string.Join('\n', lines[from..to]) + "\n")),
            "eve.json", FlowFormats.Auto, default, false, out _)!;

        var merger = new LogMerger([Part(2, lines.Length), Part(0, 2)], new ReorderBuffer(TimeSpan.FromSeconds(1)));
        Assert.Equal(Reading.Of(Samples.Of("eve")).Observations, Rest(merger));
    }

    [Fact]
    public void A_disorder_within_the_lateness_is_put_in_order_across_all_logs()
    {
        var random = new Random(10);
        var logs = Enumerable.Range(0, 5).Select(log => Enumerable.Range(0, 400)
            .Select(second => $"{(char)('a' + log)}{second + random.Next(0, 31)}").ToArray()).ToArray();
        var merged = Merged(TimeSpan.FromSeconds(60), [.. logs.Select(log => Log(string.Join(' ', log)))]).Split(' ');
        Assert.Equal(logs.SelectMany(log => log).Order(), merged.Order());
        Assert.Equal(merged.OrderBy(Second), merged);
    }

    [Fact]
    public void Logs_of_different_formats_and_offsets_meet_in_UTC()
    {
        var eve = FlowFormats.Open(new MemoryStream(Spelling.Utf8(
            "{\"event_type\":\"flow\",\"timestamp\":\"2026-01-01T14:00:01+0200\",\"src_ip\":\"192.0.2.1\","
            + "\"dest_ip\":\"192.0.2.2\",\"proto\":\"UDP\"}\n")), "eve.json", "auto", default, false, out _)!;
        var csv = FlowFormats.Open(new MemoryStream(Spelling.Utf8(
            "time,src,dst,proto\n2026-01-01 06:00:00-06:00,192.0.2.3,192.0.2.4,tcp\n"
            + "2026-01-01T12:00:02Z,192.0.2.3,192.0.2.4,tcp\n")), "flows.csv", "auto", default, false, out _)!;

        var merger = new LogMerger([eve, csv], new ReorderBuffer(TimeSpan.MaxValue));
        Assert.Equal([IpProtocolOf("tcp"), IpProtocolOf("udp"), IpProtocolOf("tcp")],
            Rest(merger).Select(observation => observation.Flow.Key.Protocol));
    }

    [Fact]
    public void A_log_that_fails_ends_all_with_its_failure()
    {
        var merger = new LogMerger([Log("a1 a3"), Log("b5 b?? b6", strict: true)], new ReorderBuffer(TimeSpan.Zero));
        Assert.Equal("a1", Names(Rest(merger)));
        Assert.Equal("b:3:1: expected a time (2026-01-31 12:00:00, or seconds since 1970) (time first seen)",
            merger.Failure);
        Assert.False(merger.TryRead(out _));
    }

    [Fact]
    public void A_log_that_is_empty_is_a_failure_before_anything_is_read()
    {
        var empty = new LogFlowReader(
            "b", new Lines(new ByteWindow(Stream.Null)), new Formats.CsvFormat((byte)',', default));
        var merger = new LogMerger([Log("a1"), empty], new ReorderBuffer(TimeSpan.MaxValue));
        Assert.False(merger.TryRead(out _));
        Assert.Equal("b: the file is empty", merger.Failure);
    }

    [Fact]
    public void Without_logs_there_is_nothing()
    {
        var merger = new LogMerger([], new ReorderBuffer(TimeSpan.MaxValue));
        Assert.False(merger.TryRead(out _));
        Assert.Null(merger.Failure);
    }

    static string Merged(params FlowReader[] logs) => Merged(TimeSpan.MaxValue, logs);

    static string Merged(TimeSpan lateness, FlowReader[] logs)
    {
        var merger = new LogMerger(logs, new ReorderBuffer(lateness));
        var names = Names(Rest(merger));
        Assert.Null(merger.Failure);
        return names;
    }

    static List<Observation> Rest(LogMerger merger)
    {
        var observations = new List<Observation>();
        while (merger.TryRead(out var observation)) observations.Add(observation);
        return observations;
    }

    static string Names(IEnumerable<Observation> observations) =>
        string.Join(' ', observations.Select(observation => observation.Flow.Attack));

    /// <summary>A log of flows called a letter and the second at which they were seen.</summary>
    static FlowReader Log(string names, bool strict = false)
    {
        var rows = names.Split(' ').Select(name => $"{name[1..]},tcp,192.0.2.1,192.0.2.2,{name}\n");
        var log = "time,proto,src,dst,label\n" + string.Concat(rows);
        return FlowFormats.Open(
            new MemoryStream(Spelling.Utf8(log)), names[..1], "csv", default, strict, out _)!;
    }

    static int Second(string name) => int.Parse(name[1..], null);

    static Net.IpProtocol IpProtocolOf(string name) =>
        Net.IpProtocolNames.TryParse(Spelling.Utf8(name), out var protocol) ? protocol : default;
}
