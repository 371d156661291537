using System.IO.Compression;

namespace Merlon.Flows;

public class FlowFormatsTests
{
    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void Tells_the_format_of_a_file_by_its_beginning(string sample)
    {
        var reading = Reading.Of(Samples.Of(sample));
        Assert.Equal(Samples.FormatOf(sample), reading.Reader!.Format);
        Assert.Equal(Reading.Of(Samples.Of(sample), Samples.FormatOf(sample)).Observations, reading.Observations);
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_byte_order_mark_changes_nothing(string sample)
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Samples.Of(sample)];
        Assert.Equal(Reading.Of(Samples.Of(sample)).Observations, Reading.Of(marked).Observations);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n \n")]
    [InlineData("hello\nworld\n")]
    [InlineData("a,b,c\n1,2,3\n")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("<?xml version=\"1.0\"?>\n")]
    [InlineData("#close\t2026-01-01\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("Jan  1 12:00:00 gw kernel: IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2\n")]
    public void A_file_in_no_known_format_is_refused_in_one_line(string log)
    {
        var reading = Reading.Of(log);
        Assert.Null(reading.Reader);
        Assert.Equal(
            log.Length == 0
                ? "log: the file is empty"
                : "log:1:1: expected one of the formats eve, zeek, argus, unsw-nb15, cic-ids-2017, ton-iot, csv, pcap; "
                    + "name it with --format",
            reading.Failure);
    }

    [Fact]
    public void An_empty_file_is_empty_in_every_format() =>
        Assert.All(FlowFormats.Names, format =>
            Assert.Equal("log: the file is empty", Reading.Of("", format).Failure));

    [Fact]
    public void A_file_of_a_mark_alone_is_empty_in_every_format_of_logs() =>
        Assert.All(FlowFormats.Names.Except([FlowFormats.Capture]), format =>
            Assert.Equal("log: the file is empty", Reading.Of("\uFEFF", format).Failure));

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'t', 0, (byte)'s', 0 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'t', 0, (byte)'s' })]
    public void UTF_16_is_refused_in_every_format(byte[] log) =>
        Assert.All([FlowFormats.Auto, .. FlowFormats.Names], format =>
            Assert.Equal("log: UTF-16 text; save it as UTF-8", Reading.Of(log, format).Failure));

    [Theory]
    [InlineData(0xD4, 0xC3, 0xB2, 0xA1)]
    [InlineData(0xA1, 0xB2, 0xC3, 0xD4)]
    [InlineData(0x4D, 0x3C, 0xB2, 0xA1)]   // nanoseconds
    [InlineData(0xA1, 0xB2, 0x3C, 0x4D)]
    [InlineData(0x0A, 0x0D, 0x0D, 0x0A)]   // pcapng
    public void A_packet_capture_is_refused_in_every_format_of_logs(byte a, byte b, byte c, byte d) =>
        Assert.All(FlowFormats.Names.Except([FlowFormats.Capture]), format =>
            Assert.Equal(
                $"log: a packet capture; expected {format}, or --format pcap",
                Reading.Of([a, b, c, d, 2, 0, 4, 0], format).Failure));

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_log_in_another_format_than_its_user_said_is_refused_with_its_first_fault(string sample)
    {
        // Of all tables, our csv has the columns that CICFlowMeter's also have.
        var own = Samples.FormatOf(sample);
        foreach (var format in FlowFormats.Names.Except([own, "csv", own == "csv" ? "cic-ids-2017" : own]))
        {
            var reading = Reading.Of(Samples.Of(sample), format);
            Assert.StartsWith("log:", reading.Failure, StringComparison.Ordinal);
            Assert.Contains(": expected ", reading.Failure, StringComparison.Ordinal);
            Assert.Empty(reading.Observations);
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void A_gzip_file_that_was_cut_off_is_a_failure_wherever_the_cut_is(string sample)
    {
        var whole = Zipped(Samples.Of(sample));
        Assert.Null(ReadingOfGzip(whole, sample).Failure);

        var plain = Reading.Of(Samples.Of(sample));
        for (var kept = 1; kept < whole.Length; kept++)
        {
            var reading = ReadingOfGzip(whole[..kept], sample);
            Assert.Contains("the gzip data is damaged or cut off", reading.Failure, StringComparison.Ordinal);
            Assert.Equal(plain.Observations.Take(reading.Observations.Count), reading.Observations);
            Assert.Empty(reading.Complaints());
            if (reading.Reader is not null)
                Assert.Equal(plain.BadLines.Take(reading.BadLines.Count), reading.BadLines);
        }
    }

    [Theory]
    [InlineData("zeek")]
    [InlineData("eve-spread")]
    public void A_large_gzip_file_that_was_cut_off_gives_what_came_before_the_cut_and_then_fails(string sample)
    {
        var log = Samples.Large(sample, bytes: 600_000);
        var (plain, zipped) = (Reading.Of(log), Zipped(log));
        var kept = 0;
        for (var cut = 10; cut < 400; cut += 13)
        {
            var reading = ReadingOfGzip(zipped[..^cut], sample);
            Assert.Matches(@"^log: the gzip data is damaged or cut off \(after \d,\d{3} records\)$", reading.Failure);
            Assert.Equal(plain.Observations.Take(reading.Observations.Count), reading.Observations);
            Assert.InRange(reading.Reader!.BadLines, 0, plain.Reader!.BadLines);
            Assert.Empty(reading.Complaints());
            kept = Math.Max(kept, reading.Observations.Count);
        }

        Assert.True(kept > 1_000, "The cuts were too early for this test to say anything.");
    }

    [Fact]
    public void A_stream_that_breaks_is_a_failure_in_its_own_words()
    {
        var reading = Reading.Of(new BreakingStream(Samples.Of("zeek")), "zeek");
        Assert.Equal("log: the disk is on fire", reading.Failure);
    }

    static Reading ReadingOfGzip(byte[] zipped, string sample)
    {
        using var unzipped = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        return Reading.Of(unzipped, Samples.FormatOf(sample));
    }

    static byte[] Zipped(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress)) gzip.Write(bytes);
        return zipped.ToArray();
    }
}
