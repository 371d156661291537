using System.Text;
using Merlon.Net;

namespace Merlon.Flows;

public class FlowReaderTests
{
    const string Header = "time,src,dst,proto\n";
    const string Good = "1767268800,192.0.2.1,192.0.2.2,tcp\n";
    const string Bad = "1767268800,192.0.2.1,nowhere,tcp\n";

    [Fact]
    public void A_bad_line_is_counted_and_passed_over()
    {
        var reading = Reading.Of(Header + Good + Bad + Good + "\n");
        Assert.Equal(2, reading.Observations.Count);
        Assert.Equal(["log:3:22: expected an IPv4 or IPv6 address (destination address)"], reading.BadLines);
        Assert.Equal(
            (5, 2, 2, 1),
            (reading.Reader!.Records, reading.Reader.Flows, reading.Reader.Nothing, reading.Reader.BadLines));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void Only_the_first_few_are_kept_word_for_word()
    {
        var reading = Reading.Of(Header + Good + Repeated(Bad, 40));
        Assert.Equal(["3", "4", "5", "6", "7"], reading.BadLines.Select(bad => bad.Split(':')[1]));
        Assert.Equal(40, reading.Reader!.BadLines);
    }

    [Fact]
    public void A_strict_reader_stops_at_the_first()
    {
        var reading = Reading.Of(Header + Good + Bad + Good + Bad, strict: true);
        Assert.Equal("log:3:22: expected an IPv4 or IPv6 address (destination address)", reading.Failure);
        Assert.Single(reading.Observations);
        Assert.Equal((3, 1), (reading.Reader!.Records, reading.Reader.BadLines));
    }

    [Fact]
    public void A_strict_reader_has_nothing_against_what_is_rightly_no_flow() =>
        Assert.Null(Reading.Of(Header + "\n" + Good + ",,,\n", strict: true).Failure);

    [Fact]
    public void A_file_in_which_no_line_makes_sense_is_not_in_this_format() =>
        Assert.Equal(
            "log:2:22: expected an IPv4 or IPv6 address (destination address) "
            + "(none of the first 3 records could be read as csv; is that the format?)",
            Reading.Of(Header + Repeated(Bad, 3)).Failure);

    [Fact]
    public void One_in_which_most_lines_are_rightly_no_flows_may_be()
    {
        var others = string.Concat(Enumerable.Repeat("{\"event_type\":\"dns\"}\n", 10));
        var reading = Reading.Of(others + "{\"event_type\":\"fl");
        Assert.Equal((10, 1), (reading.Reader!.Nothing, reading.Reader.BadLines));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void After_a_thousand_senseless_lines_it_reads_no_further()
    {
        var reading = Reading.Of(Header + Repeated(Bad, 5_000) + Good);
        Assert.Contains("none of the first 1,000 records", reading.Failure, StringComparison.Ordinal);
        Assert.Equal((1_001, 1_000), (reading.Reader!.Records, reading.Reader.BadLines));
        Assert.Empty(reading.Complaints());
    }

    [Fact]
    public void One_flow_is_enough_to_go_on_after_a_thousand_senseless_lines()
    {
        var reading = Reading.Of(Header + Good + Repeated(Bad, 5_000) + Good);
        Assert.Equal((2, 5_000), (reading.Observations.Count, reading.Reader!.BadLines));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void So_is_one_alert()
    {
        const string alert = """
            {"event_type":"alert","timestamp":"2026-01-01T12:00:00Z","src_ip":"192.0.2.1","dest_ip":"192.0.2.2",
            """;
        var reading = Reading.Of(alert.Trim() + "\"proto\":\"TCP\"}\n{\"event_type\":\"flow\"}\n");
        Assert.Equal((1, 1), (reading.Reader!.Alerts, reading.Reader.BadLines));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void A_header_that_cannot_be_used_is_a_record_and_nothing_else()
    {
        var reading = Reading.Of("time,src\n" + Good, "csv");
        Assert.True(reading.EndedHopelessly);
        Assert.Equal((1, 0), (reading.Reader!.Records, reading.Reader.BadLines));
        Assert.Equal("log:1:1: expected a header of csv with a column for the protocol", reading.Failure);
    }

    [Fact]
    public void A_file_of_a_header_alone_holds_no_flows_and_that_is_all_right()
    {
        var reading = Reading.Of(Header);
        Assert.Null(reading.Failure);
        Assert.Empty(reading.Observations);
    }

    // A window's buffer grows and slides at powers of two from 256 KB on.
    [Theory]
    [InlineData(262_144)]
    [InlineData(524_288)]
    [InlineData(ByteWindow.MaxRecord - 1)]
    [InlineData(ByteWindow.MaxRecord)]
    [InlineData(ByteWindow.MaxRecord + 1)]
    [InlineData(1_500_000)]
    [InlineData(3_000_000)]
    public void A_line_is_read_up_to_the_limit_and_refused_beyond_wherever_it_stands(int length)
    {
        var line = "1767268800,192.0.2.1,192.0.2.2,tcp," + new string('x', length - 35) + "\n";
        foreach (var before in (int[])[0, 1, 7_000, 20_000])
        {
            var log = Spelling.Utf8("time,src,dst,proto,more\n"
                + Repeated("1767268800,192.0.2.1,192.0.2.2,tcp,-\n", before) + line + "1,192.0.2.1,192.0.2.2,tcp,-\n");
            var refused = length > ByteWindow.MaxRecord;
            foreach (var input in (Stream[])[new MemoryStream(log), new CrumblingStream(log, seed: before)])
            {
                var reading = Reading.Of(input);
                Assert.Equal(before + (refused ? 1 : 2), reading.Observations.Count);
                Assert.Equal(
                    refused ? [$"log:{before + 2}:1: expected a record of at most 1,048,576 bytes"] : [],
                    reading.BadLines);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Names), MemberType = typeof(Samples))]
    public void Three_megabytes_without_an_end_cost_one_record_in_every_format(string sample)
    {
        var lines = Samples.LinesOf(sample);
        var log = string.Join('\n', [.. lines[..^1], new string('7', 3_000_000), lines[^1]]);
        var (reading, plain) = (Reading.Of(log), Reading.Of(Samples.Of(sample)));
        Assert.Equal(plain.Observations, reading.Observations);
        Assert.Equal(plain.Reader!.BadLines + 1, reading.Reader!.BadLines);
        Assert.Contains(
            $"log:{lines.Length}:1: expected a record of at most 1,048,576 bytes", reading.BadLines);
    }

    static string Repeated(string line, int times) =>
        new StringBuilder(line.Length * times).Insert(0, line, times).ToString();
}
