using System.Text.Json;
using System.Xml.Linq;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary><c>merlon bench llm</c> from outside.</summary>
public sealed class ModelBenchTests : IDisposable
{
    const string Scan = "samples/scenarios/scan-by-many.flows.csv.gz";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_window_is_asked_in_every_variant_and_rated()
    {
        using var server = new ScriptedServer(request => new()
        {
            Text = request.HasForm
                ? "-A FORWARD -p tcp --dport 2323 -j DROP"
                : "Block it: -A FORWARD -p tcp --dport 2323-2324 -j DROP",
        });
        var ended = Bench(server, "--windows", "6", "--out", _folder.Root, Scan);
        Assert.True(ended.Status == 0, ended.Errors);

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Root, "llm.json")));
        var variants = json.RootElement.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal(4, variants.Count);
        foreach (var variant in variants)
        {
            var isConstrained = variant.GetProperty("constrained").GetBoolean();
            Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("valid").GetDouble());
            Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("meaning").GetDouble());
            if (variant.GetProperty("validByIptables").ValueKind is JsonValueKind.Number)
                Assert.Equal(isConstrained ? 1 : 0, variant.GetProperty("validByIptables").GetDouble());
            Assert.Equal(0, variant.GetProperty("worse").GetInt32());
            var (solver, both) = (Effect(variant, "solver"), Effect(variant, "solverAndProven"));
            Assert.True(isConstrained ? both.Cbr > solver.Cbr : both == solver, $"{variant}");
        }

        Assert.Equal(24, json.RootElement.GetProperty("answers").GetArrayLength());
        Assert.Contains("| constrained, no recall, once | 100.0 % |", Read("llm.md"));
        Assert.NotNull(XDocument.Parse(Read("llm.svg")).Root);
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
    public void What_makes_no_sense_is_told(int status, string told, params string[] arguments)
    {
        var ended = Run.Merlon(["bench", "llm", .. arguments]);
        Assert.Equal(status, ended.Status);
        Assert.Contains(told, ended.Errors);
    }

    string Read(string name) => File.ReadAllText(Path.Combine(_folder.Root, name));

    static (double Cbr, double Wbr) Effect(JsonElement variant, string name)
    {
        var effect = variant.GetProperty(name);
        return (effect.GetProperty("cbr").GetDouble(), effect.GetProperty("wbr").GetDouble());
    }

    static Ended Bench(ScriptedServer server, params string[] arguments) =>
        Run.Merlon(["bench", "llm", "--model", "ollama:x", "--model-url", server.Url, .. arguments]);
}
