using System.Text.Json;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.Cli;

/// <summary>A report of <c>merlon rca</c> as JSON; every sentence with its evidence.</summary>
static class RcaJson
{
    public static void Write(Utf8JsonWriter json, Report report)
    {
        JsonOutput.Strings(json, "answer", report.Answer);
        json.WritePropertyName("issue");
        Write(json, report.Issue, report);
        json.WriteStartArray("causes");
        foreach (var cause in report.Causes) Write(json, cause, report);
        json.WriteEndArray();
        Write(json, "together", report.Together is { } all ? [all] : [], report);
        Write(json, "factors", report.Factors, report);
        Write(json, "unusual", report.Oddities, report);
        json.WriteStartArray("timeline");
        foreach (var entry in report.Timeline)
        {
            json.WriteStartObject();
            JsonOutput.Time(json, "time", entry.At);
            json.WriteString("phase", entry.Phase);
            json.WritePropertyName("claim");
            Write(json, entry.Claim, report);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        JsonOutput.Strings(json, "attackers", report.Attackers.Select(address => $"{address}"));
        JsonOutput.Strings(json, "victims", report.Victims.Select(address => $"{address}"));
        JsonOutput.Strings(json, "assets", report.Assets);
        JsonOutput.Strings(json, "users", report.Users);
        json.WriteString("attackVersion", ShownTechnique.Version);
        JsonOutput.Strings(json, "techniques", report.Techniques.Select(technique => technique.Id));
        json.WriteStartArray("shownTechniques");
        foreach (var shown in report.Techniques) Write(json, shown, report);
        json.WriteEndArray();
        Write(json, "unknowns", report.Unknowns, report);
        Write(json, "injections", report.Injections, report);
        JsonOutput.Strings(json, "notes", report.Notes);
        json.WriteStartArray("tellings");
        foreach (var telling in report.Tellings) Write(json, telling, report);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Telling telling, Report report)
    {
        json.WriteStartObject();
        json.WriteString("by", telling.By);
        if (telling.Question is { } question) json.WriteString("question", question);
        json.WriteStartArray("sentences");
        foreach (var (text, claims) in telling.Sentences)
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            Write(json, "claims", claims, report);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("dropped");
        foreach (var (text, why) in telling.Dropped)
        {
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteString("why", why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, CauseReport cause, Report report)
    {
        json.WriteStartObject();
        json.WriteString("cause", cause.Name);
        json.WriteString("confidence", cause.Confidence);
        json.WriteString("confidenceRule", cause.Why);
        Write(json, "claims", cause.Claims, report);
        json.WriteStartObject("fix");
        json.WriteString("kind", cause.Fix.Change.Kind);
        JsonOutput.Strings(json, "diff", cause.Fix.Diff);
        JsonOutput.Strings(json, "rollback", cause.Fix.Rollback);
        JsonOutput.Strings(json, "packets", cause.Fix.Packets);
        JsonOutput.Strings(json, "anomaliesAdded", cause.Fix.Anomalies);
        json.WriteStartArray("effects");
        foreach (var effect in cause.Fix.Effects)
        {
            json.WriteStartObject();
            Write(json, effect.Place, report);
            json.WriteString("before", $"{effect.Before}".ToLowerInvariant());
            json.WriteString("after", $"{effect.After}".ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ShownTechnique shown, Report report)
    {
        json.WriteStartObject();
        TechniqueJson.Write(json, shown.Technique);
        json.WritePropertyName("why");
        Write(json, shown.Claim, report);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, IEnumerable<Claim> claims, Report report)
    {
        json.WriteStartArray(name);
        foreach (var claim in claims) Write(json, claim, report);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Claim claim, Report report)
    {
        json.WriteStartObject();
        json.WriteString("text", claim.Text);
        json.WriteStartArray("evidence");
        foreach (var tells in claim.Evidence.OfType<Assertion.Tells>())
        {
            json.WriteStartObject();
            Write(json, tells.Place, report);
            json.WriteString("field", EventFields.NameOf(tells.Field));
            json.WriteString("value", tells.Value);
            json.WriteEndObject();
        }

        foreach (var reads in claim.Evidence.OfType<Assertion.Reads>())
        {
            var place = report.Rules!.PlaceOf(reads.Line);
            json.WriteStartObject();
            json.WriteString("file", place.File);
            json.WriteNumber("line", place.Line);
            json.WriteString("reads", reads.Words);
            json.WriteEndObject();
        }

        foreach (var decides in claim.Evidence.OfType<Assertion.Decides>())
        {
            json.WriteStartObject();
            Write(json, decides.Place, report);
            json.WriteString("replayed", $"{decides.Ruling}".ToLowerInvariant());
            json.WriteString("under", decides.Change < 0 ? "the rules as given" : $"fix {decides.Change + 1}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, LogPlace place, Report report)
    {
        json.WriteString("file", report.LogNames[place.Log]);
        json.WriteNumber("line", place.Line);
    }
}
