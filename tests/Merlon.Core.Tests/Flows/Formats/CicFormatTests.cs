namespace Merlon.Flows.Formats;

public class CicFormatTests
{
    const string Older =
        "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration,"
        + " Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets,"
        + "Flow Bytes/s, Flow Packets/s, Label\n";

    [Fact]
    public void Reads_a_flow_from_a_header_with_stray_spaces()
    {
        var reading = Reading.Of(Older
            + "192.0.2.10-198.51.100.5-54865-443-6,192.0.2.10,54865,198.51.100.5,443,6,7/8/2017 9:30,1250000,"
            + "2,3,12,1300.0,4000000,Infinity,DDoS\n");

        Assert.Equal("cic-ids-2017", reading.Reader!.Format);
        Assert.Equal("""
            tcp 192.0.2.10:54865 > 198.51.100.5:443
            2017-08-07T09:30:00.0000000Z for 1.25 s
            2 packets of 12 bytes, back 3 of 1300
            Malicious: DDoS
            """, reading.OnlyFlow.Spelled());
    }

    [Theory]
    [InlineData("Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts")]                  // CSE-CIC-IDS2018
    [InlineData("Total Fwd Packet,Total Bwd packets,Total Length of Fwd Packet,Total Length of Bwd Packet")]   // 4.0
    public void Newer_headings_mean_the_same(string traffic)
    {
        var reading = Reading.Of(
            $"Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,{traffic},Label\n"
            + "x,2001:db8::1,50000,2001:db8::2,53,17,14/02/2018 10:31:01,1500,4,2,160,300,Benign\n");
        Assert.Equal("cic-ids-2017", reading.Reader!.Format);
        Assert.Equal("""
            udp [2001:db8::1]:50000 > [2001:db8::2]:53
            2018-02-14T10:31:01.0000000Z for 0.0015 s
            4 packets of 160 bytes, back 2 of 300
            Benign
            """, reading.OnlyFlow.Spelled());
    }

    [Theory]
    [InlineData("7/7/2017 8:00", "2017-07-07T08:00:00")]
    [InlineData("7/7/2017 11:59", "2017-07-07T11:59:00")]
    [InlineData("7/7/2017 12:00", "2017-07-07T12:00:00")]
    [InlineData("7/7/2017 1:00", "2017-07-07T13:00:00")]
    [InlineData("7/7/2017 7:59", "2017-07-07T19:59:00")]
    [InlineData("03/07/2017 08:55:58", "2017-07-03T08:55:58")]
    [InlineData("14/02/2018 02:31:01 PM", "2018-02-14T14:31:01")]
    [InlineData("14/02/2018 02:31:01 AM", "2018-02-14T02:31:01")]
    [InlineData("14/02/2018 12:00:00 AM", "2018-02-14T00:00:00")]
    [InlineData("14/02/2018 12:00:00 pm", "2018-02-14T12:00:00")]
    [InlineData("14/02/2018 0:10:00", "2018-02-14T00:10:00")]
    [InlineData("31/12/2018 23:10", "2018-12-31T23:10:00")]
    [InlineData("2018-02-14 14:31:01.123456", "2018-02-14T14:31:01.123456")]
    public void The_clock_is_day_first_and_of_twelve_hours_in_working_time(string written, string expected) =>
        Assert.Equal(Utc(expected), Assert.Single(Times(default, written)));

    [Fact]
    public void An_hour_beyond_twelve_shows_a_clock_of_twenty_four() =>
        Assert.Equal(
            [Utc("2017-07-07T13:00:00"), Utc("2017-07-07T15:00:00"), Utc("2017-07-07T03:00:00")],
            Times(default, "7/7/2017 1:00", "7/7/2017 15:00", "7/7/2017 3:00"));

    [Fact]
    public void The_user_may_say_that_it_is_one_of_twenty_four() =>
        Assert.Equal([Utc("2017-07-07T01:00:00")], Times(new(Is24Hour: true), "7/7/2017 1:00"));

