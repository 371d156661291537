using System.Text.Json;
using Merlon.Evaluation;

namespace Merlon.Cli;

/// <summary>Comparisons as JSON.</summary>
static class ComparisonJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Comparison> comparisons)
    {
        json.WriteStartArray("pieces");
        foreach (var comparison in comparisons) WritePiece(json, comparison);
        json.WriteEndArray();
    }

    static void WritePiece(Utf8JsonWriter json, Comparison comparison)
    {
        json.WriteStartObject();
        json.WriteString("name", comparison.Piece);
        json.WriteNumber("flows", comparison.Flows);
        json.WriteNumber("malicious", comparison.Malicious);
        json.WriteNumber("benign", comparison.Benign);
        json.WriteNumber("outOfReach", comparison.OutOfReach);
        json.WriteNumber("alerts", comparison.Logged.Alerts);
        json.WriteNumber("alertedFlows", comparison.Logged.Flows);
        json.WriteStartArray("results");
        foreach (var result in comparison.Results) WriteResult(json, result);
        json.WriteEndArray();
        json.WriteStartArray("hindsight");
        foreach (var answer in comparison.Frontier) WriteAnswer(json, answer);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteResult(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject();
        json.WriteString("strategy", result.Strategy);
        json.WriteString("nids", result.Nids.Name);
        JsonOutput.Number(json, "tpr", result.Nids.Tpr);
        JsonOutput.Number(json, "fpr", result.Nids.Fpr);
        WriteSpread(json, "cbr", result.Cbr);
        WriteSpread(json, "wbr", result.Wbr);
        WriteSpread(json, "rulesMade", result.Rules);
        json.WriteEndObject();
    }

    static void WriteSpread(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean", spread.Mean);
        json.WriteNumber("least", spread.Least);
        json.WriteNumber("most", spread.Most);
        json.WriteEndObject();
    }

    static void WriteAnswer(Utf8JsonWriter json, HindsightAnswer answer)
    {
        json.WriteStartObject();
        json.WriteNumber("budget", answer.Budget);
        json.WriteNumber("cbr", answer.Cbr);
        json.WriteNumber("wbr", answer.Wbr);
        json.WriteNumber("boundCbr", answer.BoundCbr);
        json.WriteNumber("rules", answer.Rules.Length);
        json.WriteEndObject();
    }
}
