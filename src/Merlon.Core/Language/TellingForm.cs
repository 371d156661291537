using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Merlon.Language;

/// <summary>A sentence with the numbers of the facts that it rests on.</summary>
public sealed record CitedSentence(string Text, ImmutableArray<int> Facts);

/// <summary>The form of an answer in sentences, and its reading.</summary>
public static partial class TellingForm
{
    /// <summary>Sentences of one answer.</summary>
    public const int Most = 12;

    const int LongestSentence = 400, MostCited = 6, LongestAnswer = 1 << 16;

    /// <param name="facts">So many there are, from 1 on.</param>
    public static AnswerForm Of(int facts) => new(Grammar(facts), Schema(facts));

    static string Grammar(int facts) =>
        $$"""
        root ::= "{\"sentences\":[" sentence ("," sentence){0,{{Most - 1}}} "]}"
        sentence ::= "{\"facts\":[" number ("," number){0,{{MostCited - 1}}} "],\"text\":\"" [A-Z] char+ ".\"}"
        char ::= [a-zA-Z0-9 ,:;()/&%'.-]
        number ::= {{string.Join(" | ", Enumerable.Range(1, facts).Select(number => $"\"{number}\""))}}

        """;

    static string Schema(int facts) => new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["sentences"] = new JsonObject
            {
                ["type"] = "array",
                ["maxItems"] = Most,
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["facts"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["minItems"] = 1,
                            ["maxItems"] = MostCited,
                            ["items"] = new JsonObject
                            {
                                ["type"] = "integer",
                                ["minimum"] = 1,
                                ["maximum"] = facts,
                            },
                        },
                        ["text"] = new JsonObject { ["type"] = "string", ["maxLength"] = LongestSentence },
                    },
                    ["required"] = new JsonArray("facts", "text"),
                    ["additionalProperties"] = false,
                },
            },
        },
        ["required"] = new JsonArray("sentences"),
        ["additionalProperties"] = false,
    }.ToJsonString();

    /// <summary>Sentences out of whatever stands around them; also such as end with <c>[1, 2]</c>.</summary>
    public static IReadOnlyList<CitedSentence> Read(string text)
    {
        if (text.Length > LongestAnswer) text = text[..LongestAnswer];
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        var read = start >= 0 && end > start ? OfJson(text[start..(end + 1)]) : [];
        if (read.Count == 0) read = OfText(text);
        return [.. read.Where(one => one.Text.Length is > 0 and <= LongestSentence).Take(Most)];
    }

    static List<CitedSentence> OfJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new() { MaxDepth = 8 });
            return json.RootElement.TryGetProperty("sentences", out var list) && list.ValueKind is JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(Sentence).OfType<CitedSentence>()]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // of half a character
        {
            return [];
        }
    }

    static CitedSentence? Sentence(JsonElement json) =>
        json.ValueKind is JsonValueKind.Object
        && json.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String
        && json.TryGetProperty("facts", out var facts) && facts.ValueKind is JsonValueKind.Array
            ? new(text.GetString()!.Trim(), [.. facts.EnumerateArray().Take(MostCited).Select(Number).OfType<int>()])
            : null;

    static int? Number(JsonElement json) =>
        json.ValueKind is JsonValueKind.Number && json.TryGetInt32(out var number) ? number : null;

    // The numbers stand behind each sentence, in brackets.
    static List<CitedSentence> OfText(string text)
    {
        var (sentences, begin) = (new List<CitedSentence>(), 0);
        foreach (Match cited in Cited().Matches(text))
        {
            var sentence = text[begin..cited.Index];
            begin = cited.Index + cited.Length;
            var numbers = cited.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
            sentences.Add(new(
                sentence[(sentence.LastIndexOf('\n') + 1)..].Trim().TrimStart('-', '*', ' '),
                [.. numbers.Select(number => int.TryParse(number, out var one) ? one : 0)]));
        }

        return sentences;
    }

    [GeneratedRegex(@"\[(\d{1,3}(?: ?, ?\d{1,3}){0,9})\]\.?")]
    private static partial Regex Cited();
}