    [Fact]
    public void The_user_may_say_how_far_it_is_from_UTC() =>
        Assert.Equal(
            [Utc("2017-07-07T18:30:00"), Utc("2017-07-07T15:30:00")],
            Times(new(TimeSpan.FromHours(-3)), "7/7/2017 3:30", "7/7/2017 12:30:00 PM"));

    [Theory]
    [InlineData("7/7/2017 9:00", 0)]
    [InlineData("7/7/2017 3:00", 1)]
    [InlineData("7/7/2017 3:00 PM", 0)]
    public void An_assumed_afternoon_is_noted(string written, int notes) =>
        Assert.Equal(notes, Reading.Of(Older + Row(written)).Reader!.Notes.Count);

    [Fact]
    public void A_clock_that_turns_out_to_be_of_twenty_four_hours_after_all_is_noted()
    {
        var reading = Reading.Of(Older + Row("7/7/2017 3:00") + Row("7/7/2017 14:00"));
        Assert.Contains(
            "hours beyond 12 came after hours that were read as afternoon: give --clock 24h", reading.Reader!.Notes);
    }

    [Theory]
    [InlineData("BENIGN", Label.Benign, null)]
    [InlineData("PortScan", Label.Malicious, "PortScan")]
    [InlineData("Web Attack \u2013 Brute Force", Label.Malicious, "Web Attack - Brute Force")]
    [InlineData("Infilteration", Label.Malicious, "Infilteration")]
    [InlineData("Anomaly", Label.Malicious, null)]
    [InlineData("No Label", Label.None, null)]
    [InlineData("NeedManualLabel", Label.None, null)]
    public void A_label_is_benign_or_names_the_attack(string cell, Label label, string? attack)
    {
        var flow = Reading.Of(Older + Row(label: cell)).OnlyFlow;
        Assert.Equal((label, attack), (flow.Label, flow.Attack));
    }

    [Fact]
    public void Rows_of_nothing_but_commas_are_nothing()
    {
        var reading = Reading.Of(Older + Row() + new string(',', 14) + "\n" + new string(',', 84) + "\n" + Row());
        Assert.Equal((2, 0, 3), (reading.Reader!.Flows, reading.Reader.BadLines, reading.Reader.Nothing));
    }

    [Fact]
    public void A_negative_duration_is_none() =>
        Assert.Equal(TimeSpan.Zero, Reading.Of(Older + Row(duration: "-1")).OnlyFlow.Duration);

    [Theory]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,6,2017/30/30 9:30,10,1,1,6,6,0,0,BENIGN
                                    ^ expected a time such as 7/7/2017 3:30 (time first seen)
        """)]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,6,31/2/2017 9:30,10,1,1,6,6,0,0,BENIGN
                                    ^ expected a time such as 7/7/2017 3:30 (time first seen)
        """)]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,6,7/7/2017 13:30 PM,10,1,1,6,6,0,0,BENIGN
                                    ^ expected a time such as 7/7/2017 3:30 (time first seen)
        """)]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,256,7/7/2017 9:30,10,1,1,6,6,0,0,BENIGN
                                  ^ expected a protocol's name or number (protocol)
        """)]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,6,7/7/2017 9:30,10,NaN?,1,6,6,0,0,BENIGN
                                                     ^ expected a count (packets sent by the source)
        """)]
    [InlineData("""
        x,192.0.2.1,1,192.0.2.2,2,6,7/7/2017 9:30,10,1,1,6,6,0,0
                                                                ^ expected 15 columns; there are 14
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = Older + Row() + complaint.Split('\n')[0] + "\n";
        Assert.Equal(complaint, Reading.Of(log).Pointed(log));
    }

    static IEnumerable<DateTime> Times(ClockHints clock, params string[] written)
    {
        var reading = Reading.Of(Older + string.Concat(written.Select(time => Row(time))), clock: clock);
        Assert.Empty(reading.BadLines);
        return reading.Observations.Select(observation => observation.Flow.FirstSeen);
    }

    static DateTime Utc(string time) => DateTime.SpecifyKind(
        DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);

    static string Row(string time = "7/7/2017 9:30", string duration = "10", string label = "BENIGN") =>
        $"x,192.0.2.1,1024,192.0.2.2,80,6,{time},{duration},1,1,6,6,0,0,{label}\n";
}
