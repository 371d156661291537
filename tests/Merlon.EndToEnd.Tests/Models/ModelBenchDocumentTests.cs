using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>What <c>merlon bench llm</c> writes down is enough to count it again, and to do it once more.</summary>
public sealed class ModelBenchDocumentTests : IDisposable
{
    const string Scan = "samples/scenarios/scan-by-many.flows.csv.gz";
    const string Right = "-A FORWARD -p tcp --dport 2323 -j DROP", Wide = "-A FORWARD -p tcp -j DROP";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_follows_from_the_rows()
    {
        var calls = 0;
        using var server = new ScriptedServer(_ => Interlocked.Increment(ref calls) % 11 is var kind && kind == 3
            ? new() { Status = 404, Error = "gone" }
            : new() { Text = kind < 3 ? $"{Right}\n{Wide}" : kind == 4 ? "no" : Wide, AnswerTokens = kind });
        var ended = Bench(server, "--windows", "7", "--out", _folder.Root, Scan);
        Assert.True(ended.Status == 0, ended.Errors);
        using var json = JsonDocument.Parse(Read("llm.json"));
        var answers = json.RootElement.GetProperty("answers").EnumerateArray().ToList();
        Assert.Contains(answers, answer => answer.TryGetProperty("fault", out _));

        var rows = answers.GroupBy(NameOf).Select(group => Row(group.Key, [.. group])).ToList();
        Assert.Equal(4, rows.Count);
        Assert.Equal(rows, Read("llm.md").Split('\n')
            .Where(line => line.StartsWith("| free-form", StringComparison.Ordinal)
                || line.StartsWith("| constrained", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_says_of_what_it_was_made()
    {
        using var server = new ScriptedServer(_ => new() { Text = Right });
        var json = Bench(server, "--windows", "2", "--seed", "5", "--preset", "greedy-1.2", "--model-seed", "9",
            "--internal", "10.0.0.0/8", "--json", $"scan={Scan}").Json;
        Assert.Equal(
            ("ollama:x", 5, 2, 2, "whole", "FORWARD"),
            (Text(json, "model"), Whole(json, "seed"), Whole(json, "windowsChosen"), Whole(json, "windowsRated"),
                Text(json, "end"), Text(json, "chain")));
        Assert.StartsWith("0.1.0", Text(json, "merlon"), StringComparison.Ordinal);
        Assert.Equal(
            "greedy-1.2, 0, 9, 8192, 1024, 1.2, 3, False",
            string.Join(", ", json.GetProperty("settings").EnumerateObject().Select(setting => $"{setting.Value}")));
        Assert.Equal("bench llm --model ollama:x", string.Join(' ',
            json.GetProperty("arguments").EnumerateArray().Take(4)));
        Assert.Equal("10.0.0.0/8", json.GetProperty("internal")[0].GetString());

        var bytes = File.ReadAllBytes(Path.Combine(Run.Root, Scan));
        var log = json.GetProperty("pieces")[0].GetProperty("logs")[0];
        Assert.Equal((Scan, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))),
            (Text(log, "path"), Whole(log, "bytes"), Text(log, "sha256")));
        Assert.Equal([1, 2], json.GetProperty("windows").EnumerateArray().Select(window => Whole(window, "window")));
        foreach (var window in json.GetProperty("windows").EnumerateArray())
        {
            var nids = window.GetProperty("nids");
            var isIdeal = Whole(nids, "number") == 1;
            Assert.Equal((isIdeal ? 1 : 0.9, isIdeal ? 0 : 0.001),
                (nids.GetProperty("tpr").GetDouble(), nids.GetProperty("fpr").GetDouble()));
            Assert.Equal(("scan", 2026), (Text(window, "piece"), window.GetProperty("at").GetDateTime().Year));
        }
    }

    [Fact]
    public void A_loop_has_the_lines_of_each_answer()
    {
        using var server = new ScriptedServer(request => new()
        {
            Text = request.Question.Contains("cannot be taken", StringComparison.Ordinal) ? Right : Wide,
        });
        var json = Bench(server, "--windows", "1", "--seed", "2", "--json", Scan).Json;
        var answers = json.GetProperty("answers").EnumerateArray();
        var loop = answers.First(answer => answer.GetProperty("loop").GetBoolean()).GetProperty("calls");
        Assert.Equal([Wide, Right],
            loop.EnumerateArray().Select(call => call.GetProperty("lines")[0].GetString()));
        Assert.Equal([0, 1], loop.EnumerateArray().Select(call => call.GetProperty("proven").GetArrayLength()));
        Assert.Equal(18, Whole(loop[1], "promptTokens") + Whole(loop[1], "answerTokens"));
    }

    // The seventh answer is waited for.
    [Fact]
    public async Task Who_interrupts_it_has_what_was_rated_until_then()
    {
        var (reached, calls) = (new TaskCompletionSource(), 0);
        using var server = new ScriptedServer(_ =>
        {
            if (Interlocked.Increment(ref calls) < 7) return new() { Text = Right };

            reached.TrySetResult();
            return new() { Begin = Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) };
        });
        var start = new ProcessStartInfo("dotnet",
            [Run.Built, "bench", "llm", "--model", "ollama:x", "--model-url", server.Url, "--windows", "3", "--json",
                "--attempts", "1", Path.Combine(Run.Root, Scan)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var end = TestContext.Current.CancellationToken;
        var (output, errors) = (
            process.StandardOutput.ReadToEndAsync(end), process.StandardError.ReadToEndAsync(end));
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), end);
        Assert.Equal(0, Run.Program("kill", ["-INT", $"{process.Id}"]).Status);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));

