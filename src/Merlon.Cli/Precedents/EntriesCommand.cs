using System.CommandLine;
using System.Text.Json;
using Merlon.Host.Knowledge;
using Merlon.Language;

namespace Merlon.Cli;

/// <summary><c>merlon precedents list</c>: what a store holds.</summary>
static class EntriesCommand
{
    public static Command Create() => PrecedentsCommand.Of(new("list", "Say what is remembered, and whence"), Run);

    static int Run(ParseResult parsed)
    {
        var entries = PrecedentStore.Read(PrecedentsCommand.StoreOf(parsed));
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json =>
        {
            json.WriteStartArray("entries");
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                Write(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        else
        {
            foreach (var entry in entries) Screen.Line(InWords(entry));
            if (entries.IsEmpty) Screen.Note("nothing is remembered");
        }

        return Exit.Done;
    }

    /// <summary>A precedent as properties.</summary>
    public static void Write(Utf8JsonWriter json, Precedent precedent)
    {
        JsonOutput.Time(json, "from", precedent.From);
        JsonOutput.Time(json, "to", precedent.To);
        JsonOutput.Strings(json, "rules", precedent.Rules);
        JsonOutput.Strings(json, "logs", precedent.Logs);
        JsonOutput.Strings(json, "laterLogs", precedent.Later.Logs);
        json.WriteNumber("laterVisits", precedent.Later.Visits);
        json.WriteNumber("laterVisitsDropped", precedent.Later.Dropped);
        json.WriteNumber("laterAlerts", precedent.Later.Alerts);
        json.WriteNumber("laterAlertsCovered", precedent.Later.Covered);
    }

    static void Write(Utf8JsonWriter json, StoreEntry entry)
    {
        json.WriteNumber("id", entry.Id);
        json.WriteString("kind", entry.Kind);
        json.WriteString("name", entry.Name);
        json.WriteString("sha256", entry.Sha256);
        if (entry.Precedent is { } precedent) Write(json, precedent);
        else json.WriteNumber("sections", entry.Sections.Count());
    }

    static string InWords(StoreEntry entry) => $"{entry.Id,4}  " + (entry.Precedent is { } precedent
        ? $"{entry.Name}: {precedent.From:yyyy-MM-dd HH:mm} UTC, "
            + $"{RespondCommand.Plural(precedent.Rules.Length, "rule")}, such as {precedent.Rules[0]}; "
            + $"held up for {RespondCommand.Plural(precedent.Later.Visits, "honest visit")}"
        : $"{entry.Name}: {entry.Kind}, {RespondCommand.Plural(entry.Sections.Count(), "section")}");
}
