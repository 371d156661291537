namespace Merlon.Flows;

/// <summary>Real logs, counted and summed by another program (Python's csv and json, in whole numbers).</summary>
public class RealDataTests
{
    [Theory]
    [InlineData("flows/unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz", "unsw-nb15", 9_327, 673, 0, 0)]
    [InlineData("flows/zeek-mixed/008.conn.log.labeled.gz", "zeek", 1_402, 4_201, 60, 0)]
    [InlineData("flows/zeek-mixed/011.conn.log.labeled.gz", "zeek", 4_771, 3_951, 326, 0)]
    [InlineData("flows/zeek-clean/2023-02-20.conn.log.labeled.gz", "zeek", 6_796, 0, 328, 0)]
    [InlineData("flows/aip/2022-03-01_02.conn.log.gz", "zeek", 0, 0, 0, 199_944)]
    [InlineData("pcap/test7.conn.log.labeled.gz", "zeek", 51, 558, 1, 0)]
    [InlineData("flows/argus/CTU-Normal-7-2013-13-07.binetflow.gz", "argus", 0, 0, 0, 9_797)]
    [InlineData("flows/argus/Malicious-2016-09-09_win1.binetflow.gz", "argus", 0, 0, 0, 4_799)]
    [InlineData("flows/cic-ids-2017/sample.csv", "cic-ids-2017", 299, 0, 0, 0)]
    public void Every_row_is_read_with_its_label(
        string path, string format, int benign, int malicious, int background, int unlabelled)
    {
        var reading = SharedData.Read(path);
        Assert.Null(reading.Failure);
        Assert.Empty(reading.BadLines);
        Assert.Empty(reading.Complaints());
        Assert.Equal(format, reading.Reader!.Format);
        Assert.Equal(
            (benign, malicious, background, unlabelled),
            (reading.Count(Label.Benign), reading.Count(Label.Malicious), reading.Count(Label.Background),
                reading.Count(Label.None)));
    }

    [Theory]
    [InlineData("alerts/test6.eve.json.gz", 3_146, 366, 745)]
    [InlineData("pcap/test7.eve.json.gz", 333, 0, 0)]
    [InlineData("alerts/first-org-conf-2015.alerts-only.json", 0, 0, 136)]
    [InlineData("alerts/honeypot-2018.alerts-only.json", 0, 0, 44)]
    [InlineData("alerts/wrccdc-2017.alerts-only.json", 0, 0, 161)]
    [InlineData("alerts/wrccdc-2018.alerts-only.json", 0, 0, 207)]
    public void Every_flow_and_alert_is_read(string path, int flows, int alertedFlows, int alerts)
    {
        var reading = SharedData.Read(path);
        Assert.Null(reading.Failure);
        Assert.Empty(reading.BadLines);
        Assert.Empty(reading.Complaints());
        Assert.Equal("eve", reading.Reader!.Format);
        Assert.Equal(
            (flows, alertedFlows, alerts),
            (reading.Count(RecordKind.Flow), reading.Count(RecordKind.AlertedFlow), reading.Count(RecordKind.Alert)));
    }

    // Packets and bytes there, packets and bytes back, all durations in units of 100 ns, different sources.
    [Theory]
    [InlineData("flows/unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz", "349819 41035673 452748 375295341 153786120930 20")]
    [InlineData("flows/zeek-mixed/008.conn.log.labeled.gz", "35935 6272562 20528 10748091 1871534653840 1600")]
    [InlineData("flows/zeek-mixed/011.conn.log.labeled.gz", "939909 502393961 1283094 1088903235 4911564882190 1519")]
    [InlineData("flows/aip/2022-03-01_02.conn.log.gz", "10476829 761108854 5949362 40525982457 19186086961610 16328")]
    [InlineData("flows/argus/CTU-Normal-7-2013-13-07.binetflow.gz",
        "324206 276772769 147043 132882606 990379441510 96")]
    [InlineData("flows/argus/Malicious-2016-09-09_win1.binetflow.gz", "17712 1707879 25549 3610768 2058187965720 28")]
    [InlineData("flows/cic-ids-2017/sample.csv", "8393 269136 10287 18479670 3798686340 44")]
    [InlineData("alerts/test6.eve.json.gz", "31281 4484499 9142 659926 875805463400 1059")]
    [InlineData("alerts/wrccdc-2018.alerts-only.json", "22066 5257018 26162 23499466 0 129")]
    public void Sums_are_those_that_another_program_found(string path, string expected)
    {
        var flows = SharedData.Read(path).Observations.Select(observation => observation.Flow).ToList();
        long[] sums =
        [
            flows.Sum(flow => flow.Forward.Packets), flows.Sum(flow => flow.Forward.Bytes),
            flows.Sum(flow => flow.Backward.Packets), flows.Sum(flow => flow.Backward.Bytes),
            flows.Sum(flow => flow.Duration.Ticks), flows.Select(flow => flow.Key.Source.Ip).Distinct().Count(),
        ];
        Assert.Equal(expected, string.Join(' ', sums));
    }

    public static TheoryData<string, string> Logs => new()
    {
        { "flows/unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz", "unsw-nb15" },
        { "flows/zeek-mixed/008.conn.log.labeled.gz", "zeek" },
        { "flows/argus/CTU-Normal-7-2013-13-07.binetflow.gz", "argus" },
        { "flows/argus/Malicious-2016-09-09_win1.binetflow.gz", "argus" },
        { "flows/cic-ids-2017/sample.csv", "cic-ids-2017" },
        { "alerts/test6.eve.json.gz", "eve" },
        { "alerts/wrccdc-2017.alerts-only.json", "eve" },
        { "pcap/test7.eve.json.gz", "eve" },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_log_cut_off_anywhere_tells_what_the_whole_tells_up_to_there(string path, string format)
    {
        var random = new Random(7);
        var log = SharedData.Beginning(path, most: 100_000);
        var cuts = LogProperties.LineEnds(log).Concat(Enumerable.Range(0, 1_000).Select(_ => random.Next(log.Length)));
        Assert.Empty(LogProperties.NotPrefixes(bytes => Reading.Of(bytes, format), log, cuts));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void A_damaged_log_is_read_soundly(string path, string format)
    {
        var random = new Random(8);
        var log = SharedData.Beginning(path, most: 20_000);
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = Damage.To(log, random);
            Assert.Empty(LogProperties.Unsound(bytes => Reading.Of(bytes, format), damaged));
            Assert.Empty(LogProperties.Unsound(bytes => Reading.Of(bytes), damaged));
        }
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void How_the_stream_is_cut_into_pieces_makes_no_difference(string path, string format)
    {
        var log = SharedData.Beginning(path, most: 800_000);
        Assert.Empty(LogProperties.DifferentInPieces(log, format, seed: 9));
    }
}
