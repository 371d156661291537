using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Net;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary><c>merlon propose</c> and <c>--strategy llm</c> from outside, with a scripted server.</summary>
public sealed class ProposeTests : IDisposable
{
    const string Scan = "samples/scenarios/scan-by-many.flows.csv.gz";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ollama:scripted")]
    [InlineData("openai:scripted")]
    public void A_good_proposal_is_proven_and_given_with_whose_it_is(string model)
    {
        using var server = new ScriptedServer(_ => new() { Text = "-A FORWARD -p tcp --dport 2323 -j DROP" });
        var ended = Propose(server, "--model", model);
        Assert.Equal(0, ended.Status);
        Assert.Contains("-A FORWARD -p tcp -m tcp --dport 2323 -m conntrack --ctstate NEW -j DROP\n", ended.Output);
        Assert.Contains($"; proposed by {model}", ended.Output);
        Assert.Contains($"note: this is the answer with {model} (1 answer): 1,280 alerts covered by", ended.Errors);
        Assert.Contains("without it 1,280 alerts covered by 169 rules", ended.Errors);
        Assert.True(server.Requests[0].HasForm);
    }

    [Theory]
    [InlineData("ollama:scripted")]
    [InlineData("openai:scripted")]
    public void Redacted_no_byte_of_a_request_tells_who_it_is_about(string model)
    {
        var context = _folder.Write("site.yaml", """
            admins: 11.22.33.44
            allow: [{from: 12.23.34.45, reason: payroll-db.corp.example of Alice Smith}]
            """);
        var real = Run.Merlon("flows", Scan, "--print").Output.Split('"')
            .Where(word => Ip.TryParse(word, out _)).ToHashSet();
        Assert.True(real.Count > 500);
        using var server = new ScriptedServer(request => new()
        {
            Text = request.Question.Contains("TOP sources:") ? "-A FORWARD -p tcp --dport 2323 -j DROP"
                : "ASK TOP sources",
        });

        var ended = Propose(server, "--model", model, "--redact", "--context", context);

        Assert.Equal(0, ended.Status);
        Assert.Contains("-A FORWARD -p tcp -m tcp --dport 2323 -m conntrack --ctstate NEW -j ", ended.Output);
        Assert.True(server.Requests.Count > 1 && server.Requests[0].HasForm);
        foreach (var request in server.Requests)
        {
            var plain = Regex.Unescape(request.Body).Replace("\\", "");
            foreach (var word in Regex.Matches(plain, @"[0-9]+(\.[0-9]+){3}").Select(match => match.Value))
                Assert.DoesNotContain(word, real);
            foreach (var name in (string[])["payroll", "corp.example", "Alice", "11.22.33.44", "12.23.34.45"])
                Assert.DoesNotContain(name, plain, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_bad_one_leaves_the_answer_as_it_is()
    {
        using var server = new ScriptedServer(_ => new() { Text = "-A FORWARD -j DROP" });
        var without = Run.Merlon("respond", Scan);
        var with = Propose(server, "--model", "ollama:scripted", "--attempts", "1");
        Assert.Equal(without.Output, string.Concat(
            with.Output.Split('\n').SkipWhile(line => line != "# iptables-restore --noflush")
                .Select(line => line + "\n"))[..^1]);
        Assert.Contains("#   refused: -A FORWARD -j DROP: ", with.Output);
        Assert.Contains("this is the answer without a model", with.Errors);
    }

    [Fact]
    public void Without_a_server_the_work_goes_on()
    {
        var ended = Run.Merlon(
            "propose", Scan, "--model", "ollama:x", "--model-url", "http://127.0.0.1:1", "--model-timeout", "5s");
        Assert.Equal(0, ended.Status);
        Assert.Contains("rules are made without the model", ended.Errors);
        Assert.Contains("-A FORWARD -s ", ended.Output);
    }

    [Fact]
    public void Every_call_is_in_the_document()
    {
        using var server = new ScriptedServer(request => new()
        {
            Text = request.Question.Contains("tcp/2323: ", StringComparison.Ordinal)
                && request.Question.Contains("TOP services:", StringComparison.Ordinal)
                    ? "-A FORWARD -p tcp --dport 2323 -j DROP"
                    : "ASK TOP services",
            Thinking = "which one?",
        });
        var ended = Propose(server, "--model", "ollama:scripted", "--json");
        using var json = JsonDocument.Parse(ended.Output);
        var calls = json.RootElement.GetProperty("model").GetProperty("calls");
        Assert.Equal(2, calls.GetArrayLength());
        Assert.Equal("TOP services", calls[0].GetProperty("questions")[0].GetProperty("question").GetString());
        Assert.Equal("which one?", calls[0].GetProperty("thinking").GetString());
        Assert.True(calls[1].GetProperty("rules")[0].GetProperty("isProven").GetBoolean());
        Assert.Contains(
            json.RootElement.GetProperty("rules").EnumerateArray(),
            rule => rule.TryGetProperty("proposedBy", out var by) && by.GetString() == "ollama:scripted");
    }

    [Fact]
    public void What_is_claimed_of_a_proposal_can_be_verified()
    {
        using var server = new ScriptedServer(_ => new() { Text = "-A FORWARD -p tcp --dport 2323 -j DROP" });
        var certificate = Path.Combine(_folder.Root, "certificate.json");
        Assert.Equal(0, Propose(server, "--model", "ollama:x", "--certificate", certificate).Status);
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.Equal(0, verified.Status);
        Assert.Contains("verified: 1 rule of llm, 14 claims", verified.Errors + verified.Output);
    }

    [Fact]
    public void Evaluate_takes_it_as_a_strategy()
    {
        using var server = new ScriptedServer(
            _ => new() { Text = "```\niptables -A FORWARD -p tcp --dport 2323 -j DROP\n```" });
        var ended = Run.Merlon(
            "evaluate", Scan, "--strategy", "llm", "--model", "openai:scripted", "--model-url", server.Url, "--json");
        using var json = JsonDocument.Parse(ended.Output);
        Assert.True(json.RootElement.GetProperty("cbr").GetDouble() > 0.8, ended.Output);
        Assert.Equal(0, json.RootElement.GetProperty("wbr").GetDouble());
    }

    [Theory]
    [InlineData("--model: expected the language model that is to propose", "respond", Scan, "--strategy", "llm")]
    [InlineData("--model: expected the language model that is to propose", "propose", Scan)]
    [InlineData("--model: expected --strategy llm beside it", "evaluate", Scan, "--model", "ollama:x")]
    [InlineData("--redact: expected --model beside it", "respond", Scan, "--redact")]
    [InlineData("--modle: there is no such option here; did you mean --model?", "propose", Scan, "--modle", "x")]
    [InlineData("--attempts: expected a whole number from 1 to 16",
        "propose", Scan, "--model", "ollama:x", "--attempts", "0")]
    public void What_makes_no_sense_is_told(string error, params string[] arguments)
    {
        var ended = Run.Merlon(arguments);
        Assert.Equal(2, ended.Status);
        Assert.Contains(error, ended.Errors);
    }

    [Fact]
    public void A_changed_prompt_is_used_and_a_broken_one_told()
    {
        var path = _folder.Write("propose.md", "");
        File.WriteAllText(path, File.ReadAllText(Path.Combine(Run.Root, "prompts/propose.md"))
            .Replace("You help network engineers", "You are a careful engineer, and help others"));
        using var server = new ScriptedServer(_ => new() { Text = "no" });
        Assert.Equal(0, Propose(server, "--model", "ollama:x", "--attempts", "1", "--prompts", _folder.Root).Status);
        Assert.Contains("You are a careful engineer", server.Requests[0].Json.GetRawText());

        File.WriteAllText(path, "# System\nhello");
        var ended = Propose(server, "--model", "ollama:x", "--prompts", _folder.Root);
        Assert.Equal((3, $"error: {path}: no section '# Again'; expected the sections of prompts/propose.md"),
            (ended.Status, ended.LastError));
    }

    static Ended Propose(ScriptedServer server, params string[] arguments) =>
        Run.Merlon(["propose", Scan, "--model-url", server.Url, .. arguments]);
}
