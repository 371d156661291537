using System.Text.Json;

namespace Merlon;

/// <summary>From packets to rules, with no ideal NIDS anywhere: on the captures that are shipped.</summary>
public sealed class WholeWayTests : IDisposable
{
    static readonly string Captures = Path.Combine(Run.Root, "samples/detection");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_it_learnt_by_itself_stops_nearly_as_much_as_an_ideal_nids_and_spares_the_honest()
    {
        var model = Path.Combine(_folder.Root, "model.json");
        Assert.Equal(0, Run.Merlon("detect", "train", Of("train.pcap.gz"), "--out", model).Status);
        Assert.Equal(0, Run.Merlon("detect", "calibrate", model, Of("calibrate.pcap.gz")).Status);

        string[] known = [Of("test.pcap.gz"), "--truth", Of("truth.json"), "--json"];
        var detector = Run.Merlon(["detect", "evaluate", .. known, "--model", model]).Json.GetProperty("detectors")[0];
        Assert.InRange(detector.GetProperty("meanAuc").GetDouble(), 0.99, 1);
        Assert.InRange(detector.GetProperty("fpr").GetDouble(), 0, 0.002);
        Assert.All(detector.GetProperty("attacks").EnumerateArray(),
            attack => Assert.InRange(attack.GetProperty("auc").GetDouble(), 0.95, 1));

        var alerts = _folder.Write("alerts.json", Run.Merlon("detect", "run", model, Of("test.pcap.gz")).Output);
        var ideal = Run.Merlon(["evaluate", .. known]).Json;
        var real = Run.Merlon(["evaluate", alerts, .. known, "--ids", "log"]).Json;
        var (cbr, most) = (real.GetProperty("cbr").GetDouble(), ideal.GetProperty("cbr").GetDouble());
        Assert.InRange(most, 0.65, 1);   // attacks of a few seconds each, and a second until a rule binds
        Assert.InRange(cbr, most - 0.03, 1);
        Assert.InRange(real.GetProperty("wbr").GetDouble(), 0, 0.002);

        var demonstration = Run.Merlon("demo", "--json").Json;
        AssertSame(ideal, demonstration.GetProperty("effectOfIdealNids"));
        AssertSame(real, demonstration.GetProperty("effect"));
        Assert.InRange(demonstration.GetProperty("attacksFound").GetInt32(), 18, 21);
        Assert.InRange(demonstration.GetProperty("falseAlerts").GetInt32(), 1, 50);
    }

    static void AssertSame(JsonElement expected, JsonElement found) =>
        Assert.All(["flows", "malicious", "maliciousBlocked", "benignBlocked", "rulesMade"],
            name => Assert.Equal(expected.GetProperty(name).GetInt64(), found.GetProperty(name).GetInt64()));

    [Fact]
    public void Flows_of_a_capture_are_labelled_by_what_is_known_of_it()
    {
        var flows = Run.Merlon("flows", Of("test.pcap.gz"), "--truth", Of("truth.json"), "--json");
        Assert.Equal(5_641, flows.Json.GetProperty("labels").GetProperty("malicious").GetInt32());

        var wrong = Run.Merlon("flows", Of("test.pcap.gz"), "--truth", Of("test.pcap.gz"));
        Assert.Equal((3, ""), (wrong.Status, wrong.Output));
        Assert.Contains("not what was expected of a truth.json", wrong.Errors, StringComparison.Ordinal);
    }

    static string Of(string name) => Path.Combine(Captures, name);
}
