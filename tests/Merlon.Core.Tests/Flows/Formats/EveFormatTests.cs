namespace Merlon.Flows.Formats;

public class EveFormatTests
{
    static readonly string FlowEvent = Spelling.Lines("""
        {"timestamp":"2026-01-01T12:05:00.000000+0000","flow_id":1,"in_iface":"eth0","event_type":"flow",
        "src_ip":"192.0.2.10","src_port":50000,"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP",
        "app_proto":"tls","flow":{"pkts_toserver":14,"pkts_toclient":16,"bytes_toserver":1016,"bytes_toclient":1226,
        "start":"2026-01-01T12:00:00.444458+0000","end":"2026-01-01T12:00:01.579882+0000","age":1,"state":"closed",
        "reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","syn":true}}
        """);

    static readonly string AlertEvent = Spelling.Lines("""
        {"timestamp":"2026-01-01T12:00:02.500000+0000","flow_id":2,"event_type":"alert","src_ip":"198.51.100.9",
        "src_port":4904,"dest_ip":"192.0.2.22","dest_port":22,"proto":"TCP","alert":{"action":"allowed","gid":1,
        "signature_id":2001219,"rev":20,"signature":"ET SCAN Potential SSH Scan","category":"Scan","severity":2,
        "metadata":{"tag":["a","b"]}},"flow":{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":198,
        "bytes_toclient":120,"start":"2026-01-01T12:00:01.000000+0000"}}
        """);

    [Fact]
    public void Reads_a_flow_event()
    {
        var reading = Reading.Of(FlowEvent);
        Assert.Equal("eve", reading.Reader!.Format);
        Assert.Equal(RecordKind.Flow, reading.Observations[0].Kind);
        Assert.Equal(reading.OnlyFlow.FirstSeen, reading.Observations[0].At);
        Assert.Equal("""
            tcp 192.0.2.10:50000 > 198.51.100.7:443
            2026-01-01T12:00:00.4444580Z for 1.135424 s
            14 packets of 1016 bytes, back 16 of 1226
            None
            """, reading.OnlyFlow.Spelled());
    }

    [Fact]
    public void Reads_an_alert_at_the_time_at_which_it_was_raised()
    {
        var alert = Assert.Single(Reading.Of(AlertEvent).Observations);
        Assert.Equal(RecordKind.Alert, alert.Kind);
        Assert.Equal(new DateTime(2026, 1, 1, 12, 0, 2, 500, DateTimeKind.Utc), alert.At);
        Assert.Equal("""
            tcp 198.51.100.9:4904 > 192.0.2.22:22
            2026-01-01T12:00:01.0000000Z for 0 s
            3 packets of 198 bytes, back 2 of 120
            None: ET SCAN Potential SSH Scan
            """, alert.Flow.Spelled());
    }

    [Fact]
    public void A_flow_that_was_alerted_on_is_kept_apart()
    {
        var log = FlowEvent.Replace("\"alerted\":false", "\"alerted\":true");
        Assert.Equal(RecordKind.AlertedFlow, Assert.Single(Reading.Of(log).Observations).Kind);
        Assert.Equal((1, 0), (Reading.Of(log).Reader!.Flows, Reading.Of(log).Reader!.Alerts));
    }

    [Fact]
    public void An_alert_on_a_flow_that_was_alerted_on_is_an_alert()
    {
        var log = AlertEvent.Replace("\"pkts_toserver\"", "\"alerted\":true,\"pkts_toserver\"");
        Assert.Equal(RecordKind.Alert, Assert.Single(Reading.Of(log).Observations).Kind);
    }

    [Fact]
    public void Other_events_are_nothing()
    {
        var reading = Reading.Of(FlowEvent
            + string.Concat("dns http tls stats fileinfo anomaly netflow dhcp".Split(' ')
                .Select(type => $$"""{"timestamp":"2026-01-01T12:00:00Z","event_type":"{{type}}"}""" + "\n"))
            + "\n");
        Assert.Equal((1, 9, 0), (reading.Reader!.Flows, reading.Reader.Nothing, reading.Reader.BadLines));
    }

    [Fact]
    public void An_alert_that_is_not_about_IP_is_nothing()
    {
        var reading = Reading.Of(FlowEvent + """
            {"timestamp":"2026-01-01T12:00:00Z","event_type":"alert","alert":{"signature":"SURICATA Ethertype unknown"}}
            """);
        Assert.Equal((1, 1, 0), (reading.Reader!.Records - 1, reading.Reader.Nothing, reading.Reader.BadLines));
    }

