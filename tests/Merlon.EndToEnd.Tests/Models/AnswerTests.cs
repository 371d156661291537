using Merlon.Host.Models;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>What goes to a model server and what comes back, where all goes well.</summary>
public sealed class AnswerTests
{
    public static readonly TheoryData<ModelKind> Servers = [ModelKind.Ollama, ModelKind.OpenAi];

    [Theory]
    [MemberData(nameof(Servers))]
    public void An_answer_comes_with_its_tokens(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new() { Text = "It is a wall: été" });
        var reply = asked.Answer();
        Assert.Equal(("It is a wall: été", "", null), (reply.Text, reply.Thinking, reply.Fault));
        Assert.False(reply.IsCutOff);
        Assert.Equal((7, 11), (reply.PromptTokens, reply.AnswerTokens));
        Assert.Equal(reply.Text, asked.Heard);
    }

    [Fact]
    public void Ollama_is_told_the_settings()
    {
        using var asked = new Asked(
            ModelKind.Ollama, _ => new() { Text = "b" }, new(0.7, 5, 2_048, 99, 1.2));
        asked.Answer(Asked.Form);
        var request = Assert.Single(asked.Requests);
        Assert.Equal("/api/chat", request.Path);
        Assert.Equal(
            """{"num_predict":99,"temperature":0.7,"seed":5,"num_ctx":2048,"repeat_penalty":1.2}""",
            request.Json.GetProperty("options").GetRawText());
        Assert.Equal(Asked.Form.Schema, request.Json.GetProperty("format").GetRawText());
        AssertConversation(request);
    }

    [Fact]
    public void Others_are_told_what_they_know()
    {
        using var asked = new Asked(
            ModelKind.OpenAi, _ => new() { Text = "b" }, new(0.7, 5, 2_048, 99, 1.2));
        asked.Answer(Asked.Form);
        var request = Assert.Single(asked.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal($"Bearer {Asked.Key}", request.Headers["Authorization"]);
        Assert.Equal(99, request.Json.GetProperty("max_tokens").GetInt32());
        Assert.Equal(5, request.Json.GetProperty("seed").GetInt32());
        Assert.Equal(0.7, request.Json.GetProperty("temperature").GetDouble(), 6);
        Assert.Equal(1.2, request.Json.GetProperty("repetition_penalty").GetDouble());
        Assert.Equal(1.2, request.Json.GetProperty("repeat_penalty").GetDouble());
        var form = request.Json.GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal(Asked.Form.Schema, form.GetProperty("schema").GetRawText());
        AssertConversation(request);
    }

    [Fact]
    public void A_penalty_of_one_is_not_sent_where_it_may_be_unknown()
    {
        using var asked = new Asked(ModelKind.OpenAi, _ => new() { Text = "b" });
        asked.Answer();
        Assert.False(asked.Requests[0].Json.TryGetProperty("repetition_penalty", out _));
        Assert.False(asked.Requests[0].HasForm);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Thinking_is_kept_apart_wherever_it_comes(ModelKind kind)
    {
        foreach (var place in Enum.GetValues<ThinkingPlace>())
        {
            using var asked = new Asked(
                kind, _ => new() { Text = "the answer", Thinking = "long thoughts", ThinkingIn = place });
            var reply = asked.Answer();
            Assert.Equal(("the answer", "long thoughts", null), (reply.Text, reply.Thinking, reply.Fault));
            Assert.Equal("the answer", asked.Heard);
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Thinking_without_its_opening_tag_is_taken_back(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new() { Text = "thoughts</think>the answer" });
        Assert.Equal(("the answer", "thoughts"), (asked.Answer().Text, asked.Answer().Thinking));
        Assert.Equal("the answer", asked.Heard);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void An_answer_without_room_is_told_to_be_cut_off(ModelKind kind)
    {
        using var asked = new Asked(kind, _ => new() { Text = "It is", FinishReason = "length" });
        var reply = asked.Answer();
        Assert.Equal(("It is", true, null), (reply.Text, reply.IsCutOff, reply.Fault));

        using var thinking = new Asked(kind, _ => new() { Thinking = "so much", FinishReason = "length" });
        Assert.Contains("--new-tokens", thinking.Answer().Fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void A_form_that_is_refused_is_left_out_from_then_on(ModelKind kind)
    {
        using var asked = new Asked(kind, request => request.HasForm
            ? new() { Status = 400, Error = "response_format is not supported" } : new() { Text = "b" });
        Assert.Equal("b", asked.Answer(Asked.Form).Text);
        Assert.Equal([true, false], asked.Requests.Select(request => request.HasForm));

        Assert.Equal("b", asked.Answer(Asked.Form).Text);
        Assert.False(asked.Requests[^1].HasForm);
        Assert.Equal(3, asked.Requests.Count);
    }

    static void AssertConversation(ModelRequest request) => Assert.Equal(
        [("system", "be brief"), ("user", "a?"), ("assistant", "b"), ("user", "c?")],
        request.Json.GetProperty("messages").EnumerateArray().Select(message =>
            (message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!)));
}
