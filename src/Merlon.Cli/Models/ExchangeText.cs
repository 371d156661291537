using System.Text;
using System.Text.Json;
using Merlon.Language;
using Merlon.Rules;

namespace Merlon.Cli;

/// <summary>What was said with a language model: as comments before rules, and as JSON.</summary>
static class ExchangeText
{
    /// <summary>Each call with what became of what it brought, every line a comment.</summary>
    public static string Comments(IReadOnlyList<Exchange> exchanges)
    {
        var text = new StringBuilder();
        foreach (var (i, exchange) in exchanges.Index())
        {
            var reply = exchange.Reply;
            Line($"call {i + 1} of the model"
                + (reply.AnswerTokens is { } tokens ? $", {tokens:N0} tokens" : "")
                + (reply.Thinking != "" ? $", {reply.Thinking.Length:N0} characters of thinking" : "") + ":");
            if (reply.Fault is { } fault) Line($"  no answer: {fault}");
            foreach (var wrong in exchange.Answer.Faults) Line($"  no rule: {wrong}");
            foreach (var (rule, isProven, why) in exchange.Rules)
                Line($"  {(isProven ? "proven" : "refused")}: {rule}: {why}");
            foreach (var (question, answer) in exchange.Questions) Line($"  asked {question}: {answer}");
            if (reply.Fault is null && exchange.Answer is { Rules: [], Faults: [], Questions: [] })
                Line("  neither a rule nor a question");
        }

        return text.ToString();

        void Line(string words) => text.Append(CommentText.Of(words));
    }

    public static void Write(Utf8JsonWriter json, ModelProposer proposer)
    {
        json.WriteStartObject("model");
        json.WriteString("name", proposer.Name);
        json.WriteStartArray("calls");
        foreach (var exchange in proposer.Exchanges) Write(json, exchange);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Exchange exchange)
    {
        var reply = exchange.Reply;
        json.WriteStartObject();
        json.WriteNumber("attempt", exchange.Attempt);
        json.WriteString("prompt", exchange.Prompt);
        json.WriteString("answer", reply.Text);
        json.WriteString("thinking", reply.Thinking);
        if (reply.Fault is { } fault) json.WriteString("fault", fault);
        JsonOutput.Number(json, "promptTokens", reply.PromptTokens);
        JsonOutput.Number(json, "answerTokens", reply.AnswerTokens);
        JsonOutput.Strings(json, "faults", exchange.Answer.Faults.Select(wrong => $"{wrong}"));
        json.WriteStartArray("rules");
        foreach (var (rule, isProven, why) in exchange.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule);
            json.WriteBoolean("isProven", isProven);
            json.WriteString("why", why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("questions");
        foreach (var (question, answer) in exchange.Questions)
        {
            json.WriteStartObject();
            json.WriteString("question", question);
            json.WriteString("answer", answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
