using System.Text.Json;

namespace Merlon;

/// <summary>The lab for real, in its brief form: it makes what it promises and leaves nothing behind.</summary>
public sealed class LabTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_captures_labelled_traffic_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for network namespaces");
        var before = Left();
        var ended = Run.Program(Path.Combine(Run.Root, "lab/run"), ["--brief", "--out", _folder.Root], seconds: 180);
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Equal(before, Left());

        var summary = Run.Merlon("flows", Path.Combine(_folder.Root, "office.flows.csv"), "--strict", "--json").Json;
        var attacks = summary.GetProperty("attacks").EnumerateObject().Select(attack => attack.Name).Order();
        Assert.Equal(Attacks(Path.Combine(_folder.Root, "truth.json")), attacks);
        Assert.True(summary.GetProperty("labels").GetProperty("benign").GetInt32() > 50);
    }

    [Fact]
    public void A_scenario_writes_its_labelled_flows_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for network namespaces");
        var before = Left();
        var ended = Run.Program(Path.Combine(Run.Root, "lab/run"),
            ["--scenario", "shared-nat", "--brief", "--out", _folder.Root], seconds: 180);
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Equal(before, Left());

        var flows = Run.Merlon("flows", Path.Combine(_folder.Root, "shared-nat.flows.csv.gz"), "--strict", "--print");
        var ofNat = flows.Output.Split('\n').Where(line => line.Contains("\"203.0.113.50\"")).ToLookup(
            line => line.Contains("shared-nat"));
        Assert.True(ofNat[true].Any() && ofNat[false].Any(), flows.Output);
        Assert.Contains("## shared-nat", File.ReadAllText(Path.Combine(_folder.Root, "README.md")));
    }

    [Fact]
    public void Three_captures_for_a_detector_have_a_truth_of_packets()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for network namespaces");
        var before = Left();
        var ended = Run.Program(Path.Combine(Run.Root, "lab/run"),
            ["--scenario", "detection", "--brief", "--out", _folder.Root], seconds: 240);
        Assert.SkipWhen(ended.Status == 4 && ended.Errors.Contains("missing tools"), ended.Errors.Trim());
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Equal(before, Left());

        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Root, "truth.json")));
        var captures = truth.RootElement.GetProperty("captures").EnumerateArray().ToArray();
        var purposes = captures.Select(capture => capture.GetProperty("purpose").GetString());
        Assert.Equal(["train", "calibrate", "test"], purposes);
        foreach (var capture in captures)
        {
            var file = Path.Combine(_folder.Root, capture.GetProperty("file").GetString()!);
            var counted = Run.Merlon("flows", file, "--json").Json.GetProperty("packets");
            Assert.Equal(capture.GetProperty("packets").GetInt32(), counted.GetInt32());
        }

        Assert.Equal(21, Attacks(Path.Combine(_folder.Root, "truth.json")).Count());
    }

    [Fact]
    public void A_short_run_is_of_the_captures_for_a_detector_alone()
    {
        var ended = Run.Program(Path.Combine(Run.Root, "lab/run"), ["--short"]);
        Assert.Equal(2, ended.Status);
        Assert.Contains("detection", Assert.Single(ended.Errors.TrimEnd().Split('\n')));
    }

    [Fact]
    public void An_unknown_scenario_is_wrong_usage()
    {
        var ended = Run.Program(Path.Combine(Run.Root, "lab/run"), ["--scenario", "peace"]);
        Assert.Equal(2, ended.Status);
        Assert.Contains("brute-force", Assert.Single(ended.Errors.TrimEnd().Split('\n')));
    }

    [Fact]
    public void Without_root_it_says_so_and_does_nothing()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can stop being root");
        var lab = Path.Combine(Run.Root, "lab/run");
        var ended = Run.Program("setpriv", ["--reuid=65534", "--clear-groups", lab, "--brief", "--out", _folder.Root]);
        Assert.Equal(4, ended.Status);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public void The_sample_is_what_its_capture_and_its_truth_give()
    {
        var (capture, truth) = ("samples/office.pcap.gz", "samples/truth.json");
        var made = Run.Merlon(
            "flows", Path.Combine(Run.Root, capture), "--truth", Path.Combine(Run.Root, truth), "--emit", "csv");
        Assert.Equal(File.ReadAllText(Run.Sample), made.Output);
        Assert.Contains($"./merlon flows {capture} --truth {truth} --emit csv > samples/office.flows.csv",
            File.ReadAllText(Path.Combine(Run.Root, "samples/README.md")));
    }

    // The sample is what the project shows; its truth must hold of it too.
    [Fact]
    public void The_sample_has_every_attack_of_its_truth()
    {
        var summary = Run.Merlon("flows", Run.Sample, "--strict", "--json").Json;
        var attacks = summary.GetProperty("attacks").EnumerateObject().Select(attack => attack.Name).Order();
        Assert.Equal(Attacks(Path.Combine(Run.Root, "samples/truth.json")), attacks);
    }

    [Fact]
    public void The_packets_of_the_sample_are_whose_its_truth_says()
    {
        var folder = Path.Combine(Run.Root, "samples/detection");
        var ended = Run.Program("python3", ["-B", Path.Combine(Run.Root, "lab/detection/check.py"), folder]);
        Assert.True(ended.Status == 0, ended.Errors);
    }

    static IEnumerable<string?> Attacks(string truth)
    {
        var attacks = JsonDocument.Parse(File.ReadAllText(truth)).RootElement.GetProperty("attacks");
        return attacks.EnumerateArray().Select(attack => attack.GetProperty("attack").GetString()).Distinct().Order();
    }

    // Others make namespaces of their own at the same time.
    static string Left() => Run.Program("bash",
        ["-c", "PATH=$PATH:/usr/sbin; ip netns list | grep ^merlon-lab- | sort; ls -d /tmp/merlon-lab-*"]).Output;
}
