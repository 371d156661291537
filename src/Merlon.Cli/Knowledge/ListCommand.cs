using System.CommandLine;
using Merlon.Knowledge;

namespace Merlon.Cli;

/// <summary><c>merlon knowledge list</c>: Merlon's own table of techniques.</summary>
static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the techniques that network logs can show") { Options.Json };
        command.SetAction(parsed => Run(parsed.GetValue(Options.Json)));
        return command;
    }

    static int Run(bool isJson)
    {
        if (isJson) JsonOutput.Write(json =>
        {
            json.WriteString("version", TechniqueTable.Version);
            json.WriteString("notice", TechniqueTable.Notice);
            json.WriteStartArray("techniques");
            foreach (var technique in TechniqueTable.All)
            {
                json.WriteStartObject();
                TechniqueJson.Write(json, technique);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        else WriteText();
        return Exit.Done;
    }

    static void WriteText()
    {
        foreach (var technique in TechniqueTable.All)
        {
            var tactics = string.Join(", ", technique.Tactics);
            Screen.Line($"{technique.Id,-9}  {TechniqueTable.FullName(technique)} ({tactics})");
        }

        Screen.Note($"ATT&CK {TechniqueTable.Version}. {TechniqueTable.Notice}");
    }
}