        Assert.Equal((130, "note: interrupted; 1 of 3 windows were rated\n"), (process.ExitCode, await errors));
        using var json = JsonDocument.Parse(await output);
        Assert.Equal(("interrupted", 6, 1), (
            Text(json.RootElement, "end"), json.RootElement.GetProperty("answers").GetArrayLength(),
            Whole(json.RootElement, "windowsRated")));
    }

    static string Row(string name, List<JsonElement> answers)
    {
        var told = answers.Where(answer => answer.GetProperty("tokens").ValueKind is JsonValueKind.Number).ToList();
        var taken = answers.Exists(answer => answer.GetProperty("validByIptables").ValueKind is JsonValueKind.Null)
            ? "not asked" : Share("validByIptables");
        var better = answers.Count(answer => Blocked(answer, "malicious", "AndProven") > Blocked(answer, "malicious")
            && Blocked(answer, "benign", "AndProven") <= Blocked(answer, "benign"));
        var worse = answers.Count(answer => Blocked(answer, "benign", "AndProven") > Blocked(answer, "benign"));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {answers.Count} | {answers.Count(answer => answer.TryGetProperty("fault", out _))} "
            + $"| {Share("valid")} | {taken} | {Share("meaning")} "
            + $"| {(double)Sum("proven") / Sum("proposed"):0.0 %} | {Effect("answer")} | {Effect("inForce")} "
            + $"| {Effect("inForceAndProven")} | {better} | {worse} "
            + $"| {told.Average(answer => answer.GetProperty("tokens").GetDouble()):N0} "
            + $"| {answers.Average(answer => answer.GetProperty("seconds").GetDouble()):0.00} |");

        string Share(string what) => ((double)answers.Count(answer => answer.GetProperty(what).GetBoolean())
            / answers.Count).ToString("0.0 %", CultureInfo.InvariantCulture);

        long Sum(string what) => answers.Sum(answer => answer.GetProperty(what).GetInt64());

        string Effect(string of)
        {
            long Of(string count) => answers.Sum(answer => answer.GetProperty(of).GetProperty(count).GetInt64());
            return string.Create(CultureInfo.InvariantCulture,
                $"{(double)Of("maliciousBlocked") / Of("malicious"):0.0000} / ")
                + string.Create(CultureInfo.InvariantCulture, $"{(double)Of("benignBlocked") / Of("benign"):0.0000}");
        }
    }

    static long Blocked(JsonElement answer, string side, string with = "") =>
        answer.GetProperty($"inForce{with}").GetProperty($"{side}Blocked").GetInt64();

    static string NameOf(JsonElement answer) => string.Join(", ",
        answer.GetProperty("constrained").GetBoolean() ? "constrained" : "free-form",
        answer.GetProperty("recall").GetBoolean() ? "recall" : "no recall",
        answer.GetProperty("loop").GetBoolean() ? "loop" : "once");

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    static int Whole(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    string Read(string name) => File.ReadAllText(Path.Combine(_folder.Root, name));

    static Ended Bench(ScriptedServer server, params string[] arguments) =>
        Run.Merlon(["bench", "llm", "--model", "ollama:x", "--model-url", server.Url, .. arguments]);
}
