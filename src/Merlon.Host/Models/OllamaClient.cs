using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models;

/// <summary>A model of an Ollama server, by Ollama's own API: it alone takes the size of the context.</summary>
public sealed class OllamaClient(ModelAddress address, string model, TimeProvider? clock = null)
    : StreamingClient(new("ollama", address.Url, model))
{
    public const int Port = 11_434;

    static readonly string[] Expected = ["application/x-ndjson", "application/json"];

    readonly HttpClient _http = CheckedHandler.Client(
        address, Expected, clock ?? TimeProvider.System, missing: $"ollama pull {model} fetches it");

    /// <remarks>An answer that broke off has no <see cref="ChatResponseUpdate.FinishReason"/>.</remarks>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await Sent(Body(messages, options), cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Trim() == "") continue;

            var update = Update(line);
            yield return update;
            if (update.FinishReason is not null) yield break;
        }
    }

    public override void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> Sent(JsonObject body, CancellationToken end)
    {
        var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, address.At("api/chat")) { Content = content };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
    }

    JsonObject Body(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["messages"] = new JsonArray([.. messages.Select(message => (JsonNode)new JsonObject
            {
                ["role"] = message.Role.Value,
                ["content"] = message.Text,
            })]),
            ["options"] = Options(options),
        };
        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            body["format"] = JsonNode.Parse(schema.GetRawText());
        return body;
    }

    static JsonObject Options(ChatOptions? given)
    {
        var options = new JsonObject();
        if (given?.MaxOutputTokens is { } tokens) options["num_predict"] = tokens;
        if (given?.Temperature is { } temperature) options["temperature"] = temperature;
        if (given?.Seed is { } seed) options["seed"] = seed;
        foreach (var key in new[] { ModelOptionKeys.ContextSize, ModelOptionKeys.RepetitionPenalty })
            if (given?.AdditionalProperties?.TryGetValue(key, out double number) is true) options[key] = number;
        return options;
    }

    ChatResponseUpdate Update(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind is JsonValueKind.Object ? Update(json.RootElement)
                : throw new JsonException("expected an object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // half a character
        {
            throw new ModelServerException("sent what is no JSON; is it Ollama? --model-url says where one is", e);
        }
    }

    ChatResponseUpdate Update(JsonElement json)
    {
        if (json.ErrorText() is { } error) throw new ModelServerException($"broke off: {error}") { MayPass = true };

        var update = new ChatResponseUpdate { Role = ChatRole.Assistant, ModelId = model };
        var message = json.Property("message");
        if (message?.Text("thinking") is { Length: > 0 } thought)
            update.Contents.Add(new TextReasoningContent(thought));
        if (message?.Text("content") is { Length: > 0 } text) update.Contents.Add(new TextContent(text));
        if (!json.IsTrue("done")) return update;

        update.FinishReason = new(json.Text("done_reason") ?? "stop");
        update.Contents.Add(new UsageContent(new()
        {
            InputTokenCount = json.Count("prompt_eval_count"),
            OutputTokenCount = json.Count("eval_count"),
        }));
        return update;
    }
}
