using System.CommandLine;
using System.Text.Json;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary><c>merlon demo</c>: the main job on samples/, from packets to rules, and their effect.</summary>
static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "The main job on samples/: from packets to rules, and their effect");
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            using var end = new EndRequest();
            var demonstration = new Demonstration(Root(), end);
            if (!demonstration.TryRun()) return Exit.Unreadable;

            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, demonstration));
            else DemoText.Write(demonstration);
            return Exit.Done;
        });
        return command;
    }

    // The folder that holds merlon, samples/ and the rest; the script beside them says so.
    static string Root()
    {
        if (Environment.GetEnvironmentVariable("MERLON_ROOT") is { Length: > 0 } root) return root;

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, Demonstration.Folder)))
            folder = folder.Parent;
        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }

    static void WriteJson(Utf8JsonWriter json, Demonstration demonstration)
    {
        json.WriteString("sample", Demonstration.Folder);
        json.WriteNumber("threshold", demonstration.Calibration!.Threshold);
        json.WriteNumber("packets", demonstration.Test.Learnt.Packets);
        json.WriteNumber("alerts", demonstration.Alerts);
        json.WriteNumber("falseAlerts", demonstration.FalseAlerts);
        json.WriteNumber("attacks", demonstration.Attacks);
        json.WriteNumber("attacksFound", demonstration.Found);
        json.WriteStartObject("response");
        ResponseJson.Write(json, "merlon", MerlonStrategy.StandardEpsilon, Hook.Forward, demonstration.Response);
        json.WriteEndObject();
        json.WriteStartObject("effect");
        EvaluateCommand.WriteScores(json, demonstration.Replay);
        json.WriteEndObject();
        json.WriteStartObject("effectOfIdealNids");
        EvaluateCommand.WriteScores(json, demonstration.Ideal);
        json.WriteEndObject();
    }
}
