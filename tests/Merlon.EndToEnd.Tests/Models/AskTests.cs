using System.Diagnostics;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary><c>merlon models ask</c> from outside, and the scripted server as a program.</summary>
public sealed class AskTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ollama:scripted")]
    [InlineData("openai:scripted")]
    public void The_answer_is_printed_visibly_and_its_cost_told(string model)
    {
        using var server = new ScriptedServer(
            _ => new() { Text = "a \u001b[31mwall\nof stone", Thinking = "hm", Piece = 64 });
        var ended = Ask(server, "--model", model, "what is a merlon?");
        Assert.Equal((0, "a \\u{1b}[31mwall\nof stone\n"), (ended.Status, ended.Output));
        Assert.Contains("note: it thought 2 characters before", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("note: 7 tokens asked, 11 answered, ", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("leaves this machine", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("what is a merlon?", Assert.Single(server.Requests).Question);
    }

    [Fact]
    public void Options_change_a_preset()
    {
        using var server = new ScriptedServer(_ => new() { Text = "b" });
        var ended = Ask(
            server, "--model", "ollama:scripted", "--preset", "greedy-1.2", "--context-size", "4096",
            "--new-tokens", "50", "--temperature", "0.5", "--model-seed", "7");
        Assert.Equal(0, ended.Status);
        Assert.Equal(
            """{"num_predict":50,"temperature":0.5,"seed":7,"num_ctx":4096,"repeat_penalty":1.2}""",
            server.Requests[0].Json.GetProperty("options").GetRawText());
    }

    [Fact]
    public void Redacted_a_model_never_sees_an_address()
    {
        using var server = new ScriptedServer(request => new() { Text = $"you said: {request.Question}" });
        var ended = Ask(server, "--model", "ollama:scripted", "--redact", "block 203.0.113.5 for bob@corp.example?");
        Assert.Equal("block 10.1.1.1 for mail-1@example.com?", server.Requests[0].Question);
        Assert.Equal("you said: block 203.0.113.5 for bob@corp.example?\n", ended.Output);
    }

    [Fact]
    public void Nor_a_host_s_name()
    {
        using var server = new ScriptedServer(request => new() { Text = $"you said: {request.Question}" });
        const string Question = "is srv1.corp.example ip-10-1-2-3.ec2.internal or 10[.]1[.]2[.]3, as in auth.log?";
        var ended = Ask(server, "--model", "openai:scripted", "--redact", Question);
        Assert.Equal("is host-1 host-2 or 10[.]1[.]1[.]1, as in auth.log?", server.Requests[0].Question);
        Assert.Equal($"you said: {Question}\n", ended.Output);
    }

    [Theory]
    [InlineData("ollama:scripted")]
    [InlineData("openai:scripted")]
    public void Tokens_that_nobody_counted_are_not_told(string model)
    {
        using var server = new ScriptedServer(_ => new() { Text = "b", PromptTokens = 0, AnswerTokens = 0 });
        Assert.Contains("note: how many tokens it took was not told, ", Ask(server, "--model", model).Errors);
    }

    [Fact]
    public void Where_the_key_goes_is_told()
    {
        using var server = new ScriptedServer(_ => new() { Text = "b" });
        var environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-1" };
        string[] ask = [Run.Built, "models", "ask", "--model-url", server.Url, "--model"];
        var told = $"note: OPENAI_API_KEY goes to {new Uri(server.Url).Authority}, as --model-url says";
        Assert.Contains(told, Run.Program("dotnet", [.. ask, "openai:x"], environment: environment).Errors);
        Assert.Equal("Bearer sk-1", server.Requests[0].Headers["Authorization"]);

        Assert.DoesNotContain("KEY", Run.Program("dotnet", [.. ask, "ollama:x"], environment: environment).Errors);
        Assert.False(server.Requests[1].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void A_context_beyond_what_a_file_was_trained_on_is_refused_and_otherwise_kept_to()
    {
        LlamaNeed.OrSkip();
        var path = Path.Combine(_folder.Root, "a.gguf");
        (RandomModel.Tiny with { TrainedOn = 600 }).Write(path);
        var ended = Run.Merlon("models", "ask", "--model", path, "--context-size", "16777216");
        Assert.Equal((2, $"error: {path}: a context of 16,777,216 tokens; it was trained on 600: "
            + "expected --context-size 600 or less"), (ended.Status, ended.LastError));
        Assert.Equal(0, Run.Merlon("models", "ask", "--model", path, "--new-tokens", "5").Status);
    }

    [Fact]
    public void A_fault_is_one_line_and_what_came_is_kept()
    {
        using var server = new ScriptedServer(_ => new() { Status = 400, Error = "no\nsuch thing" });
        var ended = Ask(server, "--model", "ollama:scripted");
        Assert.Equal((4, ""), (ended.Status, ended.Output));
        Assert.Equal($"error: ollama:scripted at {server.Url}: answered 400: no\\u{{a}}such thing", ended.LastError);
    }

    [Theory]
    [InlineData("--model: expected a GGUF file (model.gguf), ollama:NAME or openai:NAME")]
    [InlineData("--model: expected a GGUF file (model.gguf), ollama:NAME or openai:NAME", "--model", "llama3")]
    [InlineData("openai:NAME; did you mean ollama:?", "--model", "olama:x")]
    [InlineData("--preset: expected one of standard, context-2048, greedy-1.2", "--model", "ollama:x", "--preset", "y")]
    [InlineData("--temperature: expected a number from 0 to 2", "--model", "ollama:x", "--temperature", "3")]
    [InlineData("--context-size: expected a whole number from 1 to", "--model", "ollama:x", "--context-size", "0")]
    [InlineData("--model-timeout: expected at least 1 s", "--model", "ollama:x", "--model-timeout", "0s")]
    [InlineData("--model-url: goes with --model ollama:NAME", "--model", "x.gguf", "--model-url", "http://127.0.0.1")]
    [InlineData("--model-url: expected an address such as", "--model", "ollama:x", "--model-url", "ftp://127.0.0.1")]
    public void What_makes_no_sense_is_told(string error, params string[] arguments)
    {
        var ended = Run.Merlon(["models", "ask", .. arguments]);
        Assert.Equal(2, ended.Status);
        Assert.Contains(error, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_told_that_a_prompt_leaves_the_machine()
    {
        // Nothing does: the name is of nobody (RFC 6761), and no machine is asked about it.
        var ended = Run.InOwnNetwork(
            $"OPENAI_API_KEY=sk-1 dotnet {Run.Built} models ask --model openai:x"
            + " --model-url http://models.invalid:8080 --model-timeout 1s");
        Assert.Equal(4, ended.Status);
        Assert.Contains(
            "note: OPENAI_API_KEY is not sent to models.invalid:8080, since the way there is un", ended.Errors);
        Assert.Contains(
            "note: the prompt leaves this machine for models.invalid:8080, unencrypted (--redact replaces addresses and"
            + " hosts' names)", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_in_the_manual_is_what_the_server_says()
    {
        var manual = File.ReadAllText(Path.Combine(Run.Root, "docs/language-models.md"));
        var script = _folder.Write("script.json", manual.Split("<<'END'")[1].Split("END")[0]);
        var program = Path.Combine(AppContext.BaseDirectory, "Merlon.ScriptedModel.dll");
        using var server = Process.Start(
            new ProcessStartInfo("dotnet", [program, script]) { RedirectStandardOutput = true })!;
        try
        {
            var url = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var ended = Run.Merlon("models", "ask", "what is a merlon?", "--model", "openai:x", "--model-url", url!);
            Assert.Equal((0, "of a battlement, the solid part\n"), (ended.Status, ended.Output));
        }
        finally
        {
            server.Kill();
        }
    }

    static Ended Ask(ScriptedServer server, params string[] arguments) =>
        Run.Merlon(["models", "ask", "--model-url", server.Url, .. arguments]);
}
