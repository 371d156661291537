using System.Text.Json;

namespace Merlon.ScriptedModel;

/// <summary>What a client sent.</summary>
/// <param name="Headers">By name, in any case.</param>
public sealed record ModelRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body; nothing when there is none.</summary>
    public JsonElement Json => Body == "" ? default : JsonDocument.Parse(Body).RootElement;

    /// <summary>Whether it speaks Ollama's protocol, and not OpenAI's.</summary>
    public bool IsOllamas => Path.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>Ollama streams unless it is told not to; OpenAI the other way round.</summary>
    public bool IsStreamed => Json.TryGetProperty("stream", out var stream) ? stream.GetBoolean() : IsOllamas;

    /// <summary>Whether the answer is to have a form.</summary>
    public bool HasForm => Json.TryGetProperty(IsOllamas ? "format" : "response_format", out _);

    /// <summary>What was said last.</summary>
    public string Question => Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content") switch
    {
        { ValueKind: JsonValueKind.Array } parts =>
            string.Concat(parts.EnumerateArray().Select(part => part.GetProperty("text").GetString())),
        var text => text.GetString() ?? "",
    };
}
