using System.CommandLine;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules check</c>: whether a rule set makes sense, and where it does not.</summary>
static class CheckCommand
{
    const int MostShown = 50;

    static readonly RuleOptions Rules = new();
    static readonly Option<bool> Print = new("--print")
    {
        Description = "Write the rules as iptables-save would print them, leaving out what makes no sense",
    };

    public static Command Create()
    {
        var command = new Command("check", "Tell every fault of a rule set, with the nearest form that is right");
        Rules.AddTo(command);
        command.Add(Print);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var files = Rules.OpenAll(parsed);
            if (files.Count == 0) return Exit.Unreadable;

            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, files));
            else foreach (var file in files) WriteText(file, parsed.GetValue(Print));
            return files.All(file => file.Read.IsValid) ? Exit.Done : Exit.AnswerIsNo;
        });
        return command;
    }

    static void WriteJson(Utf8JsonWriter json, IReadOnlyList<RuleFile> files)
    {
        json.WriteBoolean("valid", files.All(file => file.Read.IsValid));
        json.WriteNumber("family", files[0].Rules.Family is IpFamily.V4 ? 4 : 6);
        json.WriteBoolean("bothFamilies", files.Count > 1);
        json.WriteNumber("rules", files.Sum(file => file.CountRules()));
        json.WriteStartArray("faults");
        foreach (var fault in files.SelectMany(file => file.Read.Faults).Distinct().OrderBy(fault => fault.Line))
        {
            json.WriteStartObject();
            json.WriteNumber("line", fault.Line);
            json.WriteNumber("column", fault.Column);
            json.WriteString("message", fault.Message);
            json.WriteString("expected", fault.Expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteText(RuleFile file, bool print)
    {
        var faults = file.Read.Faults;
        foreach (var fault in faults.Take(MostShown)) Screen.Fault(file.Name, LineOf(file, fault), fault);
        if (faults.Length > MostShown) Screen.Note($"and {faults.Length - MostShown:N0} faults more (--json has all)");
        if (print) Screen.Write(file.Written, file.Encoding);
        else if (file.Read.IsValid)
        {
            var tables = string.Join(", ", file.Rules.Tables.Select(table => table.Name));
            Console.Out.WriteLine($"valid: {file.CountRules():N0} rules for {file.FamilyName} in {tables}");
        }
        else Console.Out.WriteLine($"not valid: {RespondCommand.Plural(file.Read.Faults.Length, "fault")}");
    }

    static string LineOf(RuleFile file, Fault fault) =>
        fault.Line <= file.Lines.Length ? file.Lines[fault.Line - 1].TrimEnd('\r') : "";
}
