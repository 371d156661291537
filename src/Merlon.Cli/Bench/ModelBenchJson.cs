using System.Text.Json;
using Merlon.Language.Benchmark;

namespace Merlon.Cli;

/// <summary>The benchmark of a language model as JSON: each variant, and each answer.</summary>
static class ModelBenchJson
{
    public static void Write(Utf8JsonWriter json, string model, IReadOnlyList<AnswerRating> answers)
    {
        json.WriteString("model", model);
        json.WriteStartArray("variants");
        foreach (var summary in VariantSummary.Of(answers)) Write(json, summary);
        json.WriteEndArray();
        json.WriteStartArray("answers");
        foreach (var answer in answers) Write(json, answer);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, VariantSummary summary)
    {
        json.WriteStartObject();
        Write(json, summary.Variant);
        json.WriteNumber("valid", summary.Valid);
        JsonOutput.Number(json, "validByIptables", summary.Taken);
        json.WriteNumber("meaning", summary.Meaning);
        json.WriteNumber("proven", summary.Proven);
        Write(json, "answer", summary.Effect);
        Write(json, "solver", summary.SolverEffect);
        Write(json, "solverAndProven", summary.ProvenEffect);
        json.WriteNumber("better", summary.Better);
        json.WriteNumber("worse", summary.Worse);
        json.WriteNumber("tokens", summary.Tokens);
        json.WriteNumber("seconds", summary.Seconds);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, AnswerRating answer)
    {
        json.WriteStartObject();
        json.WriteNumber("window", answer.Window);
        Write(json, answer.Variant);
        JsonOutput.Strings(json, "lines", answer.Lines);
        json.WriteBoolean("valid", answer.IsValid);
        if (answer.IsTaken is { } taken) json.WriteBoolean("validByIptables", taken);
        json.WriteBoolean("meaning", answer.HasMeaning);
        json.WriteNumber("rules", answer.Rules);
        json.WriteNumber("proven", answer.Proven);
        Write(json, "answer", answer.Effect);
        Write(json, "solver", answer.SolverEffect);
        Write(json, "solverAndProven", answer.ProvenEffect);
        json.WriteNumber("calls", answer.Calls);
        json.WriteNumber("tokens", answer.Tokens);
        json.WriteNumber("seconds", answer.Seconds);
        if (answer.Fault is { } fault) json.WriteString("fault", fault);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, BenchmarkVariant variant)
    {
        json.WriteBoolean("constrained", variant.IsConstrained);
        json.WriteBoolean("recall", variant.HasRecall);
        json.WriteBoolean("loop", variant.HasLoop);
    }

    static void Write(Utf8JsonWriter json, string name, FutureEffect effect)
    {
        json.WriteStartObject(name);
        json.WriteNumber("cbr", effect.Cbr);
        json.WriteNumber("wbr", effect.Wbr);
        json.WriteEndObject();
    }
}
