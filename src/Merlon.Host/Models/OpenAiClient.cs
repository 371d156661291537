using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

#pragma warning disable OPENAI001, SCME0001   // on trial: the seed, and what servers say beyond OpenAI's API

namespace Merlon.Host.Models;

/// <summary>A model of a server that speaks OpenAI's chat completions, as most servers do.</summary>
public sealed class OpenAiClient : StreamingClient
{
    const string NoKey = "none";   // many servers ask for no key, and the package always sends one

    static readonly string[] Expected = ["text/event-stream"];

    readonly HttpClient _http;
    readonly ChatClient _client;
    readonly bool _isOpenAis;

    /// <param name="key">Null for none.</param>
    public OpenAiClient(ModelAddress address, string model, string? key, TimeProvider? clock = null)
        : base(new("openai", address.Url, model))
    {
        _http = CheckedHandler.Client(address, Expected, clock ?? TimeProvider.System, secret: key);
        _client = new(model, new ApiKeyCredential(key ?? NoKey), new()
        {
            Endpoint = address.Url,
            Transport = new HttpClientPipelineTransport(_http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        _isOpenAis = address.Url.Host == "api.openai.com";
    }

    /// <remarks>An answer that broke off has no <see cref="ChatResponseUpdate.FinishReason"/>.</remarks>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = _client.CompleteChatStreamingAsync(messages.Select(Told), Options(options), cancellationToken);
        await using var updates = stream.GetAsyncEnumerator(cancellationToken);
        while (await Next(updates) is { } update) yield return update;
    }

    public override void Dispose() => _http.Dispose();

    // The package throws as it likes over JSON that is not OpenAI's.
    static async Task<ChatResponseUpdate?> Next(IAsyncEnumerator<StreamingChatCompletionUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync() ? Update(updates.Current) : null;
        }
        catch (Exception e) when (e is not (ModelServerException or OperationCanceledException or IOException
            or HttpRequestException))
        {
            throw new ModelServerException(
                "sent what is no JSON of OpenAI's API; --model-url says where a model server is", e);
        }
    }

    static ChatResponseUpdate Update(StreamingChatCompletionUpdate said)
    {
        if ((Text(said, "$.error.message"u8) ?? Text(said, "$.error"u8)) is { } error)
            throw new ModelServerException($"broke off: {error}") { MayPass = true };

        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, FinishReason = Reason(said.FinishReason) };
        var thought = Text(said, "$.choices[0].delta.reasoning_content"u8)
            ?? Text(said, "$.choices[0].delta.reasoning"u8);
        if (thought is not null) update.Contents.Add(new TextReasoningContent(thought));
        foreach (var part in said.ContentUpdate) update.Contents.Add(new TextContent(part.Text));
        if (said.RefusalUpdate is { Length: > 0 } refusal) update.Contents.Add(new TextContent(refusal));
        if (said.Usage is { } usage)
            update.Contents.Add(new UsageContent(new()
            {
                InputTokenCount = Count(usage.InputTokenCount),
                OutputTokenCount = Count(usage.OutputTokenCount),
            }));
        return update;
    }

    // A prompt and an answer have some; servers that do not count say 0.
    static long? Count(int tokens) => tokens > 0 ? tokens : null;

    static string? Text(StreamingChatCompletionUpdate said, ReadOnlySpan<byte> path) =>
        said.Patch.TryGetValue(path, out string? text) && text is { Length: > 0 } ? text : null;

    static Microsoft.Extensions.AI.ChatFinishReason? Reason(ChatFinishReason? reason) => reason switch
    {
        null => null,
        ChatFinishReason.Length => Microsoft.Extensions.AI.ChatFinishReason.Length,
        ChatFinishReason.ContentFilter => Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
        _ => Microsoft.Extensions.AI.ChatFinishReason.Stop,
    };

    static OpenAI.Chat.ChatMessage Told(ChatMessage message) =>
        message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new AssistantChatMessage(message.Text)
        : new UserChatMessage(message.Text);

    ChatCompletionOptions Options(ChatOptions? given)
    {
        var options = new ChatCompletionOptions { Temperature = given?.Temperature, Seed = given?.Seed };
        if (_isOpenAis) options.MaxOutputTokenCount = given?.MaxOutputTokens;
        else if (given?.MaxOutputTokens is { } tokens) options.Patch.Set("$.max_tokens"u8, tokens);   // the older name
        if (given?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            options.ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(
                "answer", BinaryData.FromString(schema.GetRawText()), jsonSchemaIsStrict: true);

        if (given?.AdditionalProperties?.TryGetValue(ModelOptionKeys.RepetitionPenalty, out double penalty) is true
            && penalty != 1)
        {
            options.Patch.Set("$.repetition_penalty"u8, penalty);   // vLLM's name
            options.Patch.Set("$.repeat_penalty"u8, penalty);       // llama.cpp's
        }

        return options;
    }
}
