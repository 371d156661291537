using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary><c>merlon detect run --adapt</c>, on the shipped captures.</summary>
public sealed partial class AdaptTests(CalibratedModel model) : IClassFixture<CalibratedModel>, IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Drift => Path.Combine(_folder.Root, "drift.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_followed_is_kept_and_gone_on_with_and_nothing_is_followed_twice()
    {
        var (first, second) = (Capture("calibrate"), Capture("test"));
        var plain = Run.Merlon("detect", "run", model.Path, first);
        var begun = Run.Merlon("detect", "run", model.Path, first, "--adapt", Drift);
        Assert.Equal((0, plain.Output), (begun.Status, begun.Output));   // in two minutes it moves by a millionth
        Assert.Matches(@"drift\.json: the threshold moved from [\d.]+ to [\d.]+, as calibrated [\d.]+; followed from "
            + @"2026-11-22 \d\d:\d\d:\d\d to 2026-11-22 \d\d:\d\d:\d\d UTC\n", begun.Errors);
        var (factor, from, to) = Followed();
        Assert.InRange(factor, 1, 1 + 1e-4);
        Assert.InRange((to - from).TotalSeconds, 130, 140);

        Assert.Equal(0, Run.Merlon("detect", "run", model.Path, second, "--adapt", Drift).Status);
        var later = Followed();
        Assert.Equal(from, later.From);
        Assert.True(later.To > to.AddSeconds(350));

        var kept = File.ReadAllBytes(Drift);
        var again = Run.Merlon("detect", "run", model.Path, first, second, "--adapt", Drift);
        Assert.Equal(0, again.Status);
        Assert.Contains("nothing is later than what was followed before", again.Errors, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(Drift));
    }

    [Fact]
    public void What_cannot_be_gone_on_with_is_one_clear_line_and_stays_as_it_is()
    {
        var capture = Capture("calibrate");
        Assert.Equal(0, Run.Merlon("detect", "run", model.Path, capture, "--adapt", Drift).Status);
        var kept = File.ReadAllText(Drift);
        var other = kept.Replace("\"level\":", "\"level\":1", StringComparison.Ordinal);
        var damaged = _folder.Write("damaged.json", other);
        AssertError(3, "damaged.json: damaged: its checksum is not that of what it holds; give the name of a new file",
            Run.Merlon("detect", "run", model.Path, capture, "--adapt", damaged));

        var anew = Path.Combine(_folder.Root, "anew.json");
        Assert.Equal(0, Run.Merlon(
            "detect", "calibrate", model.Path, Capture("train"), "--fpr", "0.01", "--out", anew).Status);
        AssertError(3, "drift.json: of another model, or of this one as it was calibrated before; expected the model",
            Run.Merlon("detect", "run", anew, capture, "--adapt", Drift));
        Assert.Equal(kept, File.ReadAllText(Drift));

        var bytes = File.ReadAllBytes(model.Path);
        AssertError(3, "not drift that was followed; expected what merlon detect run --adapt wrote",
            Run.Merlon("detect", "run", model.Path, capture, "--adapt", model.Path));
        Assert.Equal(bytes, File.ReadAllBytes(model.Path));

        AssertError(2, "--adapt: expected no --threshold beside it",
            Run.Merlon("detect", "run", model.Path, capture, "--adapt", Drift, "--threshold", "1"));
        AssertError(4, "/proc/drift.json: ",
            Run.Merlon("detect", "run", model.Path, capture, "--adapt", "/proc/drift.json"));
    }

    [Fact]
    public void A_model_of_before_there_was_a_level_is_read_and_not_adapted()
    {
        var text = File.ReadAllText(model.Path);
        Assert.Single(Level().Matches(text));
        var before = _folder.Write("before.json", Signed(Level().Replace(text, "")));
        var capture = Capture("calibrate");
        Assert.Equal(0, Run.Merlon("detect", "run", before, capture).Status);
        AssertError(2, "before.json: without a level of its scores, which drift is measured by; expected merlon detect "
            + "calibrate", Run.Merlon("detect", "run", before, capture, "--adapt", Drift));
        Assert.False(File.Exists(Drift));
    }

    [Fact]
    public void What_was_followed_is_the_threshold_in_force()
    {
        var capture = Capture("test");
        var before = Scores(Run.Merlon("detect", "run", model.Path, capture, "--emit", "csv", "--adapt", Drift));
        File.WriteAllText(Drift, Signed(Factor().Replace(File.ReadAllText(Drift), "\"factor\":1.2")));
        var later = Path.Combine(_folder.Root, "later.pcap");
        File.WriteAllBytes(later, ADayLater(capture));
        var after = Scores(Run.Merlon("detect", "run", model.Path, later, "--emit", "csv", "--adapt", Drift));
        var threshold = 1.2 * JsonDocument.Parse(File.ReadAllBytes(model.Path)).RootElement.GetProperty("calibrated")
            .GetProperty("calibration").GetProperty("threshold").GetDouble();
        Assert.NotEmpty(after);
        Assert.Contains(before, score => score < 0.99 * threshold);
        Assert.All(after, score => Assert.True(score > 0.999 * threshold));
        Assert.InRange(Followed().Factor, 1.199, 1.2);   // it goes back, at its pace
    }

    static List<double> Scores(Ended ended)
    {
        Assert.Equal(0, ended.Status);
        return [.. ended.Output.TrimEnd().Split('\n').Skip(1)
            .Select(line => double.Parse(line.Split(',')[6], CultureInfo.InvariantCulture))];
    }

    static byte[] ADayLater(string path)
    {
        const int fileHeader = 24, packetHeader = 16;
        using var unzipped = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress)) gzip.CopyTo(unzipped);
        var bytes = unzipped.ToArray();
        for (var at = fileHeader; at < bytes.Length;)
        {
            var seconds = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), seconds + 86_400);
            at += packetHeader + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8));
        }

        return bytes;
    }

    // As one would write it who can reckon checksums.
    static string Signed(string json)
    {
        var blank = Checksum().Replace(json.TrimEnd(), "\"checksum\":\"\"");
        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(blank)));
        return blank.Replace("\"checksum\":\"\"", $"\"checksum\":\"{sum}\"", StringComparison.Ordinal);
    }

    (double Factor, DateTime From, DateTime To) Followed()
    {
        var state = JsonDocument.Parse(File.ReadAllBytes(Drift)).RootElement.GetProperty("state");
        return (state.GetProperty("factor").GetDouble(), state.GetProperty("firstHeard").GetDateTime(),
            state.GetProperty("lastHeard").GetDateTime());
    }

    static string Capture(string name) => Path.Combine(Run.Root, $"samples/detection/{name}.pcap.gz");

    static void AssertError(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        Assert.Contains(expected,
            Assert.Single(ended.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [GeneratedRegex(",\"level\":[0-9.E-]+(?=})")]
    private static partial Regex Level();

    [GeneratedRegex("\"factor\":[0-9.E-]+")]
    private static partial Regex Factor();

    [GeneratedRegex("\"checksum\":\"[0-9a-f]+\"")]
    private static partial Regex Checksum();
}

/// <summary>A plain model with a threshold, for tests that are not about how well it detects.</summary>
public sealed class CalibratedModel : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public CalibratedModel()
    {
        var (first, second) = (Capture("calibrate"), Capture("train"));
        var trained = Run.Merlon("detect", "train", first, "--detector", "flows-zscore", "--out", Path);
        Assert.True(trained.Status == 0, trained.Errors);
        var calibrated = Run.Merlon("detect", "calibrate", Path, second, "--json");
        Assert.True(calibrated.Json.GetProperty("level").GetDouble() > 0);
    }

    public string Path => System.IO.Path.Combine(_folder.Root, "model.json");

    public void Dispose() => _folder.Dispose();

    static string Capture(string name) =>
        System.IO.Path.Combine(Run.Root, $"samples/detection/{name}.pcap.gz");
}
