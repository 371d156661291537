namespace Merlon.Flows.Formats;

public class UnswFormatTests
{
    const string Header = "srcip,sport,dstip,dsport,proto,dur,sbytes,dbytes,Spkts,Dpkts,Stime,Ltime,attack_cat,Label\n";

    // The 49 columns in the order of NUSW-NB15_features.csv.
    static readonly string Original = Spelling.Lines("""
        192.0.2.10,1390,198.51.100.6,53,udp,CON,0.001055,132,164,31,29,0,0,dns,500473.9375,621800.9375,2,3,
        0,0,0,0,66,82,0,0,0,0,1767268800,1767268800,0.017,0.013,0,0,0,0,0,0,0,0,3,7,1,3,1,1,1,,0

        192.0.2.11,33661,198.51.100.9,111,tcp,FIN,2.5,528,304,254,252,0,0,-,87676.08594,50480.17188,4,5,
        255,255,1,2,132,76,0,0,9.89101,10.682733,1767268801,1767268804,7.005,7.564333,0,0,0,0,0,0,0,0,
        2,4,2,3,1,1,2, Fuzzers ,1
        """);

    static readonly string[] Both =
    [
        """
        udp 192.0.2.10:1390 > 198.51.100.6:53
        2026-01-01T12:00:00.0000000Z for 0.001055 s
        2 packets of 132 bytes, back 3 of 164
        Benign
        """,
        """
        tcp 192.0.2.11:33661 > 198.51.100.9:111
        2026-01-01T12:00:01.0000000Z for 2.5 s
        4 packets of 528 bytes, back 5 of 304
        Malicious: Fuzzers
        """,
    ];

    [Fact]
    public void The_original_files_have_no_header() => Assert.Equal(Both, Flows(Original));

    [Fact]
    public void A_byte_order_mark_is_passed_over() => Assert.Equal(Both, Flows("\uFEFF" + Original));

    [Fact]
    public void A_header_may_stand_before_them() =>
        Assert.Equal(Both, Flows(
            "srcip,sport,dstip,dsport,proto,state,dur,sbytes,dbytes,sttl,dttl,sloss,dloss,service,Sload,Dload,Spkts,"
            + "Dpkts,swin,dwin,stcpb,dtcpb,smeansz,dmeansz,trans_depth,res_bdy_len,Sjit,Djit,Stime,Ltime,Sintpkt,"
            + "Dintpkt,tcprtt,synack,ackdat,is_sm_ips_ports,ct_state_ttl,ct_flw_http_mthd,is_ftp_login,ct_ftp_cmd,"
            + "ct_srv_src,ct_srv_dst,ct_dst_ltm,ct_src_ ltm,ct_src_dport_ltm,ct_dst_sport_ltm,ct_dst_src_ltm,"
            + "attack_cat,Label\n" + Original));

    [Fact]
    public void A_header_may_name_fewer_columns_in_any_order() =>
        Assert.Equal("""
            tcp 192.0.2.1 > 192.0.2.2
            2026-01-01T12:00:00.0000000Z for 0 s
            1 packets of 0 bytes, back 0 of 0
            None
            """, Reading.Of("dstip,srcip,dsport,Spkts,Dpkts,proto,Stime\n192.0.2.2,192.0.2.1,,1,0,tcp,1767268800\n")
                .OnlyFlow.Spelled());

    [Theory]
    [InlineData("0xc0a8", "0x20205321", null)]
    [InlineData("0xc0a8", "0x35g", null)]
    [InlineData("0xc0a8", "0x0035", "tcp 192.0.2.1:49320 > 192.0.2.2:53")]
    [InlineData("-", "80", "tcp 192.0.2.1 > 192.0.2.2:80")]
    [InlineData("", "", "tcp 192.0.2.1 > 192.0.2.2")]
    [InlineData("1024.0", "80", "tcp 192.0.2.1:1024 > 192.0.2.2:80")]     // as pandas writes it
    public void Ports_may_be_hexadecimal_or_a_dash(string source, string destination, string? key)
    {
        var reading = Reading.Of(Header + Row($"192.0.2.1,{source},192.0.2.2,{destination},tcp"));
        Assert.Equal(key, reading.Keys.SingleOrDefault());
        Assert.Equal(key is null ? 1 : 0, reading.Reader!.BadLines);
    }

