using System.Xml.Linq;

namespace Merlon;

/// <summary>Strategies side by side, as a researcher runs them.</summary>
public sealed class BenchTests : IDisposable
{
    const string Unlabelled = """
        timestamp,src ip,src port,dst ip,dst port,protocol
        2026-01-01 12:00:00+00:00,203.0.113.1,1000,192.0.2.1,80,tcp

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_the_tables_and_a_picture_of_each_piece()
    {
        var preface = _folder.Write("head.md", "# Mine\n");
        var out1 = Path.Combine(_folder.Root, "new", "docs");
        var ended = Bench("--out", out1, "--preface", preface, $"The office, again={Run.Sample}", Run.Sample);
        Assert.Equal((0, ""), (ended.Status, ended.Output));

        var text = File.ReadAllText(Path.Combine(out1, "evaluation.md"));
        Assert.StartsWith("# Mine\n\nWhere the NIDS is noisy", text, StringComparison.Ordinal);
        Assert.All(
            [
                "## office\n", "5,080 flows: 3,194 malicious, 1,886 benign.", "| ideal | merlon | 0.",
                "(evaluation/office.svg)",
            ],
            words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.Equal(
            ["office.svg", "the-office-again.svg"],
            Directory.GetFiles(Path.Combine(out1, "evaluation")).Select(Path.GetFileName).Order());
        Assert.NotNull(XDocument.Load(Path.Combine(out1, "evaluation", "office.svg")).Root);

        var out2 = Path.Combine(_folder.Root, "again");
        Bench("--out", out2, "--preface", preface, $"The office, again={Run.Sample}", Run.Sample);
        foreach (var file in (string[])["evaluation.md", "evaluation/office.svg"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(out1, file)), File.ReadAllBytes(Path.Combine(out2, file)));
    }

    [Fact]
    public void Says_what_evaluate_says()
    {
        var options = new[] { "--ids", "noisy", "--tpr", "0.9", "--fpr", "0.01", "--strategy", "talk", "--json" };
        var one = Run.Merlon(["evaluate", Run.Sample, .. options]).Json;
        var results = Run.Merlon(
            "bench", Run.Sample, "--seeds", "1", "--strategies", "talk:0,source", "--fpr", "0.01", "--json").Json
            .GetProperty("pieces")[0].GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(4, results.Count);
        var talk = results.Single(result => $"{result.GetProperty("strategy")}" == "talk ε=0"
            && result.GetProperty("fpr").GetDouble() > 0);
        Assert.Equal($"{one.GetProperty("cbr")}", $"{talk.GetProperty("cbr").GetProperty("mean")}");
        Assert.Equal($"{one.GetProperty("wbr")}", $"{talk.GetProperty("wbr").GetProperty("mean")}");
    }

    [Fact]
    public void Alerts_beside_labelled_flows_stand_as_a_NIDS()
    {
        var alerts = _folder.Write("alerts.json", """
            {"timestamp":"2026-01-01T12:00:01+0000","event_type":"alert","src_ip":"203.0.113.9","src_port":1001,
             "dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","alert":{"signature":"x"}}

            """);
        var flows = _folder.Write("a.csv", """
            timestamp,src ip,src port,dst ip,dst port,protocol,label
            2026-01-01 12:00:00+00:00,203.0.113.1,1000,192.0.2.1,80,tcp,benign
            2026-01-01 12:00:01+00:00,203.0.113.9,1001,192.0.2.1,80,tcp,benign
            2026-01-01 12:00:09+00:00,203.0.113.9,1002,192.0.2.1,80,tcp,malicious

            """);
        var evaluated = Run.Merlon("evaluate", flows, alerts, "--ids", "log", "--strategy", "source", "--json");
        Assert.Equal(1, evaluated.Json.GetProperty("cbr").GetDouble());
        Assert.Contains("1 alert in the logs, on 1 flow\n", evaluated.Errors, StringComparison.Ordinal);

        var piece = Bench("--strategies", "source", "--json", $"both={flows}+{alerts}").Json.GetProperty("pieces")[0];
        var logged = piece.GetProperty("results").EnumerateArray().Last();
        Assert.Equal("the log's alerts", $"{logged.GetProperty("nids")}");
        Assert.Equal(1, logged.GetProperty("cbr").GetProperty("mean").GetDouble());
        Assert.Equal(0, logged.GetProperty("wbr").GetProperty("mean").GetDouble());
    }

    [Fact]
    public void What_cannot_be_compared_is_one_clear_line()
    {
        AssertError(3, "missing.csv: no such file", Run.Merlon("bench", "missing.csv"));
        AssertError(3, "missing.csv: no such file", Run.Merlon("bench", "name=missing.csv"));
        var unlabelled = _folder.Write("a.csv", Unlabelled);
        AssertError(3, "no flow is labelled benign or malicious", Run.Merlon("bench", unlabelled));
        AssertError(3, "head.md: no such file", Run.Merlon("bench", Run.Sample, "--preface", "head.md"));
        AssertError(4, "the output cannot be written", Run.Merlon("bench", Run.Sample, "--out", "/proc/nowhere"));
    }

    [Theory]
    [InlineData("--strategies talk,merlo", "--strategies: expected strategies such as merlon,", "did you mean merlon?")]
    [InlineData("--strategies talk:2", "--strategies: expected strategies such as", "")]
    [InlineData("--fpr 0.1,x", "--fpr: expected numbers from 0 to 1, with commas between them", "")]
    [InlineData("--seeds 0", "--seeds: expected a whole number from 1 to 10,000", "")]
    [InlineData("--seeds two", "--seeds: expected a whole number from 1 to 10,000", "")]
    [InlineData("office=x.csv", "two pieces would be called office", "NAME=FILE")]
    public void A_wrong_option_says_what_it_takes(string options, string expected, string hint)
    {
        var ended = Run.Merlon(["bench", Run.Sample, .. options.Split(' ')]);
        AssertError(2, expected, ended);
        Assert.Contains(hint, ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Try: merlon bench --help", ended.Errors, StringComparison.Ordinal);
    }

    static Ended Bench(params string[] arguments) =>
        Run.Merlon(["bench", "--seeds", "2", "--fpr", "0.001,0.1", .. arguments]);

    static void AssertError(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        Assert.StartsWith("error: ", ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }
}
