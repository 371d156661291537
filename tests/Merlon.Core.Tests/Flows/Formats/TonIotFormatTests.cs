namespace Merlon.Flows.Formats;

public class TonIotFormatTests
{
    const string Columns =
        "src_ip,src_port,dst_ip,dst_port,proto,service,duration,src_bytes,dst_bytes,conn_state,missed_bytes,src_pkts,"
        + "src_ip_bytes,dst_pkts,dst_ip_bytes,dns_query,label,type\n";

    [Fact]
    public void Reads_a_flow_with_its_label()
    {
        var reading = Reading.Of("ts," + Columns
            + "1767268800,192.0.2.37,4444,198.51.100.193,49178,tcp,-,290.371539,101568,2592,OTH,0,108,"
            + "108064,31,3832,-,1,backdoor\n");

        Assert.Equal("ton-iot", reading.Reader!.Format);
        Assert.Equal("""
            tcp 192.0.2.37:4444 > 198.51.100.193:49178
            2026-01-01T12:00:00.0000000Z for 290.371539 s
            108 packets of 108064 bytes, back 31 of 3832
            Malicious: backdoor
            """, reading.OnlyFlow.Spelled());
        Assert.Empty(reading.Reader.Notes);
    }

    [Fact]
    public void A_normal_flow_is_no_attack()
    {
        var flow = Reading.Of("ts," + Columns + "1767268800,2001:db8::1,5353,ff02::fb,5353,udp,dns,0.5,70,0,S0,0,1,"
            + "118,0,0,-,0,normal\n").OnlyFlow;
        Assert.Equal("""
            udp [2001:db8::1]:5353 > [ff02::fb]:5353
            2026-01-01T12:00:00.0000000Z for 0.5 s
            1 packets of 118 bytes, back 0 of 0
            Benign
            """, flow.Spelled());
    }

    [Fact]
    public void Without_ts_the_rows_number_stands_in_for_the_time_and_the_notes_say_so()
    {
        var reading = Reading.Of(Columns + Row() + "one,bad,row\n" + Row() + Row());
        Assert.Equal("ton-iot", reading.Reader!.Format);
        Assert.Equal(
            [1.0, 3.0, 4.0],
            reading.Observations.Select(observation => (observation.At - DateTime.UnixEpoch).TotalSeconds));
        Assert.Equal(
            ["there is no ts column: the row's number stands in for its time, in seconds"], reading.Reader.Notes);
    }

    [Theory]
    [InlineData("1767268800")]
    [InlineData("1767268800.0")]
    [InlineData("1767268800000")]
    public void The_unit_of_ts_is_told_by_its_size(string ts) =>
        Assert.Equal(
            new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc),
            Reading.Of("ts," + Columns + ts + "," + Row()).OnlyFlow.FirstSeen);

    [Theory]
    [InlineData("""
        noon,192.0.2.1,1,192.0.2.2,2,tcp,-,0.5,1,1,SF,0,1,40,1,40,-,0,normal
        ^ expected a time in seconds since 1970 (time first seen)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,192.0.2.2,2,http,-,0.5,1,1,SF,0,1,40,1,40,-,0,normal
                                           ^ expected a protocol's name or number (protocol)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,::192.0.2.2::,2,tcp,-,0.5,1,1,SF,0,1,40,1,40,-,0,normal
                               ^ expected an IPv4 or IPv6 address (destination address)
        """)]
    [InlineData("""
        1767268800,192.0.2.1,1,192.0.2.2,2,tcp,-,fast,1,1,SF,0,1,40,1,40,-,0,normal
                                                 ^ expected a duration as a number (duration)
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = "ts," + Columns + "1767268800," + Row() + complaint.Split('\n')[0] + "\n";
        Assert.Equal(complaint, Reading.Of(log).Pointed(log));
    }

    static string Row() => "192.0.2.1,1024,192.0.2.2,80,tcp,-,0.5,1,1,SF,0,1,41,1,41,-,0,normal\n";
}
