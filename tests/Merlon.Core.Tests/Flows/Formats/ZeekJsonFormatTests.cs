namespace Merlon.Flows.Formats;

public class ZeekJsonFormatTests
{
    const string Least = """
        {"ts":1767268800.5,"id.orig_h":"192.0.2.1","id.resp_h":"198.51.100.2","proto":"tcp"}
        """;

    [Fact]
    public void Reads_a_connection_with_its_label()
    {
        var reading = Reading.Of(Spelling.Lines("""
            {"ts":1767268800.444458,"uid":"C1","id.orig_h":"192.0.2.10","id.orig_p":62771,"id.resp_h":"198.51.100.7",
            "id.resp_p":443,"proto":"tcp","service":"ssl","duration":1.135424,"orig_bytes":1596,"resp_bytes":4039,
            "conn_state":"SF","history":"ShADdaFf","orig_pkts":14,"orig_ip_bytes":1016,"resp_pkts":16,
            "resp_ip_bytes":1226,"tunnel_parents":[],"label":"Malicious","detailedlabel":"C&C-HTTPS"}
            """));

        Assert.Equal("zeek", reading.Reader!.Format);
        Assert.Equal("""
            tcp 192.0.2.10:62771 > 198.51.100.7:443
            2026-01-01T12:00:00.4444580Z for 1.135424 s
            14 packets of 1016 bytes, back 16 of 1226
            Malicious: C&C-HTTPS
            """, reading.OnlyFlow.Spelled());
    }

    [Fact]
    public void Packets_that_nobody_counted_are_taken_to_have_gone_both_ways() =>
        Assert.Equal("""
            tcp 192.0.2.1 > 198.51.100.2
            2026-01-01T12:00:00.5000000Z for 0 s
            1 packets of 0 bytes, back 1 of 0
            None
            """, Reading.Of(Least).OnlyFlow.Spelled());

    [Fact]
    public void A_benign_flow_has_no_attack_whatever_its_detailed_label()
    {
        var log = Least.Replace("}", ""","label":"Benign","detailed-label":"DNS"}""");
        Assert.Equal((Label.Benign, null), (Reading.Of(log).OnlyFlow.Label, Reading.Of(log).OnlyFlow.Attack));
    }

    [Fact]
    public void The_attack_may_come_before_the_label_or_be_the_label()
    {
        var before = Least.Replace("{", """{"detailed-label":"DDoS","label":"Malicious",""");
        var alone = Least.Replace("{", """{"label":"DDoS",""");
        Assert.Equal(("DDoS", "DDoS"), (Reading.Of(before).OnlyFlow.Attack, Reading.Of(alone).OnlyFlow.Attack));
    }

    [Fact]
    public void Times_may_be_ISO_8601()
    {
        var log = Least.Replace("1767268800.5", "\"2026-01-01T12:00:00.500000Z\"");
        Assert.Equal(Reading.Of(Least).OnlyFlow, Reading.Of(log).OnlyFlow);
    }

    [Fact]
    public void IPv6_is_read_and_has_its_own_ICMP()
    {
        var log = Least.Replace("192.0.2.1", "2001:db8::1").Replace("198.51.100.2", "2001:db8::2")
            .Replace("\"tcp\"", "\"icmp\",\"id.orig_p\":135,\"id.resp_p\":136");
        Assert.Equal("ipv6-icmp 2001:db8::1 > 2001:db8::2", Reading.Of(log).OnlyFlow.Key.ToString());
    }

    [Theory]
    [InlineData("253402214399")]
    [InlineData("\"9998-12-31T23:59:59Z\"")]
    public void A_flow_ends_before_time_does(string time)
    {
        var log = Least.Replace("1767268800.5", time).Replace("}", ",\"duration\":1e300}");
        Assert.True(Reading.Of(log).OnlyFlow.LastSeen > new DateTime(9998, 12, 31, 0, 0, 0, DateTimeKind.Utc));
    }

    [Theory]
    [InlineData("[\n{0},\n{0}\n]\n")]
    [InlineData("[{0},{0}]")]
    [InlineData("{0}\n{0}\n")]
    [InlineData("{0}\r\n\r\n{0}")]
    public void Lines_and_arrays_hold_the_same_flows(string shape)
    {
        var reading = Reading.Of(shape.Replace("{0}", Least));
        Assert.Equal(2, reading.Reader!.Flows);
        Assert.Equal(0, reading.Reader.BadLines);
        Assert.Single(reading.Observations.Distinct());
    }

    [Theory]
    [InlineData("\"label\":{\"ts\":1}")]
    [InlineData("\"detailed-label\":[1,[2]]")]
    [InlineData("\"label\":\"\\udc00\"")]
    [InlineData("\"tunnel_parents\":[\"C1\"]")]
    public void What_is_not_needed_may_be_of_any_kind(string property) =>
        Assert.Equal(Reading.Of(Least).OnlyFlow, Reading.Of(Least.Replace("{", $"{{{property},")).OnlyFlow);

    [Fact]
    public void A_pretty_printed_array_holds_the_same_flow() =>
        Assert.Equal(Reading.Of(Least).OnlyFlow, Reading.Of($"[\n  {Least.Replace(",", ",\n    ")}\n]\n").OnlyFlow);

    [Theory]
    [InlineData("""
        {"ts":"noon","id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.2","proto":"tcp"}
              ^ expected a time such as 2026-01-31T12:00:00.000000+0000
        """)]
    [InlineData("""
        {"ts":1767268800.5,"id.orig_h":"192.0.2.1/32","id.resp_h":"192.0.2.2","proto":"tcp"}
                                       ^ expected an IPv4 or IPv6 address
        """)]
    [InlineData("""
        {"ts":1767268800.5,"id.orig_h":"192.0.2.1","id.orig_p":70000,"id.resp_h":"192.0.2.2","proto":"tcp"}
                                                               ^ expected a port (0 to 65535)
        """)]
    [InlineData("""
        {"orig_pkts":-1,"ts":1767268800.5,"id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.2","proto":"tcp"}
                     ^ expected a count
        """)]
    [InlineData("""
        {"duration":"long","ts":1767268800.5,"id.orig_h":"192.0.2.1","id.resp_h":"192.0.2.2","proto":"tcp"}
                    ^ expected a length of time in seconds
        """)]
    [InlineData("""
        {"ts":1767268800.5,"id.orig_h":"192.0.2.1","proto":"tcp"}
        ^ expected ts, id.orig_h, id.resp_h and proto, as in a conn.log
        """)]
    [InlineData("""
        {"ts":1767268800.5,"id.orig_h":"192.0.2.1"
                                                  ^ expected a JSON object, whole and well formed
        """)]
    [InlineData("""
        1767268800.5
        ^ expected a JSON object
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = $"{Least}\n{complaint.Split('\n')[0]}\n{Least}\n";
        var reading = Reading.Of(log);
        Assert.Equal(2, reading.Observations.Count);
        Assert.Equal(complaint, reading.Pointed(log));
    }
}