    [Theory]
    [InlineData("2026-01-01T14:00:02.500000+0200")]
    [InlineData("2026-01-01T14:00:02.500000+02:00")]
    [InlineData("2026-01-01T06:00:02.500000-0600")]
    [InlineData("2026-01-01T06:00:02.500000-06:00")]
    [InlineData("2026-01-01T17:30:02.500000+0530")]
    [InlineData("2026-01-01T12:00:02.500000Z")]
    [InlineData("2026-01-01T12:00:02.500000")]
    public void Offsets_from_UTC_are_honoured(string written)
    {
        var log = AlertEvent.Replace("2026-01-01T12:00:02.500000+0000", written);
        Assert.Equal(Reading.Of(AlertEvent).Observations, Reading.Of(log).Observations);
    }

    [Fact]
    public void Times_without_an_offset_are_taken_as_the_user_says_and_are_noted()
    {
        var reading = Reading.Of(FlowEvent.Replace("+0000", ""), clock: new(TimeSpan.FromHours(2)));
        Assert.Equal(Reading.Of(FlowEvent).OnlyFlow.FirstSeen.AddHours(-2), reading.OnlyFlow.FirstSeen);
        Assert.Equal(
            ["times without a UTC offset are read as UTC unless --utc-offset says otherwise"], reading.Reader!.Notes);
        Assert.Empty(Reading.Of(FlowEvent).Reader!.Notes);
    }

    [Fact]
    public void Nonsense_in_the_place_of_a_time_is_not_noted_as_a_time_without_an_offset() =>
        Assert.Empty(Reading.Of(FlowEvent + FlowEvent.Replace("2026-01-01T12:00:00", "noon")).Reader!.Notes);

    [Fact]
    public void IPv6_is_read_and_has_its_own_ICMP()
    {
        var udp = FlowEvent.Replace("192.0.2.10", "2001:db8::1").Replace("198.51.100.7", "2001:0DB8:0:0::0002")
            .Replace("\"TCP\"", "\"UDP\"");
        Assert.Equal("udp [2001:db8::1]:50000 > [2001:db8::2]:443", Reading.Of(udp).OnlyFlow.Key.ToString());

        var icmp = udp.Replace("\"UDP\"", "\"IPv6-ICMP\",\"icmp_type\":135,\"icmp_code\":0");
        Assert.Equal("ipv6-icmp 2001:db8::1 > 2001:db8::2", Reading.Of(icmp).OnlyFlow.Key.ToString());
        Assert.Equal(Reading.Of(icmp).OnlyFlow, Reading.Of(icmp.Replace("IPv6-ICMP", "ICMP")).OnlyFlow);
    }

    [Fact]
    public void Counts_that_are_not_told_are_taken_as_an_answered_flow()
    {
        var flow = Reading.Of("""
            {"timestamp":"2019-01-02T03:50:11.315110Z","event_type":"alert","src_ip":"198.51.100.9","src_port":49678,
            """.TrimEnd() + """
            "dest_ip":"192.0.2.3","dest_port":22,"proto":"TCP","alert":{"signature":"ET SCAN"}}
            """).OnlyFlow;
        Assert.Equal((new(1, 0), new(1, 0)), (flow.Forward, flow.Backward));
        Assert.Equal(new DateTime(2019, 1, 2, 3, 50, 11, 315, 110, DateTimeKind.Utc), flow.FirstSeen);
    }

    [Theory]
    [InlineData("\"direction\":\"to_server\",", "tcp 198.51.100.9:4904 > 192.0.2.22:22")]
    [InlineData("\"direction\":\"to_client\",", "tcp 192.0.2.22:22 > 198.51.100.9:4904")]
    public void An_alert_on_a_packet_to_the_client_names_the_flows_ends_the_other_way(string direction, string key) =>
        Assert.Equal(key, Reading.Of(AlertEvent.Replace("\"proto\"", direction + "\"proto\"")).OnlyFlow.Key.ToString());

    [Theory]
    [InlineData("198.51.100.9", "to_client", "tcp 198.51.100.9:4904 > 192.0.2.22:22")]
    [InlineData("192.0.2.22", "to_server", "tcp 192.0.2.22:22 > 198.51.100.9:4904")]
    [InlineData("203.0.113.1", "to_client", "tcp 198.51.100.9:4904 > 192.0.2.22:22")]   // neither end
    public void The_flows_own_source_is_believed_before_the_direction(string source, string direction, string key)
    {
        var log = AlertEvent.Replace("\"flow\":{", $"\"flow\":{{\"src_ip\":\"{source}\",")
            .Replace("\"proto\"", $"\"direction\":\"{direction}\",\"proto\"");
        Assert.Equal(key, Reading.Of(log).OnlyFlow.Key.ToString());
    }

