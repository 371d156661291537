using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Rules;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Merlon.Cli;

/// <summary>A question that an assistant may ask: what it must tell for it, and how it is answered.</summary>
/// <param name="answer">Is given the arguments in their order; null for one that may be left out.</param>
sealed class InquiryTool(
    string name, string description, Func<string?[], string> answer, params ImmutableArray<InquiryArgument> arguments)
    : McpServerTool
{
    const int LongestName = 40;

    public override Tool ProtocolTool { get; } = new()
    {
        Name = name,
        Description = description,
        InputSchema = Schema(arguments),
        Annotations = new()
        {
            ReadOnlyHint = true,
            DestructiveHint = false,
            IdempotentHint = true,
            OpenWorldHint = false,
        },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var given = request.Params?.Arguments ?? new Dictionary<string, JsonElement>();
        var problem = Unknown(given.Keys)
            ?? arguments.Select(one => one.Problem(given)).FirstOrDefault(problem => problem is not null);
        var words = problem ?? answer([.. arguments.Select(one => one.TextIn(given))]);
        return new(new CallToolResult
        {
            Content = [new TextContentBlock { Text = VisibleText.Of(words, keepLines: true) }],
            IsError = problem is not null,
        });
    }

    string? Unknown(IEnumerable<string> given)
    {
        var known = arguments.Select(one => one.Name).ToList();
        return given.FirstOrDefault(one => !known.Contains(one)) is not { } unknown ? null
            : $"there is no argument '{unknown[..Math.Min(unknown.Length, LongestName)]}'; expected "
                + (known.Count == 0 ? "none" : string.Join(", ", known));
    }

    static JsonElement Schema(ImmutableArray<InquiryArgument> arguments) => JsonSerializer.SerializeToElement(
        new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(arguments.Select(one => KeyValuePair.Create(one.Name, one.Schema))),
            ["required"] = Strings(arguments.Where(one => !one.IsOptional).Select(one => one.Name)),
            ["additionalProperties"] = false,
        });

    internal static JsonArray Strings(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)word)];
}

/// <summary>One thing that a question wants to be told.</summary>
/// <param name="Expected">What stands there, in words.</param>
/// <param name="Longest">In characters.</param>
sealed record InquiryArgument(string Name, string Expected, int Longest)
{
    /// <summary>The only ones that it may be; empty for any.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    public bool MayBeNumber { get; init; }

    public bool IsOptional { get; init; }

    public JsonNode? Schema
    {
        get
        {
            var schema = new JsonObject { ["description"] = Expected, ["type"] = "string" };
            if (MayBeNumber) schema["type"] = InquiryTool.Strings(["string", "integer"]);
            if (!Words.IsEmpty) schema["enum"] = InquiryTool.Strings(Words);
            return schema;
        }
    }

    /// <summary>What is wrong with what is given for it; null for nothing.</summary>
    public string? Problem(IDictionary<string, JsonElement> given)
    {
        if (!given.TryGetValue(Name, out var value)) return IsOptional ? null : $"{Name}: missing; expected {Expected}";
        if (TextOf(value) is not { } text) return $"{Name}: this is something else; expected {Expected}";
        if (text.Length > Longest) return $"{Name}: {text.Length:N0} characters; expected {Longest:N0} at most";

        return Words.IsEmpty || Words.Contains(text) ? null : $"{Name}: expected one of {string.Join(", ", Words)}";
    }

    public string? TextIn(IDictionary<string, JsonElement> given) =>
        given.TryGetValue(Name, out var value) ? TextOf(value) : null;

    string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString()
                : MayBeNumber && value.ValueKind is JsonValueKind.Number ? value.GetRawText() : null;
        }
        catch (InvalidOperationException)
        {
            return null;   // half a character
        }
    }
}
