using System.Text.Json;

namespace Merlon;

/// <summary>Captures where logs may stand: counted, printed, answered, from a file or standard input.</summary>
public sealed class CaptureFlowTests : IDisposable
{
    static readonly string Capture = Path.Combine(Run.Root, "samples/office.pcap.gz");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--format", "pcap")]
    public void A_capture_is_counted(params string[] options)
    {
        var summary = Run.Merlon(["flows", Capture, "--json", .. options]).Json;
        Assert.Equal(57_802, summary.GetProperty("packets").GetInt32());
        var file = Assert.Single(summary.GetProperty("files").EnumerateArray());
        Assert.Equal("pcap", file.GetProperty("format").GetString());
        Assert.Equal(2, file.GetProperty("otherPackets").GetProperty("arp").GetInt32());
        Assert.Equal(summary.GetProperty("flows").GetInt32(), file.GetProperty("flows").GetInt32());
    }

    // What is printed is read back as the flows that it was.
    [Fact]
    public void Its_flows_are_printed_as_Suricata_names_them()
    {
        var printed = Run.Merlon("flows", Capture, "--print").Output;
        var lines = printed.Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(lines, line => Assert.StartsWith("1:", line.GetProperty("community_id").GetString()));
        Assert.All(lines, line => Assert.Contains(
            line.GetProperty("flow").GetProperty("state").GetString(), (string?[])["new", "established", "closed"]));
        Assert.Equal(57_800, lines.Sum(line => line.GetProperty("flow").GetProperty("pkts_toserver").GetInt64()
            + line.GetProperty("flow").GetProperty("pkts_toclient").GetInt64()));

        var again = Run.Merlon("flows", _folder.Write("eve.json", printed), "--json");
        var (read, captured) = (again.Json, Run.Merlon("flows", Capture, "--json").Json);
        Assert.All(["flows", "firstSeen", "lastSeen"], name =>
            Assert.Equal(captured.GetProperty(name).ToString(), read.GetProperty(name).ToString()));
    }

    [Fact]
    public void Flows_of_any_log_are_written_as_a_table()
    {
        const string Log = """
            {"timestamp":"2026-11-21T23:46:21.300000+0000","event_type":"alert","src_ip":"203.0.113.66",
            "src_port":50000,"dest_ip":"10.77.1.10","dest_port":80,"proto":"TCP","alert":{"signature":"scan"}}
            """;
        var eve = _folder.Write("eve.json", Run.Merlon("flows", Capture, "--print").Output
            + Log.ReplaceLineEndings("") + "\n");
        var table = Run.Merlon("flows", eve, "--emit", "csv");
        Assert.Contains("1 alert left out", table.LastError, StringComparison.Ordinal);
        Assert.Equal(Run.Merlon("flows", Capture, "--print", "--emit", "csv").Output, table.Output);

        var again = Run.Merlon("flows", _folder.Write("flows.csv", table.Output), "--strict", "--emit", "csv");
        Assert.Equal(table.Output, again.Output);
    }

    [Fact]
    public void A_shorter_timeout_makes_more_flows()
    {
        int Flows(params string[] options) =>
            Run.Merlon(["flows", Capture, "--json", .. options]).Json.GetProperty("flows").GetInt32();
        var standard = Flows();
        Assert.True(Flows("--idle-timeout", "1s") > standard);
        Assert.True(Flows("--active-timeout", "1s") > standard);
        Assert.True(Flows("--idle-timeout", "365d", "--active-timeout", "365d") <= standard);
    }

    [Fact]
    public void A_capture_that_was_cut_off_gives_what_came_before()
    {
        using var whole = new System.IO.Compression.GZipStream(
            File.OpenRead(Capture), System.IO.Compression.CompressionMode.Decompress);
        var bytes = new byte[100_000];
        whole.ReadExactly(bytes);
        var cut = _folder.Write("cut.pcap", bytes);
        var ended = Run.Merlon("flows", cut, "--json");
        Assert.Equal(0, ended.Status);
        Assert.InRange(ended.Json.GetProperty("packets").GetInt32(), 500, 1_500);
        Assert.Contains("cut off within packet", ended.LastError, StringComparison.Ordinal);
        Assert.Equal(3, Run.Merlon("flows", cut, "--strict").Status);
    }

    // Beside a NIDS's alerts, a capture is the traffic that must be spared.
    [Fact]
    public void A_capture_and_alerts_give_rules_whose_figures_hold()
    {
        const string Alert = """
            {"timestamp":"2026-11-21T23:46:21.300000+0000","event_type":"alert","src_ip":"203.0.113.66",
            "src_port":50000,"dest_ip":"10.77.1.10","dest_port":80,"proto":"TCP","alert":{"signature":"scan"}}
            """;
        var alerts = _folder.Write("alerts.json", Alert.ReplaceLineEndings("") + "\n");
        var certificate = Path.Combine(_folder.Root, "rules.json");
        var ended = Run.Merlon("respond", Capture, alerts, "--strategy", "source", "--certificate", certificate,
            "--idle-timeout", "20s", "--tunnels", "both");
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Contains("-s 203.0.113.66/32", ended.Output, StringComparison.Ordinal);
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.True(verified.Status == 0, verified.Output + verified.Errors);
    }
}
