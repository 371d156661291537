using System.CommandLine;
using Merlon.Language;
using Merlon.RootCause.Reports;

namespace Merlon.Cli;

/// <summary>
/// Options of <c>merlon rca</c> that have a language model say in words what the report says in facts.
/// </summary>
static class NarratorOptions
{
    static readonly Option<string[]> Ask = new("--ask")
    {
        Description = "A question about the incident, which the model answers from the report's facts; may be repeated",
        HelpName = "QUESTION",
        DefaultValueFactory = _ => [],
    };

    public static void AddTo(Command command) =>
        ModelOptions.AddTo(command, ProposerOptions.Prompts, ProposerOptions.IsFree, Ask);

    /// <summary>The report with the model's words; as it is where no model is asked, or none answers.</summary>
    /// <returns>Null when the model cannot be had; the user has been told, and the exit status says why.</returns>
    public static Report? Told(ParseResult parsed, Report report, out int status)
    {
        status = Exit.Done;
        if (parsed.GetResult(ModelOptions.Model) is null) return report;
        if (ProposerOptions.Template(parsed, "report", out status) is not { } template) return null;
        if (ModelOptions.Open(parsed, out status, users: report.Users) is not { } model) return null;

        using var end = new EndRequest();
        var room = ModelOptions.PromptTokens(parsed);
        var narrator = new Narrator(
            model, template, !parsed.GetValue(ProposerOptions.IsFree), Math.Min(Narrator.StandardRoom, room / 4));
        var sheet = FactSheet.Of(report, room / 2);
        if (sheet.LeftOut > 0) Screen.Note($"the model is told the first {sheet.Facts.Length} facts of "
            + $"{sheet.Facts.Length + sheet.LeftOut} (--context-size)");
        var tellings = new List<Telling>();
        foreach (var question in (string?[])[null, .. parsed.GetRequiredValue(Ask)])
        {
            if (Telling(narrator, sheet, question, end.Token) is { } telling) tellings.Add(telling);
            else
            {
                Screen.Note($"{narrator.Fault ?? "interrupted"}; the report stands without the model's words");
                break;
            }
        }

        return report with { Tellings = [.. tellings] };
    }

    static Telling? Telling(Narrator narrator, FactSheet sheet, string? question, CancellationToken end)
    {
        try
        {
            return narrator.Tell(sheet, question, end);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
