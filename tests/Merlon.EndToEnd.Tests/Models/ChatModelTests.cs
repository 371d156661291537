using Merlon.Host.Models;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>What a model of any kind is given, and what becomes of its exceptions.</summary>
public sealed class ChatModelTests
{
    [Fact]
    public void A_form_is_given_as_grammar_and_as_schema()
    {
        using var client = new OneAnswer(() => "yes");
        var reply = Answer(client);
        Assert.Equal(("yes", null), (reply.Text, reply.Fault));
        Assert.Equal(Asked.Form.Grammar, client.Options!.AdditionalProperties!["grammar"]);
        Assert.Equal(1.0, client.Options.AdditionalProperties["repeat_penalty"]);
        var schema = Assert.IsType<ChatResponseFormatJson>(client.Options.ResponseFormat).Schema;
        Assert.Equal(Asked.Form.Schema, schema!.Value.GetRawText());
    }

    [Fact]
    public void A_model_that_cannot_answer_is_a_fault_in_one_line()
    {
        using var client = new OneAnswer(() => throw new ModelException("the prompt has\n9 tokens"));
        Assert.Equal("x.gguf: the prompt has\\u{a}9 tokens", Answer(client).Fault);
    }

    [Fact]
    public void Whatever_a_client_throws_is_a_fault_in_one_line()
    {
        using var client = new OneAnswer(() => throw new NotSupportedException("a\nb"));
        Assert.Equal("x.gguf: sent what cannot be read (NotSupportedException); is it a model server?",
            Answer(client).Fault);
    }

    [Fact]
    public async Task But_what_the_user_ends_has_ended()
    {
        using var end = new CancellationTokenSource();
        using var client = new OneAnswer(() =>
        {
            end.Cancel();
            throw new OperationCanceledException(end.Token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => Answer(client, end.Token)));
    }

    static Language.ModelReply Answer(OneAnswer client, CancellationToken? end = null)
    {
        var patience = ModelPatience.Of(TimeSpan.FromMinutes(5));
        var model = new ChatModel(client, "x.gguf", "", ModelSettings.Standard, patience, new TestClock());
        return model.Answer(new("", [new(0, "a?")], Asked.Form), end ?? TestContext.Current.CancellationToken);
    }

    sealed class OneAnswer(Func<string> answer) : IChatClient
    {
        public ChatOptions? Options { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Options = options;
            await Task.CompletedTask;
            yield return new(ChatRole.Assistant, answer()) { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose() { }
    }
}
