using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Merlon.Evaluation.Certificates;
using Merlon.Host.Models;
using Merlon.Language.Benchmark;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>All that somebody needs to do a benchmark of a language model once more.</summary>
/// <param name="Arguments">As they were typed.</param>
/// <param name="Files">Beside the traffic, each with what it is used for.</param>
sealed record ModelBenchInputs(
    IReadOnlyList<string> Arguments, string Preset, ModelSettings Settings, int Attempts, bool IsRedacted, Hook Chain,
    ImmutableArray<IpPrefix> Internals, IReadOnlyList<(string Use, CertifiedFile File)> Files,
    IReadOnlyList<Piece> Pieces);

/// <summary>
/// The benchmark of a language model as JSON: what it was made of, each variant, each window, and each answer, out of
/// which the figures of the variants follow.
/// </summary>
static class ModelBenchJson
{
    static readonly string Version = typeof(ModelBenchJson).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void Write(
        Utf8JsonWriter json, ModelBenchInputs inputs, BenchmarkOutcome outcome, BenchmarkEnd end)
    {
        json.WriteString("merlon", Version);
        json.WriteString("model", outcome.Model);
        json.WriteNumber("seed", outcome.Seed);
        json.WriteString("end", $"{end}".ToLowerInvariant());
        json.WriteNumber("windowsChosen", outcome.Windows);
        json.WriteNumber("windowsRated", outcome.WholeWindows);
        Write(json, inputs);
        json.WriteStartArray("variants");
        foreach (var summary in VariantSummary.Of(outcome.Ratings)) Write(json, summary);
        json.WriteEndArray();
        json.WriteStartArray("windows");
        foreach (var window in outcome.Ratings.Select(answer => answer.Window).DistinctBy(window => window.Number))
            Write(json, window, inputs.Pieces);
        json.WriteEndArray();
        json.WriteStartArray("answers");
        foreach (var answer in outcome.Ratings) Write(json, answer);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, ModelBenchInputs inputs)
    {
        JsonOutput.Strings(json, "arguments", inputs.Arguments);
        json.WriteStartObject("settings");
        json.WriteString("preset", inputs.Preset);
        json.WriteNumber("temperature", inputs.Settings.Temperature);
        json.WriteNumber("seed", inputs.Settings.Seed);
        json.WriteNumber("contextSize", inputs.Settings.ContextSize);
        json.WriteNumber("newTokens", inputs.Settings.NewTokens);
        json.WriteNumber("repetitionPenalty", inputs.Settings.RepetitionPenalty);
        json.WriteNumber("attempts", inputs.Attempts);
        json.WriteBoolean("redacted", inputs.IsRedacted);
        json.WriteEndObject();
        json.WriteString("chain", inputs.Chain.ChainName);
        JsonOutput.Strings(json, "internal", inputs.Internals.Select(block => $"{block}"));
        json.WriteNumber("futureSeconds", ModelBenchmark.Future.TotalSeconds);
        json.WriteNumber("reactionSeconds", ResponseSettings.Default.Reaction.TotalSeconds);
        json.WriteStartArray("files");
        foreach (var (use, file) in inputs.Files) Write(json, "use", use, file);
        json.WriteEndArray();
        json.WriteStartArray("pieces");
        foreach (var piece in inputs.Pieces) Write(json, piece);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Piece piece)
    {
        json.WriteStartObject();
        json.WriteString("name", piece.Name);
        json.WriteStartArray("logs");
        foreach (var log in piece.Logs) Write(json, "format", log.Format, log.File);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, string value, CertifiedFile file)
    {
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteString("path", file.Path);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteString("sha256", file.Sha256);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, VariantSummary summary)
    {
        json.WriteStartObject();
        Write(json, summary.Variant);
        json.WriteNumber("answers", summary.Ratings.Count);
        json.WriteNumber("failed", summary.Failed);
        json.WriteNumber("formRefused", summary.FormRefused);
        json.WriteNumber("valid", summary.Valid);
        JsonOutput.Number(json, "validByIptables", summary.Taken);
        json.WriteNumber("meaning", summary.Meaning);
        json.WriteNumber("proposed", summary.Proposed);
        json.WriteNumber("proven", summary.Proven);
        JsonOutput.Number(json, "provenShare", summary.ProvenShare);
        Write(json, "answer", summary.Effect);
        Write(json, "inForce", summary.InForceEffect);
        Write(json, "inForceAndProven", summary.ProvenEffect);
        json.WriteNumber("better", summary.Better);
        json.WriteNumber("worse", summary.Worse);
        JsonOutput.Number(json, "tokens", summary.Tokens);
        json.WriteNumber("seconds", summary.Seconds);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, RatedWindow window, IReadOnlyList<Piece> pieces)
    {
        json.WriteStartObject();
        json.WriteNumber("window", window.Number);
        json.WriteString("piece", pieces[window.Place.Piece].Name);
        json.WriteStartObject("nids");
        json.WriteNumber("number", window.Place.Nids);
        json.WriteNumber("tpr", window.Place.TruePositives);
        json.WriteNumber("fpr", window.Place.FalsePositives);
        json.WriteEndObject();
        json.WriteNumber("consultation", window.Place.Number);
        json.WriteString("at", window.At);
        json.WriteNumber("alerts", window.Alerts);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, AnswerRating answer)
    {
        json.WriteStartObject();
        json.WriteNumber("window", answer.Window.Number);
        Write(json, answer.Variant);
        JsonOutput.Strings(json, "lines", answer.Lines);
        json.WriteBoolean("valid", answer.IsValid);
        if (answer.IsTaken is { } taken) json.WriteBoolean("validByIptables", taken);
        else json.WriteNull("validByIptables");
        json.WriteBoolean("meaning", answer.HasMeaning);
        json.WriteNumber("proposed", answer.Proposed);
        json.WriteNumber("proven", answer.Proven);
        json.WriteBoolean("formRefused", answer.IsFormRefused);
        Write(json, "answer", answer.Effect);
        Write(json, "inForce", answer.InForceEffect);
        Write(json, "inForceAndProven", answer.ProvenEffect);
        JsonOutput.Number(json, "tokens", answer.Tokens);
        json.WriteNumber("seconds", answer.Seconds);
        if (answer.Fault is { } fault) json.WriteString("fault", fault);
        json.WriteStartArray("calls");
        foreach (var call in answer.Calls) Write(json, call);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, RatedCall call)
    {
        json.WriteStartObject();
        json.WriteString("text", call.Text);
        JsonOutput.Strings(json, "lines", call.Lines);
        JsonOutput.Strings(json, "proven", call.Proven);
        json.WriteBoolean("heldToForm", call.IsHeldToForm);
        JsonOutput.Number(json, "promptTokens", call.PromptTokens);
        JsonOutput.Number(json, "answerTokens", call.AnswerTokens);
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
        json.WriteNumber("malicious", effect.Malicious);
        json.WriteNumber("maliciousBlocked", effect.MaliciousBlocked);
        json.WriteNumber("cbr", effect.Cbr);
        json.WriteNumber("benign", effect.Benign);
        json.WriteNumber("benignBlocked", effect.BenignBlocked);
        json.WriteNumber("wbr", effect.Wbr);
        json.WriteEndObject();
    }
}