    [Fact]
    public void A_host_that_talks_to_itself_keeps_its_ends()
    {
        var log = AlertEvent.Replace("198.51.100.9", "192.0.2.22")
            .Replace("\"flow\":{", "\"flow\":{\"src_ip\":\"192.0.2.22\",");
        Assert.Equal("tcp 192.0.2.22:4904 > 192.0.2.22:22", Reading.Of(log).OnlyFlow.Key.ToString());
    }

    [Fact]
    public void Counts_are_told_by_the_flows_ends_and_stay_when_the_packet_went_to_the_client()
    {
        var flow = Reading.Of(AlertEvent.Replace("\"proto\"", "\"direction\":\"to_client\",\"proto\"")).OnlyFlow;
        Assert.Equal((new(3, 198), new(2, 120)), (flow.Forward, flow.Backward));
    }

    [Fact]
    public void Properties_may_come_in_any_order()
    {
        var random = new Random(5);
        string[] properties =
        [
            "\"timestamp\":\"2026-01-01T12:00:02Z\"", "\"event_type\":\"alert\"", "\"src_ip\":\"198.51.100.9\"",
            "\"src_port\":4904", "\"dest_ip\":\"192.0.2.22\"", "\"dest_port\":22", "\"proto\":\"TCP\"",
            "\"direction\":\"to_client\"", "\"alert\":{\"signature\":\"ET SCAN\"}",
            "\"flow\":{\"src_ip\":\"192.0.2.22\",\"pkts_toserver\":3,\"start\":\"2026-01-01T12:00:01Z\"}",
        ];
        var expected = Reading.Of($"{{{string.Join(',', properties)}}}").Observations;
        for (var i = 0; i < 500; i++)
        {
            random.Shuffle(properties);
            Assert.Equal(expected, Reading.Of($"{{{string.Join(", ", properties)}}}").Observations);
        }
    }

    [Fact]
    public void Merlons_own_label_attack_and_score_are_read_back()
    {
        var log = FlowEvent.Replace("\"proto\"", "\"label\":\"malicious\",\"attack\":\"DDoS\",\"score\":0.5,\"proto\"");
        Assert.Equal("Malicious: DDoS, score 0.5", Reading.Of(log).OnlyFlow.Spelled().Split('\n')[^1]);
    }

    [Fact]
    public void A_signature_is_shown_in_at_most_eighty_characters_that_steer_nothing()
    {
        var escaped = @"\u001b[31mred\u0007 \u2013 h\u00f6r " + new string('x', 999);
        var log = AlertEvent.Replace("Potential SSH Scan", escaped);
        var attack = Reading.Of(log).OnlyFlow.Attack!;
        Assert.Equal(80, attack.Length);
        Assert.StartsWith("ET SCAN ?[31mred? - hör xxx", attack, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"direction\":5")]
    [InlineData("\"direction\":null")]
    [InlineData("\"direction\":[\"to_client\"]")]
    [InlineData("\"label\":{\"a\":[]}")]
    [InlineData("\"attack\":\"\\ud800\"")]
    [InlineData("\"alert\":\"\\udc00\"")]
    [InlineData("\"alert\":{\"\\ud800\":{\"signature\":1},\"signature\":[{}]}")]
    [InlineData("\"direction\":\"\\ud800\"")]
    [InlineData("\"flow\":[]")]
    [InlineData("\"alert\":7")]
    public void What_is_not_needed_may_be_of_any_kind(string property)
    {
        var log = FlowEvent.Replace("\"event_type\"", property + ",\"event_type\"");
        Assert.Equal(Reading.Of(FlowEvent).OnlyFlow.Key, Reading.Of(log).OnlyFlow.Key);
    }

    [Theory]
    [InlineData("[{0},{1}]")]
    [InlineData("[\n{0},\n{1}\n]\n")]
    [InlineData("[\n  {0}\n  ,\n  {1}\n]")]
    [InlineData("{0}\n{1}\n")]
    [InlineData("{0}\r\n\r\n{1}\r\n")]
    [InlineData("\uFEFF{0}\n{1}")]
    [InlineData("\n\n{0}\n{1}")]
    [InlineData("{0},\n{1},\n")]   // cut out of an array
    public void Lines_and_arrays_hold_the_same_observations(string shape)
    {
        var reading = Reading.Of(shape.Replace("{0}", FlowEvent.Trim()).Replace("{1}", AlertEvent.Trim()));
        Assert.Equal(Reading.Of(FlowEvent + AlertEvent).Observations, reading.Observations);
        Assert.Empty(reading.BadLines);
    }

