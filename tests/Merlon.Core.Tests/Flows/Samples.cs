namespace Merlon.Flows;

/// <summary>
/// A small log of each kind, typed from the published column lists, for what must hold of every format: flows of
/// both families, escapes, an event or a row that is nothing, and a bad line.
/// </summary>
static class Samples
{
    sealed record Sample(string Name, string Format, string Head, string Body, string Tail = "")
    {
        public string Text => Head + Body + Tail;
    }

    const string ZeekColumns =
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state "
        + "local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents";

    static readonly string EveEvents = Spelling.Lines("""
        {"timestamp":"2026-01-01T13:05:00.000000+0100","flow_id":1,"event_type":"flow","src_ip":"192.0.2.10",
        "src_port":50000,"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP","flow":{"pkts_toserver":14,
        "pkts_toclient":16,"bytes_toserver":1016,"bytes_toclient":1226,"start":"2026-01-01T13:00:00.444458+0100",
        "end":"2026-01-01T13:00:01.579882+0100","alerted":true}}

        {"timestamp":"2026-01-01T12:00:02Z","event_type":"alert","src_ip":"2001:db8::9","src_port":4904,
        "dest_ip":"2001:db8::22","dest_port":22,"proto":"TCP","direction":"to_client","alert":{"gid":1,
        "signature":"ET \"SCAN\" \u00e9\ud83d\ude00","metadata":{"tag":["a","{b"]}}}

        {"timestamp":"2026-01-01T12:00:03Z","event_type":"dns","dns":{"rrname":"example.org"}}

        {"timestamp":"2026-01-01T12:00:04Z","event_type":"flow","src_ip":"192.0.2.300","dest_ip":"192.0.2.1"}

        {"timestamp":"2026-01-01T12:00:05","event_type":"flow","src_ip":"192.0.2.11","dest_ip":"192.0.2.1",
        "proto":"ICMP","flow":{"pkts_toserver":1,"pkts_toclient":0}}
        """);

    static readonly string ZeekEvents = Spelling.Lines("""
        {"ts":1767268800.444458,"uid":"C1","id.orig_h":"192.0.2.10","id.orig_p":62771,"id.resp_h":"198.51.100.7",
        "id.resp_p":443,"proto":"tcp","duration":1.135424,"history":"ShADdaFf","orig_pkts":14,"orig_ip_bytes":1016,
        "resp_pkts":16,"resp_ip_bytes":1226,"tunnel_parents":[],"label":"Malicious","detailedlabel":"C&C\t\u0041"}

        {"ts":"noon","id.orig_h":"192.0.2.10","id.resp_h":"198.51.100.7","proto":"tcp"}

        {"ts":1767268802,"id.orig_h":"2001:db8::1","id.orig_p":135,"id.resp_h":"2001:db8::2","proto":"icmp"}
        """);

    static readonly string ZeekHead = """
        #separator \x09
        #set_separator	,
        #empty_field	(empty)
        #unset_field	-
        #path	conn

        """ + $"#fields\t{ZeekColumns.Replace(' ', '\t')}\tlabel\tdetailedlabel\n";

    static readonly string ZeekRows = Spelling.Tabbed("""
        1767268800.444458 C1 192.0.2.10 62771 198.51.100.7 443 tcp ssl 1.135424 1596 4039 SF
        T F 5138 ShADdaFf 14 1016 16 1226 (empty) Malicious C&C

        1767268801.000000 C2 192.0.2.10 8 198.51.100.7 0 icmp - - - - OTH - - 0 - 1 84 0 0 - Benign -

        1767268802.000000 C3 2001:db8::1 5353 ff02::fb 5353 udp dns 14.1 1702 0 S0 T F 0 D 6 1990 0 0 - - (empty)

        #close 2026-01-01

        1767268803.000000 C4 192.0.2.10 8x 198.51.100.7 53 udp - - - - S0 - - 0 D 1 84 0 0 - - -
        """);

    const string ArgusRows = """
        2026/01/01 12:00:00.500617,12.250000,tcp,192.0.2.10,40890,   ->,198.51.100.46,443,FSPA,0,0,30,3000,1000,
        2026/01/01 12:00:01.000000,0.000500,icmp,192.0.2.10,0x0008,  <->,198.51.100.46,0x4b8e,ECO,0,0,2,196,98,flow=To-

        2026/01/01 12:00:02.000000,0.000000,arp,192.0.2.10,,  who,192.0.2.1,,CON,,,22,924,462,
        2026/01/01 12:00:03.000000,1.000000,udp,2001:db8::1,53,  <-,2001:db8::2,5353,CON,0,0,4,400,200,flow=From-Botnet
        2026/01/01 12:00:04.000000,1.000000,llc,00:00:5e:00:53:01,0,   ->,00:00:5e:00:53:02,0,INT,,,1,60,60,
        2026/01/01 12:00:05.000000,1.000000,udp,192.0.2.1,53,  ->,nowhere,53,CON,0,0,4,400,200,

        """;

    static readonly string UnswRows = Spelling.Lines("""
        192.0.2.10,1390,198.51.100.6,53,udp,CON,0.001055,132,164,31,29,0,0,dns,500473.9375,621800.9375,2,3,
        0,0,0,0,66,82,0,0,0,0,1767268800,1767268800,0.017,0.013,0,0,0,0,0,0,0,0,3,7,1,3,1,1,1,,0

        192.0.2.11,0xc0a8,198.51.100.9,-,tcp,FIN,2.5,528,304,254,252,0,0,-,87676.08594,50480.17188,4,5,
        255,255,1,2,132,76,0,0,9.89101,10.682733,1767268801,1767268804,7.005,7.564333,0,0,0,0,0,0,0,0,
        2,4,2,3,1,1,2, Fuzzers ,1

        192.0.2.12,1,198.51.100.9,2,tcp,FIN,short row
        """);

