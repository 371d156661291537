using System.Net;
using System.Net.Sockets;
using Merlon.Host.Models;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>Whatever a model server does, there is a reply with one clear line, and never an exception.</summary>
public sealed class FaultTests
{
    public static readonly TheoryData<ModelKind> Servers = [ModelKind.Ollama, ModelKind.OpenAi];

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_server_that_comes_back_is_asked_again(ModelKind kind)
    {
        var answers = new Queue<ScriptedAnswer>(
        [
            new() { Status = 503, Error = "loading" },
            new() { Text = "It is a wall", CutAt = 150 },
            new() { Status = 429, Error = "busy", Headers = RetryAfter("20") },
            new() { Text = "It is a gate" },
        ]);
        using var asked = new Asked(kind, _ => answers.Dequeue());
        var reply = asked.Answer();
        Assert.Equal(("It is a gate", null), (reply.Text, reply.Fault));
        Assert.Equal("It is a gate", asked.Heard);
        Assert.Equal(3, asked.Clock.Waited.Count);
        Assert.InRange(asked.Clock.Waited[0].TotalSeconds, 0.25, 0.75);
        Assert.InRange(asked.Clock.Waited[1].TotalSeconds, 0.5, 1.5);
        Assert.Equal(20, asked.Clock.Waited[2].TotalSeconds);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void But_not_for_ever(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new() { Status = 503, Error = "loading" });
        AssertFault(asked.Answer().Fault, "answered 503: loading (asked 4 times)");
        Assert.Equal(4, asked.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Nor_when_it_asks_to_be_left_alone_for_long(ModelKind kind)
    {
        using var asked = new Asked(
            kind, _ => new() { Status = 429, Error = "busy", Headers = RetryAfter("86400") });
        AssertFault(asked.Answer().Fault, "answered 429: busy (asks to wait for 1d, which is too long)");
        Assert.Single(asked.Requests);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_server_may_say_at_what_time_to_come_back(ModelKind kind)
    {
        var answers = new Queue<ScriptedAnswer>(
        [
            new() { Status = 503, Headers = RetryAfter("Thu, 01 Jan 2026 12:00:20 GMT") },
            new() { Text = "b" },
        ]);
        using var asked = new Asked(kind, _ => answers.Dequeue());
        Assert.Equal("b", asked.Answer().Text);
        Assert.Equal([TimeSpan.FromSeconds(20)], asked.Clock.Waited);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void All_the_asking_together_has_a_limit(ModelKind kind)
    {
        var patience = new ModelPatience(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), Attempts: 1_000);
        using var asked = new Asked(
            kind, _ => new() { Status = 503, Headers = RetryAfter("45") }, patience: patience);
        Assert.NotNull(asked.Answer().Fault);
        Assert.InRange(asked.Requests.Count, 12, 15);
    }

    [Theory]
    [InlineData(400, "the prompt is too long", "answered 400: the prompt is too long")]
    [InlineData(401, "wrong key", "answered 401: wrong key; OPENAI_API_KEY is to hold a key that it takes")]
    [InlineData(404, "no such model", "answered 404: no such model")]
    [InlineData(500, "needs more memory", "500: needs more memory; expected a smaller model or --context-size")]
    public void What_will_not_pass_is_asked_once(int status, string error, string fault)
    {
        foreach (var kind in new[] { ModelKind.Ollama, ModelKind.OpenAi })
        {
            using var asked = new Asked(kind, _ => new() { Status = status, Error = error });
            AssertFault(asked.Answer().Fault, fault);
            Assert.Single(asked.Requests);
        }
    }

    [Fact]
    public void A_model_that_Ollama_lacks_can_be_pulled()
    {
        using var asked = new Asked(
            ModelKind.Ollama, _ => new() { Status = 404, Error = "model 'scripted' not found" });
        AssertFault(asked.Answer().Fault, "answered 404: model 'scripted' not found; ollama pull scripted fetches it");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void An_answer_may_be_cut_anywhere(ModelKind kind)
    {
        for (var place = 0; place < 900; place += 7)
        {
            var isWhole = false;
            var cut = place;
            using var asked = new Asked(kind, request =>
            {
                isWhole = !isWhole;
                return new() { Text = "It is a wall", Thinking = "hm", CutAt = isWhole ? cut : null };
            });
            Assert.Equal(("It is a wall", null), (asked.Answer().Text, asked.Answer().Fault));
        }
    }

    [Fact]
    public void What_breaks_off_after_the_answer_is_whole()
    {
        const string Whole = """data: {"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}]}""" + "\n\n";
        using var asked = new Asked(
            ModelKind.OpenAi, _ => new() { Body = Whole + "data: {", CutAt = Whole.Length + 3 });
        var reply = asked.Answer();
        Assert.Equal(("b", null), (reply.Text, reply.Fault));
        Assert.Single(asked.Requests);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void What_came_before_the_end_is_kept(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new() { Text = "It is", Error = "out of luck" });
        var reply = asked.Answer();
        Assert.Equal("It is", reply.Text);
        AssertFault(reply.Fault, "broke off: out of luck (asked 4 times)");
    }

    [Theory]
    [InlineData("text/html", "<html>502 Bad Gateway</html>", "answered text/html; expected")]
    [InlineData("text/plain", "{}", "answered text/plain; expected")]
    [InlineData(null, "nonsense\n", "sent what is no JSON")]
    [InlineData(null, "{\"message\":[1],\"done\":{}}\n", "broke off in mid-answer (asked 4 times)")]
    [InlineData(null, "[[[[\n", "sent what is no JSON")]
    [InlineData(null, "{\"message\":{\"content\":\"\\ud83d\"}}\n", "sent what is no JSON")]
    [InlineData(null, "", "broke off in mid-answer (asked 4 times)")]
    public void Nonsense_of_Ollama_is_told(string? contentType, string body, string fault)
    {
        using var asked = new Asked(ModelKind.Ollama, _ => new() { ContentType = contentType, Body = body });
        AssertFault(asked.Answer().Fault, fault);
    }

    [Theory]
    [InlineData("text/html", "<html>502 Bad Gateway</html>", "answered text/html; expected")]
    [InlineData("application/json", "{}", "answered application/json; expected")]
    [InlineData("application/json", "{\"error\":{\"message\":\"no luck\"}}", "answered: no luck")]
    [InlineData(null, "data: nonsense\n\n", "sent what is no JSON of OpenAI's API")]
    [InlineData(null, "data: {\"choices\":[{\"delta\":7}]}\n\n", "sent what is no JSON of OpenAI's API")]
    [InlineData(null, "data: {\"choices\":7}\n\n", "sent what is no JSON of OpenAI's API")]
    [InlineData(null, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"abort\"}]}\n\n", "sent what is no JSON")]
    [InlineData(null, "nonsense\n\n", "broke off in mid-answer (asked 4 times)")]
    [InlineData(null, "data: [DONE]\n\n", "broke off in mid-answer (asked 4 times)")]
    public void Nonsense_of_others_is_told(string? contentType, string body, string fault)
    {
        using var asked = new Asked(ModelKind.OpenAi, _ => new() { ContentType = contentType, Body = body });
        AssertFault(asked.Answer().Fault, fault);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Endless_answers_and_lines_come_to_an_end(ModelKind kind)
    {
        using var endless = new Asked(kind, _ => new() { Text = new('x', 4_096), Piece = 4_096, IsEndless = true });
        AssertFault(endless.Answer().Fault, "sent more than 8 MB");

        using var wide = new Asked(kind, _ => new() { Body = new('x', 3 << 20) });
        AssertFault(wide.Answer().Fault, "sent a line of more than 1 MB");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Nobody_is_sent_elsewhere(ModelKind kind)
    {
        using var other = new Asked(kind, _ => new() { Text = "come in" });
        using var asked = new Asked(kind, request => new()
        {
            Status = 307,
            Headers = new Dictionary<string, string> { ["Location"] = other.Url + request.Path },
        });
        AssertFault(asked.Answer().Fault, "answered 307: scripted; it sends elsewhere, and Merlon does not follow");
        Assert.Empty(other.Requests);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Nothing_is_unpacked(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new()
        {
            Text = "boom",
            Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" },
        });
        AssertFault(asked.Answer().Fault, "sent content in gzip, which was not asked for");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void An_empty_answer_is_none(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new());
        AssertFault(asked.Answer().Fault, "answered nothing");
        using var thinking = new Asked(kind, _ => new() { Thinking = "hm" });
        AssertFault(thinking.Answer().Fault, "thought, but answered nothing");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Errors_are_told_visibly_without_the_key_and_in_short(ModelKind kind)
    {
        var words = $"\u001b[2J\r\nno {Asked.Key}\u202e " + new string('x', 9_000);
        using var asked = new Asked(kind, _ => new() { Status = 400, Error = words });
        var fault = asked.Answer().Fault;
        AssertFault(fault, "answered 400: \\u{1b}[2J\\u{d}\\u{a}no ");
        Assert.DoesNotContain(fault!, char.IsControl);
        Assert.InRange(fault!.Length, 100, 500);
        if (kind is ModelKind.OpenAi) Assert.Contains("(the key)\\u{202e}", fault, StringComparison.Ordinal);
        if (kind is ModelKind.OpenAi) Assert.DoesNotContain(Asked.Key, fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_slow_server_is_not_waited_for_longer_than_was_said(ModelKind kind)
    {
        var isAsked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        using var asked = new Asked(kind, _ =>
        {
            isAsked.SetResult();
            return new() { Begin = never.Task };
        });
        var reply = Task.Run(() => asked.Answer(), TestContext.Current.CancellationToken);
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        asked.Clock.Elapse();
        var fault = (await reply.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).Fault;
        AssertFault(fault, "gave no whole answer within 5m; expected a faster model, or --model-timeout");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_user_may_end_it(ModelKind kind)
    {
        using var end = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        using var asked = new Asked(kind, _ =>
        {
            end.Cancel();
            return new() { Text = "It is", Finish = never.Task };
        });
        var answer = Task.Run(() => asked.Answer(end: end.Token), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_server_that_is_not_there_is_told(ModelKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        using var model = Asked.At(kind, url, new TestClock());
        var reply = model.Answer(new("", [new(0, "a?")], null), TestContext.Current.CancellationToken);
        AssertFault(reply.Fault, $"scripted at {url}", "cannot be reached", "is it running?", "(asked 4 times)");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task One_that_speaks_no_HTTP_is_told(ModelKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var end = TestContext.Current.CancellationToken;
        var served = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(end);
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray(), end);
        }, end);
        using var model = Asked.At(kind, $"http://{listener.LocalEndpoint}", new TestClock());
        var reply = model.Answer(new("", [new(0, "a?")], null), end);
        await served;
        AssertFault(reply.Fault, "speaks no HTTP; --model-url says where a model server is");
    }

    [Fact]
    public void A_key_that_cannot_be_sent_is_told()
    {
        var source = new ModelSource(
            name => name == ModelSource.OpenAiKey ? "sk-1\r\nX: y" : null, new TestClock());
        var patience = ModelPatience.Of(TimeSpan.FromMinutes(5));
        var fault = Assert.Throws<ModelException>(
            () => source.Open(new(ModelKind.OpenAi, "x"), "http://127.0.0.1", ModelSettings.Standard, patience));
        Assert.StartsWith("OPENAI_API_KEY: expected a key of ASCII", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelKind.Ollama, -7, -1)]
    [InlineData(ModelKind.OpenAi, -7, -1)]
    [InlineData(ModelKind.Ollama, 0, 0)]
    [InlineData(ModelKind.OpenAi, 0, 0)]
    public void A_count_of_tokens_that_cannot_be_is_none(ModelKind kind, int prompt, int answer)
    {
        using var asked = new Asked(kind, _ => new() { Text = "b", PromptTokens = prompt, AnswerTokens = answer });
        var reply = asked.Answer();
        Assert.Equal(("b", null, null), (reply.Text, reply.PromptTokens, reply.AnswerTokens));
    }

    static Dictionary<string, string> RetryAfter(string when) => new() { ["Retry-After"] = when };

    static void AssertFault(string? fault, params string[] parts)
    {
        Assert.NotNull(fault);
        Assert.Contains("scripted at http://127.0.0.1:", fault, StringComparison.Ordinal);
        foreach (var part in parts) Assert.Contains(part, fault, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault);
    }
}
