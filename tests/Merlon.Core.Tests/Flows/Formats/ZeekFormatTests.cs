namespace Merlon.Flows.Formats;

public class ZeekFormatTests
{
    const string Columns =
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state "
        + "local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents";

    const string Few = "ts id.orig_h id.orig_p id.resp_h id.resp_p proto";

    [Fact]
    public void Reads_a_connection_with_its_label()
    {
        var reading = Reading.Of(Log(Columns + " label detailedlabel", """
            1767268800.444458 CHLXQF2 192.0.2.10 62771 198.51.100.7 443 tcp ssl 1.135424 1596 4039 SF
            T F 5138 ShADdaFf 14 1016 16 1226 (empty) Malicious C&C-HTTPS
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
    public void What_is_unset_is_zero_or_unlabelled()
    {
        var flow = Reading.Of(Log(Columns + " label detailedlabel", """
            1767268800.000000 C1 192.0.2.10 5353 198.51.100.7 5353 udp - - - - S0
            - - 0 D 1 72 0 0 - - (empty)
            """)).OnlyFlow;

        Assert.Equal("""
            udp 192.0.2.10:5353 > 198.51.100.7:5353
            2026-01-01T12:00:00.0000000Z for 0 s
            1 packets of 72 bytes, back 0 of 0
            None
            """, flow.Spelled());
        Assert.False(flow.IsAnswered);
    }

    [Theory]
    [InlineData("Benign", "Microsoft", "Benign")]
    [InlineData("Background", "(empty)", "Background")]
    [InlineData("unknown", "-", "Background")]
    [InlineData("Malicious", "-", "Malicious")]
    [InlineData("Malicious", "(empty)", "Malicious")]
    [InlineData("Malicious", "PartOfAHorizontalPortScan", "Malicious: PartOfAHorizontalPortScan")]
    public void A_benign_flow_has_no_attack_whatever_its_detailed_label(string label, string detail, string expected)
    {
        var log = Log(Few + " label detailedlabel", $"1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp {label} {detail}");
        Assert.Equal(expected, Reading.Of(log).OnlyFlow.Spelled().Split('\n')[^1]);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_others_between_them()
    {
        var log = Log(
            "label proto new.column id.resp_p id.resp_h resp_ip_bytes orig_pkts ts id.orig_p id.orig_h duration",
            "Benign tcp x,y 443 2001:db8::7 300 4 1767268800.5 50000 2001:db8::1 2.5");
        Assert.Equal("""
            tcp [2001:db8::1]:50000 > [2001:db8::7]:443
            2026-01-01T12:00:00.5000000Z for 2.5 s
            4 packets of 0 bytes, back 1 of 300
            Benign
            """, Reading.Of(log).OnlyFlow.Spelled());
    }

    [Fact]
    public void A_log_without_labels_has_flows_without_labels() =>
        Assert.Equal(Label.None, Reading.Of(Log(Few, "1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp")).OnlyFlow.Label);

    [Fact]
    public void A_header_may_stand_again_with_other_columns()
    {
        var log = Log(Few, "1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp")
            + Log("proto id.orig_h id.resp_h ts", "udp 192.0.2.3 192.0.2.4 1767268801.0");
        var reading = Reading.Of(log);
        Assert.Equal(
            ["tcp 192.0.2.1:1 > 192.0.2.2:2", "udp 192.0.2.3 > 192.0.2.4"],
            reading.Keys);
        Assert.Equal((16, 2, 14), (reading.Reader!.Records, reading.Reader.Flows, reading.Reader.Nothing));
    }

    [Fact]
    public void IoT_23s_last_three_columns_are_told_apart_by_spaces()
    {
        var log = Log(Columns, """
            1767268800.5 C1 192.0.2.10 41040 198.51.100.7 80 tcp - 2.998796 0 0 S0
            - - 0 S 3 180 0 0
            """)
            .Replace("tunnel_parents", "tunnel_parents   label   detailed-label")
            .Replace("\t0\t0\n", "\t0\t0\t(empty)   Malicious   PartOfAHorizontalPortScan\n");
        Assert.Equal("""
            tcp 192.0.2.10:41040 > 198.51.100.7:80
            2026-01-01T12:00:00.5000000Z for 2.998796 s
            3 packets of 180 bytes, back 0 of 0
            Malicious: PartOfAHorizontalPortScan
            """, Reading.Of(log).OnlyFlow.Spelled());
    }

    [Fact]
    public void IoT_23s_benign_rows_have_a_dash_for_the_attack()
    {
        var log = Log(Few + " tunnel_parents", "1767268800.5 192.0.2.10 1 192.0.2.9 2 tcp -")
            .Replace("tunnel_parents", "tunnel_parents   label   detailed-label")
            .Replace("tcp\t-\n", "tcp\t-   Benign   -  \n");
        Assert.Equal((Label.Benign, null), (Reading.Of(log).OnlyFlow.Label, Reading.Of(log).OnlyFlow.Attack));
    }

    [Theory]
    [InlineData(@"\x2c", ',')]
    [InlineData(@"\x7c", '|')]
    [InlineData(@"\x3B", ';')]
    public void The_separator_is_what_the_log_says_it_is(string written, char separator)
    {
        var log = $"#separator {written}\n"
            + $"#path conn\n#fields {Few}\n1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp\n".Replace(' ', separator);
        Assert.Equal("tcp 192.0.2.1:1 > 192.0.2.2:2", Reading.Of(log, "zeek").OnlyFlow.Key.ToString());
    }

    [Fact]
    public void ICMPs_type_and_code_are_not_ports_and_IPv6_has_its_own_ICMP()
    {
        var log = Log(Few, """
            1767268800.0 192.0.2.1 8 192.0.2.2 0 icmp

            1767268801.0 2001:db8::1 135 ff02::1:ff00:7 136 icmp
            """);
        Assert.Equal(
            ["icmp 192.0.2.1 > 192.0.2.2", "ipv6-icmp 2001:db8::1 > ff02::1:ff00:7"],
            Reading.Of(log).Keys);
    }

    [Fact]
    public void Times_may_be_ISO_8601() =>
        Assert.Equal(
            new DateTime(2026, 1, 1, 12, 0, 0, 250, DateTimeKind.Utc),
            Reading.Of(Log(Few, "2026-01-01T12:00:00.250000Z 192.0.2.1 1 192.0.2.2 2 tcp")).OnlyFlow.FirstSeen);

    [Fact]
    public void Quotes_are_letters_like_others() =>
        Assert.Equal(
            Label.Benign,
            Reading.Of(Log("uid " + Few + " label", "\"C1 1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp Benign"))
                .OnlyFlow.Label);

    [Fact]
    public void Lines_may_end_with_carriage_returns()
    {
        var log = Log(Few + " label", "1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp Benign").Replace("\n", "\r\n");
        Assert.Equal(Label.Benign, Reading.Of(log).OnlyFlow.Label);
    }

    [Fact]
    public void Another_log_of_Zeek_is_refused_at_its_first_row()
    {
        var log = Log("ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query", """
            1767268800.0 C1 192.0.2.1 5353 192.0.2.2 53 udp example.org
            """).Replace("#path\tconn", "#path\tdns");
        var reading = Reading.Of(log);
        Assert.Equal("log:8:1: expected a conn.log; the #path line names another", reading.Failure);
        Assert.Empty(reading.Observations);
    }

    [Fact]
    public void So_is_one_that_was_joined_to_a_conn_log()
    {
        var conn = Log(Few, "1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp");
        var reading = Reading.Of(conn + conn.Replace("#path\tconn", "#path\tdns"));
        Assert.Equal("log:16:1: expected a conn.log; the #path line names another", reading.Failure);
        Assert.Single(reading.Observations);
    }

    [Theory]
    [InlineData("#fields\tts\tid.orig_h\tproto\n", "log:1:1: expected a header of zeek with a column for the " +
        "destination address")]
    [InlineData("#fields\n", "log:1:1: expected a header of zeek with a column for the time first seen")]
    [InlineData("#separator tab\n", @"log:1:12: expected a separator such as \x09")]
    [InlineData("1767268800.0\t192.0.2.1\n", "log:1:1: expected a Zeek log's #fields line first")]
    public void Without_a_usable_header_nothing_can_be_read(string log, string failure) =>
        Assert.Equal(failure, Reading.Of(log, "zeek").Failure);

    [Theory]
    [InlineData("""
        noon 192.0.2.1 1 192.0.2.2 2 tcp
        ^ expected a time in seconds since 1970 (time first seen)
        """)]
    [InlineData("""
        1767268800.0 192.0.2.1 1 192.0.2.2 2 carrier-pigeon
                                             ^ expected a protocol's name or number (protocol)
        """)]
    [InlineData("""
        1767268800.0 192.0.2.256 1 192.0.2.2 2 tcp
                     ^ expected an IPv4 or IPv6 address (source address)
        """)]
    [InlineData("""
        1767268800.0 192.0.2.1 1 example.org 2 tcp
                                 ^ expected an IPv4 or IPv6 address (destination address)
        """)]
    [InlineData("""
        1767268800.0 192.0.2.1 65536 192.0.2.2 2 tcp
                               ^ expected a port (0 to 65535) (source port)
        """)]
    [InlineData("""
        1767268800.0 192.0.2.1 1 192.0.2.2 2
                                            ^ expected 6 columns; there are 5
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var (row, pointed) = (complaint.Split('\n')[0], complaint.Split('\n')[1]);
        var log = Log(Few, row) + "1767268800.0\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\n";
        var reading = Reading.Of(log);
        Assert.Single(reading.Observations);
        Assert.Equal($"{row.Replace(' ', '\t')}\n{pointed}", reading.Pointed(log));
    }

    static string Log(string columns, string rows) => """
        #separator \x09
        #set_separator	,
        #empty_field	(empty)
        #unset_field	-
        #path	conn

        """ + $"#fields\t{columns.Replace(' ', '\t')}\n#types\ttime\n{Spelling.Tabbed(rows)}";
}