    [Theory]
    [InlineData("[\n{0},\n{1}\n]\n")]
    [InlineData("{0}\n{1}\n")]
    [InlineData("{0}{1}")]
    public void Objects_may_be_spread_over_lines(string shape)
    {
        var (flow, alert) = (Spread(FlowEvent), Spread(AlertEvent));
        var reading = Reading.Of(shape.Replace("{0}", flow).Replace("{1}", alert));
        Assert.Equal(Reading.Of(FlowEvent + AlertEvent).Observations, reading.Observations);
        Assert.Empty(reading.BadLines);
    }

    [Fact]
    public void A_first_line_that_was_cut_off_does_not_hide_the_others()
    {
        var reading = Reading.Of(FlowEvent[..300] + "\n" + FlowEvent + AlertEvent);
        Assert.Equal(Reading.Of(FlowEvent + AlertEvent).Observations, reading.Observations);
        Assert.Equal(["log:1:301: expected a JSON object, whole and well formed"], reading.BadLines);
    }

    [Fact]
    public void A_fault_in_an_object_that_is_spread_over_lines_is_on_its_own_line()
    {
        var log = $"[\n  {Spread(FlowEvent)},\n  {Spread(AlertEvent).Replace("4904", "-4904")}\n]\n";
        var line = log[..log.IndexOf("-4904", StringComparison.Ordinal)].Split('\n');
        Assert.Equal(
            [$"log:{line.Length}:{line[^1].Length + 1}: expected a port (0 to 65535)"], Reading.Of(log).BadLines);
    }

    [Theory]
    [InlineData("[{0},", ",{0}]")]
    [InlineData("[\n  {0},\n    ", ",\n  {0}\n]\n")]
    [InlineData("{0}\n   ", "\n{0}\n")]
    public void A_fault_is_counted_from_the_beginning_of_its_line(string before, string after)
    {
        before = before.Replace("{0}", FlowEvent.Trim());
        var bad = AlertEvent.Trim().Replace("4904", "-4904");
        var ahead = (before + bad[..bad.IndexOf("-4904", StringComparison.Ordinal)]).Split('\n');
        Assert.Equal(
            [$"log:{ahead.Length}:{ahead[^1].Length + 1}: expected a port (0 to 65535)"],
            Reading.Of(before + bad + after.Replace("{0}", FlowEvent.Trim())).BadLines);
    }

    [Theory]
    [InlineData("""
        {"event_type":"flow","timestamp":"12:00","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP"}
                                         ^ expected a time such as 2026-01-31T12:00:00.000000+0000
        """)]
    [InlineData("""
        {"event_type":"flow","timestamp":"2026-01-01T12:00:00Z","src_ip":"192.0.2","dest_ip":"192.0.2.2","proto":"TCP"}
                                                                         ^ expected an IPv4 or IPv6 address
        """)]
    [InlineData("""
        {"event_type":"flow","dest_port":"53","src_ip":"192.0.2.1","dest_ip":"nowhere","proto":"carrier-pigeon"}
                                         ^ expected a port (0 to 65535)
        """)]
    [InlineData("""
        {"event_type":"flow","flow":{"pkts_toserver":1.5},"src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP"}
                                                     ^ expected a count
        """)]
    [InlineData("""
        {"event_type":"flow","proto":"HTTP","src_ip":"192.0.2.1","dest_ip":"192.0.2.2"}
                                     ^ expected a protocol's name or number
        """)]
    [InlineData("""
        {"event_type":"flow","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP"}
        ^ expected src_ip, dest_ip, proto and a time
        """)]
    [InlineData("""
        {"event_type":"flow","timestamp":"2026-01-01T12:00:00Z","src_ip":"192.0.2.1","dest_ip":"::1","proto":"TCP"}
        ^ expected src_ip, dest_ip, proto and a time
        """)]
    [InlineData("""
        {"timestamp":"2026-01-01T12:00:00Z","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP"}
        ^ expected an event_type
        """)]
    [InlineData("""
        {"event_type":"flow","timestamp":"2026-01-01T12
                                                       ^ expected a JSON object, whole and well formed
        """)]
    [InlineData("""
        {"event_type":"flow"}{"event_type":"flow"}
                             ^ expected a JSON object, whole and well formed
        """)]
    [InlineData("""
        Jan 1 12:00:00 host suricata: started
        ^ expected a JSON object
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = FlowEvent + complaint.Split('\n')[0] + "\n" + AlertEvent;
        var reading = Reading.Of(log);
        Assert.Equal(2, reading.Observations.Count);
        Assert.Equal(complaint, reading.Pointed(log));
    }

    // As a pretty-printer does it; no string of ours holds these characters.
    static string Spread(string json) =>
        json.Trim().Replace(",", ",\n    ").Replace("{", "{\n    ").Replace("}", "\n  }");
}