    [Theory]
    [InlineData(" Fuzzers", "1", Label.Malicious, "Fuzzers")]
    [InlineData(" Shellcode ", "1", Label.Malicious, "Shellcode")]
    [InlineData("Backdoors", "1", Label.Malicious, "Backdoor")]
    [InlineData("Backdoor", "1", Label.Malicious, "Backdoor")]
    [InlineData("", "1", Label.Malicious, null)]
    [InlineData("", "0", Label.Benign, null)]
    [InlineData("Normal", "0", Label.Benign, null)]
    [InlineData("", "", Label.None, null)]
    public void An_attack_is_named_without_its_spaces_and_in_one_spelling(
        string category, string cell, Label label, string? attack)
    {
        var flow = Reading.Of(Header + Row(label: $"{category},{cell}")).OnlyFlow;
        Assert.Equal((label, attack), (flow.Label, flow.Attack));
    }

    [Fact]
    public void Where_no_duration_is_given_the_two_times_tell() =>
        Assert.Equal(TimeSpan.FromSeconds(3), Reading.Of(Header + Row(duration: "")).OnlyFlow.Duration);

    [Theory]
    [InlineData("""
        192.0.2.1,1,192.0.2.2,2,tcp,0.5,100,200,1,2,12:00,1767268803,,0
                                                    ^ expected a time in seconds since 1970 (time first seen)
        """)]
    [InlineData("""
        192.0.2.1,0xfffff,192.0.2.2,2,tcp,0.5,100,200,1,2,1767268800,1767268803,,0
                  ^ expected a port (0 to 65535) (source port)
        """)]
    [InlineData("""
        192.0.2.1,1,192.0.2.2,2,tcp,0.5,100,-200,1,2,1767268800,1767268803,,0
                                            ^ expected a count (bytes sent by the destination)
        """)]
    [InlineData("""
        192.0.2.1,1,192.0.2.2,2,tcp,0.5,100,200,1,2,1767268800,1767268803,0
                                                                           ^ expected 14 columns; there are 13
        """)]
    public void Points_at_what_it_does_not_understand(string complaint)
    {
        var log = Header + Row() + complaint.Split('\n')[0] + "\n";
        Assert.Equal(complaint, Reading.Of(log).Pointed(log));
    }

    [Fact]
    public void Training_and_testing_sets_have_no_addresses_and_are_refused() =>
        Assert.Equal(
            "log:1:1: expected a header of unsw-nb15 with a column for the time first seen",
            Reading.Of("id,dur,proto,service,state,spkts,dpkts,attack_cat,label\n1,0.1,tcp,-,FIN,6,4,Normal,0\n",
                "unsw-nb15").Failure);

    // All that occur in the four files, as Argus wrote them.
    [Theory]
    [InlineData("udp tcp ospf icmp sctp gre igmp arp rtp udt esp ipv6 unas any ib sep sun-nd swipe mobile pim ip")]
    [InlineData("ipnip ggp st2 egp cbt emcon nvp igp xnet argus bbn-rcc chaos pup hmp mux dcn prm trunk-1 xns-idp")]
    [InlineData("trunk-2 leaf-1 leaf-2 irtp rdp iso-tp4 netblt mfe-nsp merit-inp 3pc xtp idpr tp++ ddp il idrp")]
    [InlineData("ipv6-frag sdrp ipv6-route rsvp mhrp bna i-nlsp narp ipv6-no tlsp skip ipv6-opts cftp sat-expak")]
    [InlineData("kryptolan rvd ippc sat-mon ipcv visa cpnx cphb wsn pvp br-sat-mon wb-mon wb-expak iso-ip vmtp vines")]
    [InlineData("secure-vmtp ttp nsfnet-igp dgp tcf eigrp sprite-rpc larp mtp ax.25 ipip micp aes-sp3-d encap etherip")]
    [InlineData("pri-enc gmtp pnni ifmp aris qnx a/n scps snp ipcomp compaq-peer ipx-n-ip vrrp zero pgm iatp ddx l2tp")]
    [InlineData("srp stp smp uti sm ptp fire crtp isis crudp sccopmce sps pipe iplt fc")]
    public void Every_protocol_of_the_published_files_is_known(string protocols)
    {
        var rows = protocols.Split(' ').Select(protocol => Row($"192.0.2.1,-,192.0.2.2,-,{protocol}"));
        var reading = Reading.Of(Header + string.Concat(rows));
        Assert.Empty(reading.BadLines);
        Assert.Equal(protocols.Split(' ').Length, reading.Observations.Count);
    }

    static IEnumerable<string> Flows(string log)
    {
        var reading = Reading.Of(log);
        Assert.Equal("unsw-nb15", reading.Reader!.Format);
        Assert.Empty(reading.BadLines);
        return reading.Observations.Select(observation => observation.Flow.Spelled());
    }

    static string Row(
        string ends = "192.0.2.1,1024,192.0.2.2,80,tcp", string duration = "0.5", string label = ",0") =>
        $"{ends},{duration},100,200,1,2,1767268800,1767268803,{label}\n";
}
