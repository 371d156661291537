using System.Globalization;

namespace Merlon.Flows.Formats;

public class CsvFormatTests
{
    [Fact]
    public void Reads_what_an_anomaly_NIDS_writes()
    {
        var reading = Reading.Of("""
            timestamp,src ip,src port,dst ip,dst port,protocol,score,label
            2026-01-01 12:00:00.25,192.0.2.10,50000,198.51.100.7,443,TCP,0.125,1

            """);

        Assert.Equal("csv", reading.Reader!.Format);
        Assert.Equal("""
            tcp 192.0.2.10:50000 > 198.51.100.7:443
            2026-01-01T12:00:00.2500000Z for 0 s
            1 packets of 0 bytes, back 1 of 0
            Malicious, score 0.125
            """, reading.OnlyFlow.Spelled());
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Cells_may_stand_between_other_separators(char separator)
    {
        var log = "Start,Duration,Proto,Source,SPort,Destination,DPort,Src Bytes,Dst Bytes,Src Pkts,Dst Pkts,"
            + "Attack Type,Label\n2026-01-01T12:00:00Z,1.5,17,2001:db8::1,53,2001:db8::2,5353,"
            + "100,200,1,2,DNS tunnel,malicious\n";
        Assert.Equal("""
            udp [2001:db8::1]:53 > [2001:db8::2]:5353
            2026-01-01T12:00:00.0000000Z for 1.5 s
            1 packets of 100 bytes, back 2 of 200
            Malicious: DNS tunnel
            """, Reading.Of(log.Replace(',', separator)).OnlyFlow.Spelled());
    }

    [Theory]
    [InlineData("\"2026-01-01 12:00:00\",\"192.0.2.1\",\"192.0.2.2\",\"tcp\",\"Scan, slow\"")]
    [InlineData("2026-01-01 12:00:00,192.0.2.1,192.0.2.2,tcp,\"Scan, slow\"")]
    [InlineData(" 2026-01-01 12:00:00 , 192.0.2.1 ,192.0.2.2, tcp ,\" Scan, slow \"")]
    public void Cells_may_be_quoted(string row)
    {
        var flow = Reading.Of($"\"time\",\"src\",\"dst\",\"proto\",\"label\"\n{row}\n").OnlyFlow;
        Assert.Equal(("tcp 192.0.2.1 > 192.0.2.2", "Scan, slow"), (flow.Key.ToString(), flow.Attack));
    }

    [Theory]
    [InlineData("2026-01-01T12:00:00Z")]
    [InlineData("2026-01-01T12:00:00.000Z")]
    [InlineData("2026-01-01 12:00:00")]
    [InlineData("2026-01-01T14:00:00+0200")]
    [InlineData("2026-01-01T14:00:00+02:00")]
    [InlineData("2026-01-01 06:00:00-06:00")]
    [InlineData("2026-01-01T06:00:00.000000000-06")]
    [InlineData("2026-01-01T17:30:00+05:30")]
    [InlineData("2026-01-02T02:00:00+14:00")]
    [InlineData("2026/01/01 12:00:00")]
    [InlineData("2026-01-01T12:00Z")]
    [InlineData("1767268800")]
    [InlineData("1767268800.000")]
    [InlineData("1767268800000")]
    [InlineData("1767268800000000")]
    [InlineData("1767268800000000000")]
    public void Noon_may_be_written_in_many_ways(string noon) =>
        Assert.Equal(new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc), TimeOf(noon));

    [Theory]
    [InlineData("2026-01-01T12:00:00.1234567Z", 1234567)]
    [InlineData("1767268800123", 1230000)]
    [InlineData("1767268800123456", 1234560)]
    [InlineData("1767268800123456789", 1234567)]
    public void Fractions_are_kept_to_a_hundred_nanoseconds(string written, long ticks) =>
        Assert.Equal(ticks, TimeOf(written).Ticks % TimeSpan.TicksPerSecond);

