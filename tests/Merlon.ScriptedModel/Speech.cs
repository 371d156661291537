using System.Text.Json.Nodes;

namespace Merlon.ScriptedModel;

/// <summary>A scripted answer in the words of a protocol: Ollama's or OpenAI's, streamed or not.</summary>
static class Speech
{
    const string Model = "scripted";

    public static string ContentType(ModelRequest request, ScriptedAnswer answer) =>
        answer.ContentType ?? (answer.Status != 200 || !request.IsStreamed ? "application/json"
            : request.IsOllamas ? "application/x-ndjson" : "text/event-stream");

    /// <summary>The body piece by piece; the last one is what an answer ends with.</summary>
    public static IEnumerable<string> Of(ModelRequest request, ScriptedAnswer answer)
    {
        if (answer.Body is { } body) return [body];
        if (answer.Status != 200) return [Error(request, answer.Error ?? "scripted").ToJsonString()];
        if (!request.IsStreamed) return [Whole(request, answer).ToJsonString()];

        var lines = request.IsOllamas ? Ollamas(answer) : OpenAis(answer);
        return lines.Select(line => request.IsOllamas ? $"{line}\n" : $"data: {line}\n\n");
    }

    /// <summary>What models there are, as <c>/api/tags</c>, <c>/api/show</c> or <c>/v1/models</c> tell it.</summary>
    public static string Models(string path) => path switch
    {
        "/api/tags" => """{"models":[{"name":"scripted","model":"scripted","size":0,"details":{"format":"script"}}]}""",
        "/api/show" => """{"details":{"format":"script"},"model_info":{},"capabilities":["completion"]}""",
        _ => """{"object":"list","data":[{"id":"scripted","object":"model","created":0,"owned_by":"tests"}]}""",
    };

    static JsonObject Error(ModelRequest request, string words) => new()
    {
        ["error"] = request.IsOllamas ? words : new JsonObject { ["message"] = words, ["type"] = "scripted" },
    };

    static IEnumerable<string> Ollamas(ScriptedAnswer answer)
    {
        foreach (var (field, text) in Pieces(answer, "thinking", "thinking"))
            yield return Turn(new() { ["role"] = "assistant", ["content"] = "", [field] = text }, false).ToJsonString();
        if (answer.Error is { } error) yield return new JsonObject { ["error"] = error }.ToJsonString();
        else yield return Last(answer, new() { ["role"] = "assistant", ["content"] = "" }).ToJsonString();
    }

    static JsonObject Last(ScriptedAnswer answer, JsonObject message)
    {
        var last = Turn(message, true);
        last["done_reason"] = answer.FinishReason;
        last["prompt_eval_count"] = answer.PromptTokens;
        last["eval_count"] = answer.AnswerTokens;
        return last;
    }

    static JsonObject Turn(JsonObject message, bool isDone) =>
        new() { ["model"] = Model, ["created_at"] = "2026-01-01T00:00:00Z", ["message"] = message, ["done"] = isDone };

    static IEnumerable<string> OpenAis(ScriptedAnswer answer)
    {
        foreach (var (field, text) in Pieces(answer, "reasoning_content", "reasoning"))
            yield return Chunk(new() { [field] = text }, null).ToJsonString();
        if (answer.Error is { } error)
        {
            yield return new JsonObject { ["error"] = new JsonObject { ["message"] = error } }.ToJsonString();
            yield break;
        }

        yield return Chunk([], answer.FinishReason).ToJsonString();
        var usage = Chunk([], null);
        usage["choices"] = new JsonArray();
        usage["usage"] = Usage(answer);
        yield return usage.ToJsonString();
        yield return "[DONE]";
    }

    static JsonObject Chunk(JsonObject delta, string? finishReason) => Completion("chat.completion.chunk", new()
    {
        ["index"] = 0,
        ["delta"] = delta,
        ["finish_reason"] = finishReason,
    });

    static JsonObject Completion(string kind, JsonObject choice) => new()
    {
        ["id"] = "scripted-1",
        ["object"] = kind,
        ["created"] = 0,
        ["model"] = Model,
        ["choices"] = new JsonArray(choice),
    };

    static JsonObject Usage(ScriptedAnswer answer) => new()
    {
        ["prompt_tokens"] = answer.PromptTokens,
        ["completion_tokens"] = answer.AnswerTokens,
        ["total_tokens"] = answer.PromptTokens + answer.AnswerTokens,
    };

    static JsonObject Whole(ModelRequest request, ScriptedAnswer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = Text(answer) };
        if (request.IsOllamas) return Last(answer, message);

        var whole = Completion("chat.completion", new()
        {
            ["index"] = 0,
            ["message"] = message,
            ["finish_reason"] = answer.FinishReason,
        });
        whole["usage"] = Usage(answer);
        return whole;
    }

    // The fields in which thinking may come, and the text in content.
    static IEnumerable<(string Field, string Text)> Pieces(ScriptedAnswer answer, string field, string otherField)
    {
        if (answer.ThinkingIn is not ThinkingPlace.Tags)
            foreach (var piece in Cut(answer.Thinking, answer.Piece))
                yield return (answer.ThinkingIn is ThinkingPlace.Field ? field : otherField, piece);
        do
        {
            foreach (var piece in Cut(Text(answer), answer.Piece)) yield return ("content", piece);
        }
        while (answer.IsEndless);
    }

    static string Text(ScriptedAnswer answer) => answer is { ThinkingIn: ThinkingPlace.Tags, Thinking.Length: > 0 }
        ? $"<think>{answer.Thinking}</think>{answer.Text}" : answer.Text;

    static IEnumerable<string> Cut(string text, int length)
    {
        for (var place = 0; place < text.Length; place += length)
            yield return text.Substring(place, Math.Min(length, text.Length - place));
    }
}
