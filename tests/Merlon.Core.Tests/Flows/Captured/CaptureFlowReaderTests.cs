using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>Captures as one of the formats that flows are read from.</summary>
public class CaptureFlowReaderTests
{
    static readonly byte[] Whole = Packets.Captures.Pcap(Frames());

    [Fact]
    public void Flows_come_as_from_any_log()
    {
        var reading = Reading.Of(Whole);
        Assert.Equal(("pcap", 60L, 30L), (reading.Reader!.Format, reading.Reader.Records, reading.Reader.Flows));
        Assert.All(reading.Observations, observation => Assert.Equal(Answer.Service, observation.Flow.Answer));
        Assert.All(reading.Observations, observation => Assert.Null(observation.Detail));
        Assert.Equal(reading.Observations, Reading.Of(Packets.Captures.Pcapng(Frames())).Observations);
        Assert.Equal(reading.Observations, Reading.Of(Whole, FlowFormats.Capture).Observations);
    }

    [Fact]
    public void What_is_no_capture_is_refused_as_one() =>
        Assert.Equal("log:1:1: expected a capture, pcap or pcapng", Reading.Of("ts,src ip\n", "pcap").Failure);

    [Fact]
    public void A_capture_cut_off_anywhere_gives_the_packets_before_and_a_note()
    {
        for (var kept = 24; kept < Whole.Length; kept++)
        {
            var reading = Reading.Of(Whole[..kept]);
            Assert.Null(reading.Failure);
            var isBetween = (kept - 24) % (Whole.Length / 60) == 0;
            Assert.True(isBetween || reading.Reader!.Notes.Count == 1, $"{kept}");
            var packets = reading.Observations.Sum(seen => seen.Flow.Forward.Packets + seen.Flow.Backward.Packets);
            Assert.Equal(reading.Reader!.Records, packets);
            if (!isBetween && kept % 50 == 0)
                Assert.StartsWith("log: cut off within packet ", Reading.Of(Whole[..kept], strict: true).Failure);
        }
    }

    [Fact]
    public void A_damaged_capture_ends_in_flows_or_in_one_line()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 3_000; i++)
        {
            var capture = Damage.To(Whole, random);
            var reading = Reading.Of(new MemoryStream(capture));
            if (reading.Reader?.Packets is not { } counts) continue;

            Assert.True(reading.Failure is null || reading.Failure.AsSpan().IndexOfAny('\r', '\n') < 0);
            Assert.True(counts.InFlows <= counts.Packets + counts.Tunnelled);
            Assert.All(reading.Observations, seen => Assert.True(seen.Flow.Duration >= TimeSpan.Zero));
        }
    }

    [Fact]
    public void A_broken_packet_is_counted_and_to_the_strict_the_end()
    {
        var frames = Frames();
        frames[7] = frames[7] with { Hex = frames[7].Hex[..30] };
        var capture = Packets.Captures.Pcap(frames);
        Assert.Equal(1, Reading.Of(capture).Reader!.Packets!.Broken);
        Assert.Equal("log: packet 8: expected one that is whole (ends within the IP header)",
            Reading.Of(capture, strict: true).Failure);
    }

    [Fact]
    public void Flows_that_made_room_for_others_are_told_of()
    {
        var reader = FlowFormats.Open(new MemoryStream(Whole), "log", "pcap", default, strict: false, out _,
            CaptureHints.Standard with { Capacity = 10 })!;
        while (reader.TryRead(out _)) { }
        Assert.Contains("20 flows ended early: there were more than 10 at a time", Assert.Single(reader.Notes));
    }

    static List<Packets.Frame> Frames() => [.. Enumerable.Range(0, 60).Select(i =>
    {
        var (client, server) = ($"192.0.2.{i / 2}:{1_000 + i}", "198.51.100.9:53");
        client = $"192.0.2.{i / 2}:1000";
        var bytes = i % 2 == 0 ? Wire.Udp(client, server) : Wire.Udp(server, client);
        return new Packets.Frame(Given.Noon.AddSeconds(i), LinkType.Raw, bytes.Length, Convert.ToHexString(bytes));
    })];
}
