using System.Text.Json;
using System.Xml.Linq;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary><c>merlon bench llm</c> from outside.</summary>
public sealed class ModelBenchTests : IDisposable
{
    const string Scan = "samples/scenarios/scan-by-many.flows.csv.gz";
    const string Right = "-A FORWARD -p tcp --dport 2323 -j DROP";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_window_is_asked_in_every_variant_and_rated()
    {
        using var server = new ScriptedServer(request => new()
        {
            Text = request.HasForm ? Right : "Block it: -A FORWARD -p tcp --dport 2323-2324 -j DROP",
        });
        var ended = Bench(server, "--windows", "6", "--seed", "2", "--out", _folder.Root, Scan);
        Assert.True(ended.Status == 0, ended.Errors);

        using var json = JsonDocument.Parse(Read("llm.json"));
        var variants = json.RootElement.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal(4, variants.Count);
        foreach (var variant in variants)
        {
            var isConstrained = variant.GetProperty("constrained").GetBoolean();
            Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("valid").GetDouble());
            Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("meaning").GetDouble());
            Assert.Equal(isConstrained, variant.GetProperty("provenShare").GetDouble() > 0);   // with sources enough
            if (variant.GetProperty("validByIptables").ValueKind is JsonValueKind.Number)
                Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("validByIptables").GetDouble());
            Assert.Equal(0, variant.GetProperty("formRefused").GetInt32());
            Assert.Equal(0, variant.GetProperty("worse").GetInt32());
            var (inForce, both) = (Effect(variant, "inForce"), Effect(variant, "inForceAndProven"));
            Assert.True(isConstrained ? both.Cbr > inForce.Cbr : both == inForce, $"{variant}");
        }

        Assert.Equal(24, json.RootElement.GetProperty("answers").GetArrayLength());
        Assert.Contains("\n6 windows, chosen by seed 2, each asked in every variant.\n", Read("llm.md"));
        Assert.Contains("| constrained, no recall, once | 6 | 0 | 100.0 % |", Read("llm.md"));
        Assert.NotNull(XDocument.Parse(Read("llm.svg")).Root);
    }

    [Theory]
    [InlineData("-A FORWARD -p tcp --syn --dport 2323 -j DROP", 1)]
    [InlineData("-A FORWARD -p tcp --dport 2323 -j REJECT", 1)]
    [InlineData("-A FORWARD -p tcp --dport 2323 -j ACCEPT\n" + Right, 0)]
    public void The_answer_alone_does_what_iptables_would(string answer, double cbr)
    {
        using var server = new ScriptedServer(_ => new() { Text = answer });
        foreach (var variant in Bench(server, "--windows", "1", "--json", Scan).Json.GetProperty("variants")
            .EnumerateArray())
        {
            Assert.Equal((cbr, 0), Effect(variant, "answer"));
            Assert.Equal(cbr, variant.GetProperty("meaning").GetDouble());
            Assert.Equal(1, variant.GetProperty("valid").GetDouble());
        }
    }

    [Theory]
    [InlineData("-A FORWARD -s 203.0.113.9 -j DROP\n-A FORWARD -s 2001:db8::9 -j DROP", true)]
    [InlineData("-A INPUT -p tcp --dport 2323 -j DROP", true)]
    [InlineData("-A FORWARD -s 203.0.113.9 -j DROP\n-A FORWARD -s 2001:db8::9 -p tcp --dport 1-3 -j DROP", false)]
    public void The_machines_iptables_is_asked_by_family(string answer, bool isTaken)
    {
        using var server = new ScriptedServer(_ => new() { Text = answer });
        var json = Bench(server, "--windows", "1", "--json", Scan).Json;
        foreach (var rated in json.GetProperty("answers").EnumerateArray())
        {
            Assert.Equal(isTaken, rated.GetProperty("valid").GetBoolean());
            var taken = rated.GetProperty("validByIptables");
            Assert.SkipWhen(taken.ValueKind is JsonValueKind.Null, "needs unshare and iptables");
            Assert.Equal(isTaken, taken.GetBoolean());
        }
    }

    [Fact]
    public void What_the_context_protects_is_told_to_the_model_and_rated()
    {
        var context = _folder.Write("site.yaml", "critical: [203.0.113.0/24, 198.51.100.0/24, 192.0.2.0/24]\n");
        using var server = new ScriptedServer(_ => new() { Text = Right });
        foreach (var (isGiven, meaning) in new[] { (false, 1), (true, 0) })
        {
            string[] given = isGiven ? ["--context", context] : [];
            var json = Bench(server, [.. given, "--windows", "1", "--json", Scan]).Json;
            Assert.All(json.GetProperty("variants").EnumerateArray(),
                variant => Assert.Equal(meaning, variant.GetProperty("meaning").GetDouble()));
            Assert.Equal(isGiven, server.Requests[^1].Json.GetRawText().Contains("203.0.113.0/24"));
            Assert.Equal(isGiven ? 1 : 0, json.GetProperty("files").GetArrayLength());
        }
    }

    [Fact]
    public void A_server_that_refuses_the_form_is_told()
    {
        using var server = new ScriptedServer(request => request.HasForm
            ? new() { Status = 400, Error = "format is not supported" }
            : new() { Text = Right });
        var ended = Bench(server, "--windows", "2", "--out", _folder.Root, Scan);
        Assert.Contains("note: the server refused the form: 4 answers of constrained variants", ended.Errors);
        Assert.Contains("*constrained, no recall, once*: 2 of 2 answers are free-form", Read("llm.md"));
        using var json = JsonDocument.Parse(Read("llm.json"));
        Assert.All(json.RootElement.GetProperty("answers").EnumerateArray(), answer => Assert.Equal(
            answer.GetProperty("constrained").GetBoolean(), answer.GetProperty("formRefused").GetBoolean()));
    }

    [Fact]
    public void A_server_that_tells_no_tokens_has_not_told_them()
    {
        const string Body = $$$"""
            {"message":{"role":"assistant","content":"{{{Right}}}"},"done":true,"done_reason":"stop"}

            """;
        using var server = new ScriptedServer(_ => new() { Body = Body, ContentType = "application/x-ndjson" });
        var ended = Bench(server, "--windows", "1", "--out", _folder.Root, Scan);
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Contains(" | not told | ", Read("llm.md"));
        Assert.StartsWith("# ollama:x as a proposer\n\n1 window, chosen by seed 1", Read("llm.md"));
        using var json = JsonDocument.Parse(Read("llm.json"));
        Assert.All(json.RootElement.GetProperty("answers").EnumerateArray(),
            answer => Assert.Equal(JsonValueKind.Null, answer.GetProperty("tokens").ValueKind));
    }

    [Fact]
    public void A_server_that_is_down_is_the_end_and_what_was_rated_is_written()
    {
        var ended = Run.Merlon("bench", "llm", "--model", "ollama:x", "--model-url", "http://127.0.0.1:1",
            "--model-timeout", "5s", "--windows", "4", Scan);
        Assert.Equal((4, ""), (ended.Status, ended.Output));
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.StartsWith("error: 3 answers in a row failed, and 0 of 4 windows were rated; the last: ollama:x at http",
            ended.Errors, StringComparison.Ordinal);

        var calls = 0;
        using var server = new ScriptedServer(_ => Interlocked.Increment(ref calls) <= 4
            ? new() { Text = Right } : new() { Status = 404, Error = "gone" });
        ended = Bench(server, "--windows", "4", "--attempts", "1", "--json", Scan);
        Assert.Equal(4, ended.Status);
        Assert.Contains("1 of 4 windows were rated", ended.LastError);
        Assert.Equal(("failed", 4), (
            ended.Json.GetProperty("end").GetString(), ended.Json.GetProperty("answers").GetArrayLength()));
    }

    [Fact]
    public void The_same_seed_chooses_the_same_windows()
    {
        using var server = new ScriptedServer(_ => new() { Text = "no" });
        Assert.Equal(Prompts("1"), Prompts("1"));
        Assert.NotEqual(Prompts("1"), Prompts("2"));

        List<string> Prompts(string seed)
        {
            var before = server.Requests.Count;
            Bench(server, "--windows", "3", "--seed", seed, "--attempts", "2", Scan);
            return [.. server.Requests.Skip(before).Select(request => request.Question)];
        }
    }

    [Theory]
    [InlineData(2, "--model: expected a GGUF file", Scan)]
    [InlineData(3, "no flow is labelled", "--model", "ollama:x", "samples/office.pcap.gz")]
    [InlineData(2, "--out: README.md is a file; expected a folder", "--model", "ollama:x", "--out", "README.md", Scan)]
    [InlineData(2, "two pieces would be called scan-by-many: name them", "--model", "ollama:x", Scan, Scan)]
    [InlineData(3, "/no/site.yaml: no such file", "--model", "ollama:x", "--context", "/no/site.yaml", Scan)]
    public void What_makes_no_sense_is_told(int status, string told, params string[] arguments)
    {
        var ended = Run.Merlon(["bench", "llm", .. arguments]);
        Assert.Equal(status, ended.Status);
        Assert.Contains(told, ended.Errors);
    }

    [Theory]
    [InlineData("merlon bench llm <file>... [options]", "bench", "llm", "--help")]
    [InlineData("merlon bench <file>... [command] [options]", "bench", "--help")]
    public void Help_names_the_files_once(string usage, params string[] arguments) =>
        Assert.Contains($"\n  {usage}\n", Run.Merlon(arguments).Output);

    string Read(string name) => File.ReadAllText(Path.Combine(_folder.Root, name));

    static (double Cbr, double Wbr) Effect(JsonElement variant, string name)
    {
        var effect = variant.GetProperty(name);
        return (effect.GetProperty("cbr").GetDouble(), effect.GetProperty("wbr").GetDouble());
    }

    static Ended Bench(ScriptedServer server, params string[] arguments) =>
        Run.Merlon(["bench", "llm", "--model", "ollama:x", "--model-url", server.Url, .. arguments]);
}
