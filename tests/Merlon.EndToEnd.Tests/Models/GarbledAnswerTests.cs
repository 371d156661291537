using System.Text.Json.Nodes;
using Merlon.Host.Models;

namespace Merlon.Models;

/// <summary>Answers of servers with values of other kinds in them and wrong bytes: a reply each time.</summary>
public sealed class GarbledAnswerTests
{
    static readonly int Answers = Environment.GetEnvironmentVariable("MERLON_FULL") == "1" ? 20_000 : 2_000;

    static readonly string[] Others =
    [
        "null", "true", "0", "-1", "1.5", "99999999999999999999", "1e999", "\"\"", "\"x\"", "[]", "[null]", "[[]]",
        "{}", "{\"a\":null}", "\"\\ud800\"",
    ];

    public static TheoryData<ModelKind, string> Odd
    {
        get
        {
            var odd = new TheoryData<ModelKind, string>();
            foreach (var kind in (ModelKind[])[ModelKind.Ollama, ModelKind.OpenAi])
                foreach (var other in Others.Where(other => other[0] != '{')) odd.Add(kind, other);
            return odd;
        }
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public void JSON_that_is_no_object_is_one_line(ModelKind kind, string json)
    {
        using var asked = new Asked(kind, _ => new() { Body = Line(kind, json) });
        Assert.Contains(": sent what is no JSON", asked.Answer().Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelKind.Ollama)]
    [InlineData(ModelKind.OpenAi)]
    public void Nothing_that_a_server_sends_escapes(ModelKind kind)
    {
        var random = new Random(5);
        using var asked = new Asked(kind, _ => new() { Body = Garbled(kind, random) });
        var (whole, faults) = (0, 0);
        for (var i = 0; i < Answers; i++)
        {
            var reply = asked.Answer();
            if (reply.Fault is null) whole++;
            else faults++;
            Assert.DoesNotContain('\n', reply.Fault ?? "");
        }

        Assert.True(whole > Answers / 20 && faults > Answers / 20, $"{whole} answers, {faults} faults");
    }

    static string Line(ModelKind kind, string json) => kind is ModelKind.Ollama ? $"{json}\n" : $"data: {json}\n\n";

    static string Garbled(ModelKind kind, Random random)
    {
        var lines = (kind is ModelKind.Ollama ? Ollamas : OpenAis).ToArray();
        var at = random.Next(lines.Length);
        lines[at] = Changed(JsonNode.Parse(lines[at]), random)?.ToJsonString() ?? "null";
        var text = string.Concat(lines.Select(line => Line(kind, line)));
        if (kind is ModelKind.OpenAi) text += Line(kind, "[DONE]");
        if (random.Next(4) > 0) return text;

        var place = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text[..place],
            1 => text[..place] + text[(place + 1)..],
            _ => $"{text[..place]}{(char)random.Next(1, 256)}{text[place..]}",
        };
    }

    // One of the values in it, however deep.
    static JsonNode? Changed(JsonNode? node, Random random)
    {
        if (random.Next(4) > 0 && node is JsonObject { Count: > 0 } known)
        {
            var name = known.ElementAt(random.Next(known.Count)).Key;
            known[name] = Changed(known[name]?.DeepClone(), random);
            return known;
        }

        if (random.Next(4) > 0 && node is JsonArray { Count: > 0 } list)
        {
            list[0] = Changed(list[0]?.DeepClone(), random);
            return list;
        }

        return JsonNode.Parse(Others[random.Next(Others.Length)]);
    }

    static readonly string[] Ollamas =
    [
        """{"model":"x","created_at":"2026-01-01T00:00:00Z","message":{"thinking":"a"},"done":false}""",
        """{"model":"x","message":{"role":"assistant","content":"b"},"done":false}""",
        """{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":9}""",
    ];

    static readonly string[] OpenAis =
    [
        """{"id":"1","created":0,"choices":[{"index":0,"delta":{"reasoning_content":"a"},"finish_reason":null}]}""",
        """{"id":"1","model":"x","choices":[{"delta":{"role":"assistant","content":"b"},"logprobs":null}]}""",
        """{"id":"1","object":"chat.completion.chunk","choices":[{"delta":{},"finish_reason":"stop"}]}""",
        """{"id":"1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":9,"total_tokens":16}}""",
    ];
}
