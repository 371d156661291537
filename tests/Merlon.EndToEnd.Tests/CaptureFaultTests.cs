using System.IO.Compression;

namespace Merlon;

/// <summary>Captures that are not what they should be, given to <c>merlon detect</c>.</summary>
public sealed class CaptureFaultTests(CalibratedModel model) : IClassFixture<CalibratedModel>, IDisposable
{
    const int FileHeader = 24, Link = 20;

    static readonly string[] Samples = [Sample("calibrate"), Sample("test")];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Broken_packets_are_told_as_flows_tells_them()
    {
        var flows = Run.Merlon("flows", Sample("test"));
        var line = Assert.Single(
            flows.Errors.Split('\n'), one => one.StartsWith("bad line:", StringComparison.Ordinal));
        Assert.Contains("9 broken or cut short of 103,823 packets: 9 a TCP header", line, StringComparison.Ordinal);

        var truth = Path.Combine(Run.Root, "samples/detection/truth.json");
        string[][] commands =
        [
            ["run", model.Path, Sample("test")],
            ["calibrate", model.Path, Sample("test"), "--out", Out("calibrated.json")],
            ["train", Sample("test"), "--detector", "flows-zscore", "--out", Out("trained.json")],
            ["evaluate", Sample("test"), "--truth", truth, "--model", model.Path],
        ];
        foreach (var command in commands)
        {
            var ended = Run.Merlon(["detect", .. command]);
            Assert.Equal(0, ended.Status);
            Assert.Contains(line, ended.Errors.Split('\n'));
        }
    }

    [Fact]
    public void What_tells_nothing_of_who_sent_it_is_refused()
    {
        var bytes = Unzipped("calibrate");
        bytes[Link] = 195;   // IEEE 802.15.4
        var other = _folder.Write("other.pcap", bytes);
        var trained = Run.Merlon("detect", "train", other, "--detector", "flows-zscore", "--out", Out("trained.json"));
        Assert.Equal(3, trained.Status);
        Assert.Contains("other.pcap: 28,539 broken or cut short of 28,539 packets: 28,539 of a link type that is not "
            + "read", trained.Errors, StringComparison.Ordinal);
        Assert.Contains("error: ", trained.LastError, StringComparison.Ordinal);
        Assert.Contains("other.pcap: no packet tells who sent it to whom; expected", trained.LastError,
            StringComparison.Ordinal);
        Assert.False(File.Exists(Out("trained.json")));
        Assert.Equal(3, Run.Merlon("detect", "run", model.Path, other).Status);
    }

    [Fact]
    public void A_gzip_that_was_cut_off_gives_what_came_before_and_one_that_is_damaged_is_refused()
    {
        var whole = File.ReadAllBytes(Sample("calibrate"));
        foreach (var length in new[] { 400, whole.Length / 2 })
        {
            var cut = _folder.Write("cut.pcap.gz", whole[..length]);
            foreach (var ended in new[] { Run.Merlon("detect", "run", model.Path, cut), Run.Merlon("flows", cut) })
            {
                Assert.Equal(0, ended.Status);
                Assert.Matches(@"cut\.pcap\.gz: cut off (within|behind) packet \d+; what came before it was read",
                    ended.Errors);
            }
        }

        for (var i = whole.Length / 2; i < whole.Length / 2 + 50; i++) whole[i] = 0xFF;
        var damaged = Run.Merlon("detect", "run", model.Path, _folder.Write("damaged.pcap.gz", whole));
        Assert.Equal(3, damaged.Status);
        Assert.Contains("error: ", damaged.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_in_order_of_time_or_comes_twice_is_told()
    {
        Assert.DoesNotContain("order of time", Run.Merlon(["detect", "run", model.Path, .. Samples]).Errors,
            StringComparison.Ordinal);
        Assert.Contains("calibrate.pcap.gz: begins at 2026-11-22 21:06:09 UTC, but what was read before it ends at "
            + "2026-11-22 21:14:31; expected captures in order of time",
            Run.Merlon(["detect", "run", model.Path, .. Samples.Reverse()]).Errors, StringComparison.Ordinal);
        Assert.Matches(@"calibrate\.pcap\.gz: the same as .*calibrate\.pcap\.gz; its packets count twice",
            Run.Merlon("detect", "run", model.Path, Samples[0], Samples[0]).Errors);
    }

    [Fact]
    public void What_cannot_be_a_name_is_one_clear_line()
    {
        AssertError(3, "a file without a name; expected one", Run.Merlon("detect", "run", model.Path, ""));
        AssertError(3, "a file without a name; expected one", Run.Merlon("flows", ""));
        AssertError(2, "-: named twice; standard input can be read once", Run.Merlon("detect", "run", "-", "-"));
        AssertError(2, "-: named twice", Run.Merlon("flows", "-", "-"));
        foreach (var name in new[] { "-", "" })
        {
            AssertError(2, "; expected", Run.Merlon("detect", "train", Samples[0], "--out", name));
            AssertError(2, "; expected", Run.Merlon("detect", "calibrate", model.Path, Samples[0], "--out", name));
            AssertError(2, "; expected", Run.Merlon("detect", "run", model.Path, Samples[0], "--adapt", name));
        }

        var log = _folder.Write("log.csv", File.ReadAllText(Run.Sample));
        AssertError(2, "-: standard output is no place for it", Run.Merlon("respond", log, "--certificate", "-"));
        AssertError(2, "log.csv: is read here", Run.Merlon("respond", log, "--certificate", log));
        Assert.Equal(File.ReadAllText(Run.Sample), File.ReadAllText(log));

        var missing = Run.Merlon("detect", "run", model.Path, Out("missing.pcap"));
        Assert.Equal((3, "missing.pcap: no such file"), (missing.Status, missing.LastError.Split('/')[^1]));
        Assert.Single(missing.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void One_run_at_a_time_follows_drift_in_a_file()
    {
        var drift = Out("drift.json");
        using (new FileStream($"{drift}.lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            AssertError(4, "drift.json: another run follows drift in it; expected one at a time",
                Run.Merlon("detect", "run", model.Path, Samples[0], "--adapt", drift));
            Assert.False(File.Exists(drift));
        }

        Assert.Equal(0, Run.Merlon("detect", "run", model.Path, Samples[0], "--adapt", drift).Status);
        Assert.False(File.Exists($"{drift}.lock"));
    }

    static void AssertError(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        Assert.StartsWith("error: ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Single(ended.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    static byte[] Unzipped(string name)
    {
        using var unzipped = new MemoryStream();
        using (var zipped = File.OpenRead(Sample(name)))
        using (var gzip = new GZipStream(zipped, CompressionMode.Decompress)) gzip.CopyTo(unzipped);
        var bytes = unzipped.ToArray();
        Assert.Equal(1, bytes[Link]);
        Assert.True(bytes.Length > FileHeader);
        return bytes;
    }

    string Out(string name) => Path.Combine(_folder.Root, name);

    static string Sample(string name) => Path.Combine(Run.Root, $"samples/detection/{name}.pcap.gz");
}
