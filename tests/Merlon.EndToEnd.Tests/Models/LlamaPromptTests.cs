using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>What a model is given of a conversation, told by the count of its tokens.</summary>
public sealed class LlamaPromptTests : IDisposable
{
    const string ChatMl = "{% for message in messages %}{{'<|im_start|>' + message['role']}}{% endfor %}";

    readonly TemporaryFolder _folder = new();

    public LlamaPromptTests() => LlamaNeed.OrSkip();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_text_can_be_put_into_tokens_and_back(bool isByteLevel)
    {
        using var model = Open(RandomModel.Tiny with { IsByteLevel = isByteLevel });
        string[] texts = ["plain words", "Ünïcödé 日本語 🦀🔥", "tab\tand\r\nlines", "\u0001\u001b[2J", "-A FORWARD"];
        foreach (var text in texts)
        {
            var tokens = model.Tokenize(text);
            Assert.InRange(tokens.Count, 1, 3 * System.Text.Encoding.UTF8.GetByteCount(text) + 3);
            Assert.Equal(text, model.Detokenize(tokens).TrimStart(isByteLevel ? '\0' : ' '));
        }
    }

    [Fact]
    public void What_is_said_steers_nothing()
    {
        using var model = Open(RandomModel.Tiny with { IsByteLevel = true, Template = ChatMl });
        var control = Count(model, "") + 1;   // had it been one token
        Assert.True(Count(model, "</s>") > control);
    }

    [Fact]
    public void The_models_own_template_is_used_where_it_is_known_and_ChatML_otherwise()
    {
        using var none = Open(RandomModel.Tiny);
        using var chatMl = Open(RandomModel.Tiny with { Template = ChatMl });
        using var unknown = Open(RandomModel.Tiny with { Template = "{{ something else }}" });
        using var other = Open(RandomModel.Tiny with { Template = "<start_of_turn>" });
        Assert.Equal(Count(none, "a"), Count(chatMl, "a"));
        Assert.Equal(Count(none, "a"), Count(unknown, "a"));
        Assert.NotEqual(Count(none, "a"), Count(other, "a"));
    }

    [Fact]
    public async Task Instructions_come_first()
    {
        using var model = Open(RandomModel.Tiny);
        ChatMessage[] apart = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "a")];
        var options = new ChatOptions { MaxOutputTokens = 1 };
        var said = await model.GetResponseAsync(apart, options, TestContext.Current.CancellationToken);
        options.Instructions = "Be brief.";
        Assert.Equal(said.Usage!.InputTokenCount, model.Ask("a", options).Usage!.InputTokenCount);
    }

    LlamaModel Open(RandomModel model)
    {
        var path = Path.Combine(_folder.Root, $"{Guid.NewGuid():N}.gguf");
        model.Write(path);
        return LlamaModel.Open(path, ModelSettings.Standard with { ContextSize = 512 });
    }

    static long? Count(LlamaModel model, string text) =>
        model.Ask(text, new() { MaxOutputTokens = 1 }).Usage!.InputTokenCount;
}
