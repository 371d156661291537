namespace Merlon.Flows.Formats;

public class ArgusFormatTests
{
    const string Header =
        "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n";

    [Fact]
    public void Reads_a_flow_and_shares_its_packets_out_by_bytes()
    {
        var reading = Reading.Of(Header
            + "2026/01/01 12:00:00.500617,12.250000,tcp,192.0.2.10,40890,   ->,198.51.100.46,443,"
            + "FSPA_FSPA,0,0,30,3000,1000,flow=From-Botnet-V42-TCP-Attempt\n");

        Assert.Equal("argus", reading.Reader!.Format);
        Assert.Equal("""
            tcp 192.0.2.10:40890 > 198.51.100.46:443
            2026-01-01T12:00:00.5006170Z for 12.25 s
            10 packets of 1000 bytes, back 20 of 2000
            Malicious: From-Botnet-V42-TCP-Attempt
            """, reading.OnlyFlow.Spelled());
    }

    [Theory]
    [InlineData("flow=From-Botnet-V50-1-UDP-DNS", Label.Malicious, "From-Botnet-V50-1-UDP-DNS")]
    [InlineData("flow=From-Normal-V42-Grill", Label.Benign, null)]
    [InlineData("flow=Normal-V42-HTTP-windowsupdate", Label.Benign, null)]
    [InlineData("flow=Background-UDP-Established", Label.Background, null)]
    [InlineData("flow=To-Background-UDP-CVUT-DNS-Server", Label.Background, null)]
    [InlineData("flow=From-Background-CVUT-Proxy", Label.Background, null)]
    [InlineData("flow=To-Botnet-V42-UDP-Attempt", Label.Background, null)]
    [InlineData("flow=To-Normal-V42-UDP-NTP-server", Label.Background, null)]
    [InlineData("Background", Label.Background, null)]
    [InlineData("", Label.None, null)]
    public void A_label_says_who_sent_it(string cell, Label label, string? attack)
    {
        var flow = Reading.Of(Header + Row("tcp,192.0.2.1,1,   ->,192.0.2.2,2", "4,400,200", cell)).OnlyFlow;
        Assert.Equal((label, attack), (flow.Label, flow.Attack));
    }

    [Fact]
    public void ICMPs_hexadecimal_ports_are_not_ports() =>
        Assert.Equal(
            "icmp 192.0.2.1 > 198.51.100.2",
            Key("icmp,192.0.2.1,0x0008,  <->,198.51.100.2,0x4b8e"));

    [Fact]
    public void Hexadecimal_ports_of_TCP_are_ports() =>
        Assert.Equal("tcp 192.0.2.1:49320 > 192.0.2.2:53", Key("tcp,192.0.2.1,0xc0a8,   ->,192.0.2.2,0x35"));

    [Theory]
    [InlineData("ipv6-icmp,::,135,   ->,ff02::1:ffae:f4cb,0", "ipv6-icmp :: > ff02::1:ffae:f4cb")]
    [InlineData("udp,2001:db8::9,61794,  <->,2001:db8::1,53", "udp [2001:db8::9]:61794 > [2001:db8::1]:53")]
    [InlineData("icmp,2001:db8::9,,   ->,2001:db8::1,", "ipv6-icmp 2001:db8::9 > 2001:db8::1")]
    public void IPv6_is_read_and_has_its_own_ICMP(string cells, string key) => Assert.Equal(key, Key(cells));

    [Theory]
    [InlineData("arp,192.0.2.112,,  who,192.0.2.2,", "arp 192.0.2.112 > 192.0.2.2")]
    [InlineData("rtp,192.0.2.1,4000,   ->,192.0.2.2,4002", "udp 192.0.2.1:4000 > 192.0.2.2:4002")]
    [InlineData("udt,192.0.2.1,4000,   ->,192.0.2.2,4002", "udp 192.0.2.1:4000 > 192.0.2.2:4002")]
    [InlineData("gre,192.0.2.1,,   ->,192.0.2.2,", "gre 192.0.2.1 > 192.0.2.2")]
    [InlineData("unas,192.0.2.1,,   ->,192.0.2.2,", "unknown 192.0.2.1 > 192.0.2.2")]
    public void Other_protocols_have_Arguss_names(string cells, string key) => Assert.Equal(key, Key(cells));

    [Theory]
    [InlineData("llc,00:00:5e:00:53:01,0,   ->,00:00:5e:00:53:02,0")]
    [InlineData("rarp,00:00:5e:00:53:01,,  who,00:00:5e:00:53:02,")]
    [InlineData("arp,192.0.2.1,,  who,00:00:5e:00:53:02,")]
    [InlineData("ipx/spx,00:00:5e:00:53:01,,   ->,ff:ff:ff:ff:ff:ff,")]
    public void Rows_between_hardware_addresses_are_nothing(string cells)
    {
        var reading = Reading.Of(Header + Row(cells));
        Assert.Equal((0, 0, 2), (reading.Reader!.Flows, reading.Reader.BadLines, reading.Reader.Nothing));
        Assert.Null(reading.Failure);
    }

