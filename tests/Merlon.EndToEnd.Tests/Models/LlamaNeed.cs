using Merlon.Host.Models.Llama;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>What tests of llama.cpp share: they need it, and say so where they are skipped.</summary>
static class LlamaNeed
{
    public static void OrSkip() => Assert.SkipWhen(LlamaLibrary.Fault is not null, LlamaLibrary.Fault ?? "");

    public static ChatResponse Ask(this LlamaModel model, string text, ChatOptions? options = null) =>
        model.GetResponseAsync(text, options, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
}