    [Fact]
    public void A_written_offset_is_honoured_before_an_assumed_one()
    {
        var minusSix = new ClockHints(TimeSpan.FromHours(-6));
        Assert.Equal(
            ["18:00", "10:00", "12:00", "12:00"],
            "2026-01-01 12:00:00,2026-01-01 12:00:00+02:00,2026-01-01 12:00:00Z,1767268800".Split(',')
                .Select(time => TimeOf(time, minusSix).ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2026-01-01 12:00:00", 1)]
    [InlineData("2026-01-01 12:00:00Z", 0)]
    [InlineData("2026-01-01 12:00:00-06:00", 0)]
    [InlineData("1767268800", 0)]
    public void A_time_without_an_offset_is_noted(string time, int notes) =>
        Assert.Equal(notes, Reading.Of(Log("time", time)).Reader!.Notes.Count);

    [Fact]
    public void Where_no_duration_is_given_the_two_times_tell() =>
        Assert.Equal(
            TimeSpan.FromSeconds(90),
            Reading.Of(Log("first seen,last seen", "2026-01-01 12:00:00Z,2026-01-01 12:01:30Z")).OnlyFlow.Duration);

    [Theory]
    [InlineData("packets,bytes", "10,1000", "5/500 back 5/500")]   // who sent what is not told: half and half
    [InlineData("packets,bytes", "1,60", "1/60 back 0/0")]         // but a single packet is the source's
    [InlineData("packets", "7", "4/0 back 3/0")]
    [InlineData("packets", "1", "1/0 back 0/0")]
    [InlineData("bytes", "1000", "1/500 back 1/500")]
    [InlineData("src pkts,dst pkts,packets,bytes", "7,3,10,1000", "7/500 back 3/500")]
    [InlineData("src pkts,packets", "7,10", "7/0 back 3/0")]
    [InlineData("dst pkts,packets", "3,10", "7/0 back 3/0")]
    [InlineData("src pkts", "7", "7/0 back 1/0")]
    [InlineData("src pkts,src bytes,dst bytes", "7,700,0", "7/700 back 0/0")]
    [InlineData("src bytes,bytes,packets", "250,1000,8", "2/250 back 6/750")]
    [InlineData("src bytes,bytes", "1000,1000", "1/1000 back 0/0")]
    [InlineData("src bytes,dst bytes", "1000,10", "1/1000 back 1/10")]
    [InlineData("src bytes", "1000", "1/1000 back 1/0")]
    [InlineData("src pkts,dst pkts", "7,0", "7/0 back 0/0")]
    public void What_was_sent_is_as_told_and_the_source_has_sent_something(
        string columns, string cells, string expected)
    {
        var flow = Reading.Of(Log($"time,{columns}", $"1767268800,{cells}")).OnlyFlow;
        var (there, back) = (flow.Forward, flow.Backward);
        Assert.Equal(expected, $"{there.Packets}/{there.Bytes} back {back.Packets}/{back.Bytes}");
    }

    [Fact]
    public void Of_two_columns_that_mean_the_same_the_first_counts() =>
        Assert.Equal(
            "tcp 192.0.2.1:1 > 192.0.2.2",
            Reading.Of(Log("time,sport,src port", "1767268800,1,2")).OnlyFlow.Key.ToString());

    [Theory]
    [InlineData("9998-12-31 23:59:59", "1e300")]
    [InlineData("1970-01-01T00:00:00+18:59", "-1e300")]
    [InlineData("5138-01-01 00:00:00", "1e300")]
    public void A_flow_ends_before_time_does_and_not_before_it_began(string time, string duration)
    {
        var flow = Reading.Of(Log("time,duration", $"{time},{duration}")).OnlyFlow;
        Assert.True(flow.LastSeen >= flow.FirstSeen);
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("-1e-3", -0.001)]
    [InlineData("", double.NaN)]
    [InlineData("nan", double.NaN)]
    public void A_score_is_a_number_or_nothing(string cell, double score) =>
        Assert.Equal(score, Reading.Of(Log("time,anomaly_score", $"1767268800,{cell}")).OnlyFlow.Score);

    [Theory]
    [InlineData("proto,src,dst,time")]
    [InlineData("PROTOCOL,Source IP,Destination IP,Timestamp")]
    [InlineData("ip_proto,saddr,daddr,stime")]
    [InlineData("Protocol Type,source address,destination-address,First Seen")]
    public void Columns_have_many_names(string header) =>
        Assert.Equal(
            "udp 192.0.2.1 > 192.0.2.2",
            Reading.Of($"{header}\nudp,192.0.2.1,192.0.2.2,1767268800\n").OnlyFlow.Key.ToString());

    [Fact]
    public void A_separator_at_the_end_of_each_row_is_no_column() =>
        Assert.Equal(2, Reading.Of("time,proto,src,dst\n1767268800,tcp,192.0.2.1,192.0.2.2,\n"
            + "1767268801,tcp,192.0.2.1,192.0.2.2\n").Reader!.Flows);

    [Theory]
    [InlineData("""
        2026-13-01 12:00:00,192.0.2.1,1,192.0.2.2,2,tcp,0.5
        ^ expected a time (2026-01-31 12:00:00, or seconds since 1970) (time first seen)
        """)]
    [InlineData("""
        2026-01-01 12:00:00+25:00,192.0.2.1,1,192.0.2.2,2,tcp,0.5
        ^ expected a time (2026-01-31 12:00:00, or seconds since 1970) (time first seen)
        """)]
    [InlineData("""
        1767268800,"192.0.2.1, 192.0.2.3",1,192.0.2.2,2,tcp,0.5
                   ^ expected an IPv4 or IPv6 address (source address)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,2001:db8::2,2,tcp,0.5
                               ^ expected an address of the source's family (destination address)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,-1,192.0.2.2,2,tcp,0.5
                             ^ expected a port (0 to 65535) (source port)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,192.0.2.2,80.5,tcp,0.5
                                         ^ expected a port (0 to 65535) (destination port)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,192.0.2.2,2,tcp,high
                                               ^ expected a score as a number (score)
        """)]
    [InlineData("""
        1767268800,"192.0.2.1,1,192.0.2.2,2,tcp,0.5
                                                   ^ expected 7 columns; there are 2
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,192.0.2.2,2,tcp,0.5,6
                                                    ^ expected 7 columns; there are 8
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = "time,src,src port,dst,dst port,proto,score\n1767268800,192.0.2.1,1,192.0.2.2,2,tcp,0.5\n"
            + complaint.Split('\n')[0] + "\n";
        Assert.Equal(complaint, Reading.Of(log).Pointed(log));
    }

    [Fact]
    public void A_header_that_lacks_a_column_is_refused() =>
        Assert.Equal(
            "log:1:1: expected a header of csv with a column for the protocol",
            Reading.Of("time,src,dst\n1767268800,192.0.2.1,192.0.2.2\n", "csv").Failure);

    static DateTime TimeOf(string cell, ClockHints clock = default) =>
        Reading.Of(Log("time", cell), clock: clock).OnlyFlow.FirstSeen;

    static string Log(string columns, string cells) => $"{columns},proto,src,dst\n{cells},tcp,192.0.2.1,192.0.2.2\n";
}