    const string CicRows = """
        x,192.0.2.10,54865,198.51.100.5,443,6,7/7/2017 9:30,1250000,2,3,12,1300.0,Infinity,DDoS
        x,192.0.2.10,54866,198.51.100.5,443,6,7/7/2017 3:30,-1,2,0,12,0,NaN,BENIGN
        ,,,,,,,,,,,,,
        x,2001:db8::1,53,2001:db8::2,53,17,07/07/2017 03:30:11 PM,5,1,1,12,1300,0,Web Attack – XSS
        x,192.0.2.10,54867,198.51.100.5,443,6,7/7 9:30,1250000,2,3,12,1300,0,BENIGN

        """;

    const string TonColumns =
        "src_ip,src_port,dst_ip,dst_port,proto,service,duration,conn_state,src_pkts,src_ip_bytes,dst_pkts,"
        + "dst_ip_bytes,label,type\n";

    const string CsvRows = """
        2026-01-01 12:00:00.25,192.0.2.10,50000,198.51.100.7,443,TCP,0.125,1
        2026-01-01T14:00:00+02:00,"2001:db8::1",1,2001:db8::2,2,17,,"Scan, slow"
        1767268800123,192.0.2.10,,198.51.100.7,,icmp,1e-3,benign

        1767268800,192.0.2.10,,198.51.100.7,,icmp,high,benign

        """;

    static readonly Sample[] All =
    [
        new("eve", "eve", "", EveEvents),
        new("eve-array", "eve", "[\n", EveEvents.Replace("\n", ",\n"), "]\n"),
        new("eve-spread", "eve", "[\n", Spread(EveEvents), "]\n"),
        new("zeek", "zeek", ZeekHead, ZeekRows),
        new("zeek-iot23", "zeek", ZeekHead.Replace("\tlabel\tdetailedlabel", "   label   detailed-label"),
            ZeekRows.Replace("\tMalicious\t", "   Malicious   ").Replace("\tBenign\t", "   Benign   ")
                .Replace("\t-\t-\t", "\t-   -   ")),
        new("zeek-json", "zeek", "", ZeekEvents),
        new("zeek-json-array", "zeek", "[\n", Spread(ZeekEvents), "]\n"),
        new("argus", "argus",
            "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n",
            ArgusRows),
        new("unsw-nb15", "unsw-nb15", "", UnswRows),
        new("cic-ids-2017", "cic-ids-2017",
            "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration,"
            + " Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets,"
            + "Flow Bytes/s, Label\n", CicRows),
        new("cic-newer", "cic-ids-2017",
            "Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,"
            + "TotLen Fwd Pkts,TotLen Bwd Pkts,Flow Byts/s,Label\n", CicRows),
        new("ton-iot", "ton-iot", "ts," + TonColumns, """
            1767268800,192.0.2.37,4444,198.51.100.193,49178,tcp,-,290.371539,OTH,108,108064,31,3832,1,backdoor
            1767268801,2001:db8::1,5353,ff02::fb,5353,udp,dns,0.5,S0,1,118,0,0,0,normal
            soon,192.0.2.37,4444,198.51.100.193,49178,tcp,-,290.371539,OTH,108,108064,31,3832,1,backdoor

            """),
        new("ton-iot-without-ts", "ton-iot", TonColumns, """
            192.0.2.37,4444,198.51.100.193,49178,tcp,-,290.371539,OTH,108,108064,31,3832,1,backdoor
            2001:db8::1,5353,ff02::fb,5353,udp,dns,0.5,S0,1,118,0,0,0,normal
            192.0.2.37,4444,198.51.100,49178,tcp,-,290.371539,OTH,108,108064,31,3832,1,backdoor

            """),
        new("csv", "csv", "timestamp,src ip,src port,dst ip,dst port,protocol,score,label\n", CsvRows),
        new("csv-semicolons", "csv", "timestamp;src ip;src port;dst ip;dst port;protocol;score;label\n",
            CsvRows.Replace(',', ';')),
    ];

    public static TheoryData<string> Names => [.. All.Select(sample => sample.Name)];

    /// <summary>Those of which each record is a line; the others are JSON arrays.</summary>
    public static TheoryData<string> NamesOfLines =>
        [.. All.Where(sample => sample.Head != "[\n").Select(sample => sample.Name)];

    public static byte[] Of(string name) => Spelling.Utf8(Find(name).Text);

    public static string FormatOf(string name) => Find(name).Format;

    /// <summary>The lines, without what ends the last.</summary>
    public static string[] LinesOf(string name) => Find(name).Text.TrimEnd('\n').Split('\n');

    /// <summary>How many bytes stand before the first row or event.</summary>
    public static int HeadOf(string name) => Find(name).Head.Length;

    /// <summary>The same rows again and again.</summary>
    public static byte[] Large(string name, int bytes)
    {
        var sample = Find(name);
        var times = bytes / sample.Body.Length + 1;
        return Spelling.Utf8(sample.Head + string.Concat(Enumerable.Repeat(sample.Body, times)) + sample.Tail);
    }

    static Sample Find(string name) => All.Single(sample => sample.Name == name);

    // As a pretty-printer does it, more or less: the one comma inside of a string goes over to the next line, too.
    static string Spread(string events) =>
        events.Replace(",\"", ",\n    \"").Replace("{\"", "{\n    \"").Replace("\n{", ",\n{").TrimEnd('\n') + "\n";
}
