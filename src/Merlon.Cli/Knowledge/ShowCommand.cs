using System.CommandLine;
using Merlon.Knowledge;

namespace Merlon.Cli;

/// <summary><c>merlon knowledge show</c>: one technique of Merlon's own table.</summary>
static class ShowCommand
{
    static readonly Argument<string> Id = new("id")
    {
        Description = "ATT&CK's, such as T1046 or T1110.003",
        Validators = { Options.RefuseOptions },
    };

    public static Command Create()
    {
        var command = new Command("show", "Say how a technique shows in network logs, and what hinders it")
        {
            Id, Options.Json,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Id), parsed.GetValue(Options.Json)));
        return command;
    }

    static int Run(string id, bool isJson)
    {
        if (TechniqueTable.Find(id) is not { } technique)
        {
            Screen.Error($"{id}: not in the table; merlon knowledge list says what is"
                + Words.Nearest(id, TechniqueTable.All.Select(one => one.Id)));
            return Exit.AnswerIsNo;
        }

        if (isJson) JsonOutput.Write(json => TechniqueJson.Write(json, technique));
        else WriteText(technique);
        return Exit.Done;
    }

    static void WriteText(Technique technique)
    {
        Screen.Line($"{technique.Id} {TechniqueTable.FullName(technique)} ({string.Join(", ", technique.Tactics)})");
        Screen.Line($"    {technique.Shows}");
        foreach (var mitigation in technique.Mitigations)
            Screen.Line($"    {mitigation.Id} {mitigation.Name}: {mitigation.Advice}");
        if (technique.Mitigations.IsEmpty) Screen.Line("    ATT&CK knows nothing that hinders it");
        Screen.Line($"    ATT&CK {TechniqueTable.Version}, {technique.Url}");
    }
}
