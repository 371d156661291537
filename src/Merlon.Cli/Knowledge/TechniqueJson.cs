using System.Text.Json;
using Merlon.Knowledge;

namespace Merlon.Cli;

/// <summary>A technique of Merlon's table as properties of a JSON object.</summary>
static class TechniqueJson
{
    public static void Write(Utf8JsonWriter json, Technique technique)
    {
        json.WriteString("id", technique.Id);
        json.WriteString("name", TechniqueTable.FullName(technique));
        JsonOutput.Strings(json, "tactics", technique.Tactics);
        json.WriteString("version", TechniqueTable.Version);
        json.WriteString("shows", technique.Shows);
        json.WriteString("url", technique.Url);
        json.WriteStartArray("mitigations");
        foreach (var mitigation in technique.Mitigations)
        {
            json.WriteStartObject();
            json.WriteString("id", mitigation.Id);
            json.WriteString("name", mitigation.Name);
            json.WriteString("advice", mitigation.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
