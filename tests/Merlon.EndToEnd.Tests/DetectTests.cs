using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace Merlon;

/// <summary><c>merlon detect</c>, on the shipped capture cut in two.</summary>
public sealed class DetectTests : IDisposable
{
    const int FileHeader = 24, PacketHeader = 16;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flows")]
    [InlineData("packets")]
    [InlineData("flows-mahalanobis")]
    public void A_model_is_trained_again_to_the_last_bit_and_calibrated_on_other_traffic(string detector)
    {
        string[] how = ["--detector", detector, "--epochs", "3"];
        var (first, second) = Halves();
        var (one, other) = (Path.Combine(_folder.Root, "one.json"), Path.Combine(_folder.Root, "other.json"));
        var trained = Run.Merlon(["detect", "train", first, "--out", one, "--json", .. how]).Json;
        Assert.Equal(28_000, trained.GetProperty("packets").GetInt64());
        if (trained.TryGetProperty("loss", out var loss))
            Assert.True(loss.GetDouble() < trained.GetProperty("firstLoss").GetDouble());
        Assert.Equal(0, Run.Merlon(["detect", "train", first, "--out", other, .. how]).Status);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
        Assert.Equal(0, Run.Merlon(["detect", "train", first, "--out", other, "--seed", "2", .. how]).Status);
        Assert.NotEqual(File.ReadAllBytes(one), File.ReadAllBytes(other));

        var calibrated = Run.Merlon("detect", "calibrate", one, second, "--fpr", "0.01", "--json").Json;
        Assert.InRange(
            0.01, calibrated.GetProperty("lowest").GetDouble(), calibrated.GetProperty("highest").GetDouble());
        Assert.Contains("\"calibrated\":{", File.ReadAllText(one), StringComparison.Ordinal);

        var rare = Run.Merlon("detect", "calibrate", one, second, "--fpr", "0.00001", "--out", other);
        Assert.Equal((0, ""), (rare.Status, rare.Output));
        Assert.Contains("do not tell that rate within a factor of two", rare.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("flows")]
    [InlineData("packets")]
    [InlineData("packets-zscore")]
    public void Alerts_say_why_are_not_repeated_and_are_read_by_respond(string detector)
    {
        var (first, second, rest) = (Part("1.pcap", 0, 20_000), Part("2.pcap", 20_000, 28_000), Part("3.pcap", 28_000));
        var model = Path.Combine(_folder.Root, "model.json");
        Assert.Equal(0, Run.Merlon("detect", "train", first, "--out", model, "--detector", detector).Status);
        AssertError(2, "has no threshold yet", Run.Merlon("detect", "run", model, rest));
        var calibrated = Run.Merlon("detect", "calibrate", model, second, "--fpr", "0.01", "--json").Json;
        var threshold = calibrated.GetProperty("threshold").GetDouble();

        var eve = Run.Merlon("detect", "run", model, rest);
        Assert.Equal(0, eve.Status);
        var alerts = eve.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.InRange(alerts.Count, 100, 10_000);
        Assert.All(alerts, alert => Assert.True(alert.GetProperty("score").GetDouble() > threshold));
        Assert.All(alerts, alert => Assert.Equal(3, alert.GetProperty("why").GetArrayLength()));
        var minutes = alerts.GroupBy(alert => (
            $"{alert.GetProperty("src_ip")} {alert.GetProperty("dest_ip")} {alert.GetProperty("proto")}",
            $"{Port(alert, "src_port")} {Port(alert, "dest_port")}"));
        Assert.All(minutes, flow => Assert.InRange(flow.Count(), 1, 6));   // in five minutes

        var log = _folder.Write("alerts.json", eve.Output);
        var respond = Run.Merlon("respond", rest, log);
        Assert.Equal(0, respond.Status);
        Assert.Contains(" alerts in 1 window", respond.Errors, StringComparison.Ordinal);

        var csv = _folder.Write("alerts.csv", Run.Merlon("detect", "run", model, rest, "--emit", "csv").Output);
        Assert.Equal(alerts.Count, Run.Merlon("flows", csv, "--json").Json.GetProperty("alerts").GetInt32());
        var answer = Run.Merlon("respond", rest, csv);   // a table has the alert's time, and not its flow's beginning
        Assert.Equal(0, answer.Status);
        Assert.Equal(RuleLines(respond.Output), RuleLines(answer.Output), tolerance: 5);
        Assert.Equal("", Run.Merlon("detect", "run", model, rest, "--threshold", "1e9").Output);
    }

    static double RuleLines(string rules) =>
        rules.Split('\n').Count(line => line.StartsWith("-A", StringComparison.Ordinal));

    static string Port(JsonElement alert, string name) => alert.TryGetProperty(name, out var port) ? $"{port}" : "";

    [Fact]
    public void What_cannot_be_learnt_from_is_one_clear_line_and_leaves_no_model()
    {
        var (first, second) = Halves();
        var model = Path.Combine(_folder.Root, "model.json");
        AssertError(3, "missing.pcap: no such file", Run.Merlon("detect", "train", "missing.pcap", "--out", model));
        AssertError(3, "not a capture; expected pcap", Run.Merlon("detect", "train", Run.Sample, "--out", model));
        AssertError(3, "28,000 packets are too few; expected 27,500 that tell",
            Run.Merlon("detect", "train", first, "--detector", "packets", "--map-packets", "27500", "--out", model));
        AssertError(2, "--detector: expected",
            Run.Merlon("detect", "train", first, "--detector", "oracle", "--out", model));
        AssertError(3, "500 packets are too few; expected 1,000",
            Run.Merlon("detect", "train", Part("few.pcap", 0, 500), "--out", model));
        AssertError(2, "--map-packets: expected a whole number from 1 to",
            Run.Merlon("detect", "train", first, "--map-packets", "0", "--out", model));
        AssertError(2, "--out", Run.Merlon("detect", "train", first));
        Assert.False(File.Exists(model));

        AssertError(4, "there is no folder /proc/no", Run.Merlon("detect", "train", first, "--out", "/proc/no/folder"));
        AssertError(2, "is read here", Run.Merlon("detect", "train", first, "--out", first));
        AssertError(2, "a file without a name", Run.Merlon("detect", "train", first, "--out", ""));
        Assert.Equal(0xA1B2C3D4, BinaryPrimitives.ReadUInt32LittleEndian(File.ReadAllBytes(first)));
        AssertError(3, "not a model", Run.Merlon("detect", "calibrate", _folder.Write("x.json", "{}"), second));
        Assert.Equal(0, Run.Merlon("detect", "train", first, "--out", model).Status);
        AssertError(3, "the model was trained on it", Run.Merlon("detect", "calibrate", model, first));
        AssertError(2, "--fpr: expected a number", Run.Merlon("detect", "calibrate", model, second, "--fpr", "0.26"));
        AssertError(2, "is read here", Run.Merlon("detect", "calibrate", model, second, "--out", second));

        var damaged = File.ReadAllText(model).Replace("\"widths\":", "\"width\":", StringComparison.Ordinal);
        File.WriteAllText(model, damaged);
        AssertError(3, "damaged", Run.Merlon("detect", "calibrate", model, second));
    }

    [Fact]
    public void What_came_before_a_capture_was_cut_off_is_learnt()
    {
        var whole = File.ReadAllBytes(Part("whole.pcap", 0, 3_000));
        var model = Path.Combine(_folder.Root, "model.json");
        var trained = Run.Merlon("detect", "train", _folder.Write("cut.pcap", whole[..^9]), "--out", model);
        Assert.Equal(0, trained.Status);
        Assert.Contains("cut.pcap: cut off within packet 3000; what came before", trained.Errors,
            StringComparison.Ordinal);
        Assert.Contains("trained on 2,999 packets", trained.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_are_compared_on_attacks_that_are_known()
    {
        var (first, second, rest) = (Part("1.pcap", 0, 8_000), Part("2.pcap", 8_000, 10_400), Part("3.pcap", 10_400));
        var truth = Path.Combine(Run.Root, "samples/truth.json");
        var (flows, packets) = (Path.Combine(_folder.Root, "flows.json"), Path.Combine(_folder.Root, "packets.json"));
        Assert.Equal(0, Run.Merlon("detect", "train", first, "--out", flows).Status);
        Assert.Equal(0, Run.Merlon("detect", "train", first, "--out", packets, "--detector", "packets").Status);
        Assert.Equal(0, Run.Merlon("detect", "calibrate", flows, second, "--fpr", "0.01").Status);

        var picture = Path.Combine(_folder.Root, "curves.svg");
        string[] both = ["detect", "evaluate", rest, "--truth", truth, "--model", flows, "--model", packets];
        var evaluated = Run.Merlon([.. both, "--svg", picture, "--json"]).Json.GetProperty("detectors");
        Assert.Equal(["flows", "packets"],
            evaluated.EnumerateArray().Select(one => one.GetProperty("detector").GetString()));
        Assert.InRange(evaluated[0].GetProperty("meanAuc").GetDouble(), 0.98, 1);
        Assert.Equal(9, evaluated[0].GetProperty("attacks").GetArrayLength());
        Assert.All(evaluated[0].GetProperty("attacks").EnumerateArray(), attack => Assert.True(
            attack.GetProperty("auc").GetDouble() > 0.99
                || attack.GetProperty("attack").GetString()!.EndsWith("brute-force", StringComparison.Ordinal)));
        Assert.False(evaluated[1].TryGetProperty("threshold", out _));   // it was not calibrated
        Assert.StartsWith("<svg", File.ReadAllText(picture), StringComparison.Ordinal);
        Assert.Contains("| syn-flood |", Run.Merlon(both).Output, StringComparison.Ordinal);

        AssertError(3, "no packet of these captures is of an attack",
            Run.Merlon("detect", "evaluate", first, "--truth", truth, "--model", flows));
        AssertError(3, "not what was expected of a truth.json",
            Run.Merlon("detect", "evaluate", rest, "--truth", first, "--model", flows));
    }

    static void AssertError(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        Assert.Single(ended.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    (string First, string Second) Halves() => (Part("first.pcap", 0, 28_000), Part("second.pcap", 28_000));

    // The packets of the sample from one number to before another.
    string Part(string name, int from, int to = int.MaxValue)
    {
        using var zipped = File.OpenRead(Path.Combine(Run.Root, "samples/office.pcap.gz"));
        using var unzipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Decompress)) gzip.CopyTo(unzipped);
        var bytes = unzipped.ToArray();
        Assert.Equal(0xA1B2C3D4, BinaryPrimitives.ReadUInt32LittleEndian(bytes));

        var (start, end) = (0, FileHeader);
        for (var i = 0; i < to && end < bytes.Length; i++)
        {
            if (i == from) start = end;
            end += PacketHeader + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 8));
        }

        return _folder.Write(name, [.. bytes[..FileHeader], .. bytes[start..end]]);
    }
}