    [Fact]
    public void An_arrow_to_the_left_says_that_the_destination_began()
    {
        var flow = Reading.Of(Header + Row("tcp,192.0.2.1,443,  <-,198.51.100.2,50000", "30,3000,1000")).OnlyFlow;
        Assert.Equal("""
            tcp 198.51.100.2:50000 > 192.0.2.1:443
            2026-01-01T12:00:00.0000000Z for 1 s
            20 packets of 2000 bytes, back 10 of 1000
            None
            """, flow.Spelled());
    }

    [Theory]
    [InlineData("   ->")]
    [InlineData("  <->")]
    [InlineData("  <?>")]
    [InlineData("   ?>")]
    public void Other_arrows_do_not(string arrow) =>
        Assert.Equal("tcp 192.0.2.1:443 > 192.0.2.2:50000", Key($"tcp,192.0.2.1,443,{arrow},192.0.2.2,50000"));

    [Theory]
    [InlineData("1,60,60", 1, 0)]       // all bytes went one way, so did all packets
    [InlineData("4,400,0", 0, 4)]
    [InlineData("100,10000,9999", 99, 1)]   // whoever has sent a byte has sent a packet
    [InlineData("100,10000,1", 1, 100)]
    [InlineData("0,0,0", 0, 0)]
    public void Whoever_has_sent_bytes_has_sent_packets(string counts, long forward, long backward)
    {
        var flow = Reading.Of(Header + Row("tcp,192.0.2.1,1,   ->,192.0.2.2,2", counts)).OnlyFlow;
        Assert.Equal((forward, backward), (flow.Forward.Packets, flow.Backward.Packets));
    }

    [Fact]
    public void Packets_counted_each_way_are_taken_as_they_are()
    {
        var flow = Reading.Of(
            "StartTime,Proto,SrcAddr,DstAddr,TotPkts,SrcPkts,DstPkts,TotBytes,SrcBytes,DstBytes\n"
            + "2026/01/01 12:00:00.0,tcp,192.0.2.1,192.0.2.2,10,7,3,1500,100,1400\n").OnlyFlow;
        Assert.Equal((new(7, 100), new(3, 1400)), (flow.Forward, flow.Backward));
    }

    [Fact]
    public void Blank_lines_between_rows_are_nothing()
    {
        var row = Row("tcp,192.0.2.1,1,   ->,192.0.2.2,2");
        var reading = Reading.Of($"{Header}\n{row}\n\r\n{row}   \n");
        Assert.Equal((2, 0, 5), (reading.Reader!.Flows, reading.Reader.BadLines, reading.Reader.Nothing));
    }

    [Fact]
    public void The_clock_may_be_behind_UTC_or_before_it()
    {
        var log = Header + Row("tcp,192.0.2.1,1,   ->,192.0.2.2,2");
        var prague = Reading.Of(log, clock: new(TimeSpan.FromHours(1))).OnlyFlow;
        Assert.Equal(new DateTime(2026, 1, 1, 11, 0, 0, DateTimeKind.Utc), prague.FirstSeen);
    }

    [Theory]
    [InlineData("""
        yesterday,1.0,tcp,192.0.2.1,1,   ->,192.0.2.2,2,CON,0,0,4,400,200,
        ^ expected a time such as 2013/12/17 22:09:19.500617 (time first seen)
        """)]
    [InlineData("""
        2026/01/01 12:00:00.0,long,tcp,192.0.2.1,1,   ->,192.0.2.2,2,CON,0,0,4,400,200,
                              ^ expected a duration as a number (duration)
        """)]
    [InlineData("""
        2026/01/01 12:00:00.0,1.0,tcp,192.0.2,1,   ->,192.0.2.2,2,CON,0,0,4,400,200,
                                      ^ expected an IPv4 or IPv6 address (source address)
        """)]
    [InlineData("""
        2026/01/01 12:00:00.0,1.0,tcp,192.0.2.1,1,   ->,192.0.2.2,0x10000,CON,0,0,4,400,200,
                                                                  ^ expected a port (0 to 65535) (destination port)
        """)]
    [InlineData("""
        2026/01/01 12:00:00.0,1.0,tcp,192.0.2.1,1,   ->,192.0.2.2,2,CON,0,0,4,lots,200,
                                                                              ^ expected a count (bytes)
        """)]
    [InlineData("""
        2026/01/01 12:00:00.0,1.0,tcp,192.0.2.1,1,   ->,192.0.2.2,2,CON,0,0,4,400
                                                                                 ^ expected 15 columns; there are 13
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = Header + Row("tcp,192.0.2.1,1,   ->,192.0.2.2,2") + complaint.Split('\n')[0] + "\n";
        Assert.Equal(complaint, Reading.Of(log).Pointed(log));
    }

    static string Key(string cells) => Reading.Of(Header + Row(cells)).OnlyFlow.Key.ToString();

    static string Row(string cells, string counts = "4,400,200", string label = "") =>
        $"2026/01/01 12:00:00.000000,1.000000,{cells},CON,0,0,{counts},{label}\n";
}
