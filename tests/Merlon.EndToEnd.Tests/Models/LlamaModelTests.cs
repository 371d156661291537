using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>Tiny models of random weights, which say nothing and obey all settings as any other does.</summary>
public sealed class LlamaModelTests : IDisposable
{
    const string Question = "Which rules stop the scan? Ünïcödé, 日本語, 🦀🔥.";

    static readonly ModelSettings Settings = ModelSettings.Standard with { ContextSize = 512, NewTokens = 40 };
    static readonly CancellationToken Ended = TestContext.Current.CancellationToken;

    readonly TemporaryFolder _folder = new();

    public LlamaModelTests() => LlamaNeed.OrSkip();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_question_has_the_same_answer()
    {
        var settings = Settings with { NewTokens = 100 };
        using var first = Open(settings: settings);
        using var second = Open(settings: settings);
        var answer = Ask(first).Text;
        Assert.NotEqual("", answer);
        Assert.Equal(answer, Ask(first).Text);
        Assert.Equal(answer, Ask(second).Text);
        Assert.NotEqual(answer, first.Ask("What else?").Text);
    }

    [Fact]
    public void Chance_is_seeded()
    {
        using var model = Open();
        string Seeded(long seed) => Ask(model, new() { Temperature = 1, Seed = seed }).Text;
        Assert.Equal(Seeded(1), Seeded(1));
        Assert.Equal(6, Enumerable.Range(1, 6).Select(seed => Seeded(seed)).Distinct().Count());
    }

    [Fact]
    public void What_the_options_leave_open_the_settings_say()
    {
        using var hot = Open(settings: Settings with { Temperature = 1, Seed = 7, NewTokens = 9 });
        using var cold = Open();
        Assert.Equal(Ask(cold, new() { Temperature = 1, Seed = 7, MaxOutputTokens = 9 }).Text, Ask(hot).Text);
    }

    [Fact]
    public void A_penalty_for_repetition_makes_words_differ()
    {
        using var model = Open();
        int Different(double penalty) => Ask(model, new()
        {
            AdditionalProperties = new() { [LlamaModel.RepetitionPenaltyKey] = penalty },
        }).Text.Distinct().Count();
        Assert.True(Different(1.5) > Different(1));
    }

    [Fact]
    public void An_answer_ends_where_there_is_no_more_room()
    {
        using var model = Open();
        var few = Ask(model, new() { MaxOutputTokens = 5 });
        Assert.Equal((ChatFinishReason.Length, 5L), (few.FinishReason, few.Usage!.OutputTokenCount));

        using var narrow = Open(settings: Settings with { ContextSize = 160, NewTokens = 1_000 });
        var all = Ask(narrow);
        Assert.Equal((ChatFinishReason.Length, 160L), (all.FinishReason, all.Usage!.TotalTokenCount));
    }

    [Fact]
    public void An_answer_ends_where_the_model_ends_it()
    {
        using var model = Open();
        var yes = new AdditionalPropertiesDictionary { [LlamaModel.GrammarKey] = "root ::= \"yes\"" };
        var answer = Ask(model, new() { AdditionalProperties = yes });
        Assert.Equal((ChatFinishReason.Stop, "yes"), (answer.FinishReason, answer.Text));
    }

    [Fact]
    public void A_prompt_that_has_no_room_is_one_line()
    {
        using var model = Open(settings: Settings with { ContextSize = 32 });
        var fault = Assert.Throws<ModelException>(() => Ask(model));
        Assert.Equal(ModelFault.Prompt, fault.Fault);
        Assert.Matches("^the prompt has [0-9]+ tokens; the context has room for 32, the answer ", fault.Message);
    }

    [Theory]
    [InlineData(1 << 24, "needs [0-9,]+ MB; there are [0-9,]+$", ModelFault.Environment)]
    [InlineData(int.MaxValue, "a context of 2,147,483,647 tokens; expected 1 to 16,777,216", ModelFault.Prompt)]
    [InlineData(0, "a context of 0 tokens", ModelFault.Prompt)]
    public void A_context_that_cannot_be_is_one_line(int size, string expected, ModelFault what)
    {
        var large = RandomModel.Tiny with { Layers = 64, TrainedOn = 1 << 24 };
        var fault = Assert.Throws<ModelException>(() => Open(large, Settings with { ContextSize = size }));
        Assert.Equal(what, fault.Fault);
        Assert.Matches(expected, fault.Message);
    }

    [Fact]
    public void A_context_is_as_long_as_the_model_was_trained_on_at_most()
    {
        var model = RandomModel.Tiny with { TrainedOn = 512 };
        using (var most = Open(model)) Assert.NotEqual("", Ask(most).Text);
        var path = Path.Combine(_folder.Root, "a.gguf");
        Assert.Equal(512, LlamaModel.TrainedOn(path));

        var fault = Assert.Throws<ModelException>(() => Open(model, Settings with { ContextSize = 513 }));
        Assert.Equal(ModelFault.Prompt, fault.Fault);
        Assert.Equal(
            $"{path}: a context of 513 tokens; it was trained on 512: expected --context-size 512 or less",
            fault.Message);
    }

    [Fact]
    public async Task Streamed_and_whole_it_is_the_same()
    {
        using var model = Open();
        var options = new ChatOptions { Temperature = 1, Seed = 3 };
        var whole = Ask(model, options);
        var parts = new List<ChatResponseUpdate>();
        await foreach (var part in model.GetStreamingResponseAsync(Question, options, Ended)) parts.Add(part);
        Assert.True(parts.Count > 10);
        Assert.Equal(whole.Text, string.Concat(parts.Select(part => part.Text)));
        Assert.Equal(whole.FinishReason, parts[^1].FinishReason);
        Assert.Equal("a.gguf", whole.ModelId);
    }

    [Fact]
    public async Task It_can_be_ended_between_tokens_and_asked_again()
    {
        using var model = Open();
        var before = Ask(model).Text;
        using var end = new CancellationTokenSource();
        var heard = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in model.GetStreamingResponseAsync(Question, cancellationToken: end.Token))
                if (++heard == 3) await end.CancelAsync();
        });
        Assert.Equal(3, heard);
        Assert.Equal(before, Ask(model).Text);
    }

    [Fact]
    public async Task It_can_be_ended_while_it_reads()
    {
        using var model = Open(RandomModel.Tiny with { Layers = 16 }, Settings with { ContextSize = 16_384 });
        var prompt = string.Concat(Enumerable.Repeat("many words ", 1_300));
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var reading = model.GetResponseAsync(prompt, cancellationToken: end.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reading.WaitAsync(TimeSpan.FromSeconds(60), Ended));
    }

    [Fact]
    public async Task Conversations_at_the_same_time_do_not_meet()
    {
        using var model = Open();
        var alone = Enumerable.Range(0, 4).Select(i => model.Ask($"{i}").Text).ToList();
        var together = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => model.GetResponseAsync($"{i}", null, Ended)));
        Assert.Equal(alone, together.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Once_disposed_it_says_so()
    {
        var model = Open();
        model.Dispose();
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => model.GetResponseAsync(Question, null, Ended));
    }

    LlamaModel Open(RandomModel? model = null, ModelSettings? settings = null)
    {
        var path = Path.Combine(_folder.Root, "a.gguf");
        if (!File.Exists(path)) (model ?? RandomModel.Tiny).Write(path);
        return LlamaModel.Open(path, settings ?? Settings);
    }

    static ChatResponse Ask(LlamaModel model, ChatOptions? options = null) => model.Ask(Question, options);
}
