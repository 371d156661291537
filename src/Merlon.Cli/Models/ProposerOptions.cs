using System.CommandLine;
using Merlon.Host.Knowledge;
using Merlon.Host.Models;
using Merlon.Language;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>Options of commands in which a language model may propose rules.</summary>
static class ProposerOptions
{
    static readonly Option<int> Attempts = Options.Whole("--attempts", ProposerBounds.Standard.Attempts,
        "Answers that the model may give of one situation; before its last it may ask about the alerts", most: 16);

    public static readonly Option<int> Calls = Options.Whole("--model-calls", ProposerBounds.Standard.Calls,
        "Answers of the model in all", most: 100_000);

    public static readonly Option<string?> Prompts = new("--prompts")
    {
        Description = "A folder with what the model is told, in Markdown [default: prompts/, as it comes with Merlon]",
        HelpName = "FOLDER",
    };

    public static readonly Option<bool> IsFree = new("--free-form")
    {
        Description = "Do not hold the model to the form of an answer; what it writes is read and checked all the same",
    };

    static readonly Option<string?> Recall = new("--recall")
    {
        Description = "Tell the model what proved right before, out of what merlon precedents add has made",
        HelpName = "FILE",
    };

    public static void AddTo(Command command) =>
        ModelOptions.AddTo(command, Attempts, Calls, Prompts, IsFree, Recall);

    /// <param name="isOnlyLast">Asked once, when all of a log is known.</param>
    /// <returns>Null when it cannot be had; the user has been told, and the exit status says why.</returns>
    public static ModelProposer? Open(ParseResult parsed, bool isOnlyLast, CancellationToken end, out int status)
    {
        if (Template(parsed, "propose", out status) is not { } template) return null;
        if (!TryRecall(parsed, out var recall, out status)) return null;
        if (ModelOptions.Open(parsed, out status) is not { } model) return null;

        var bounds = Bounds(parsed) with { Calls = parsed.GetValue(Calls), IsOnlyLast = isOnlyLast };
        return new(model, bounds, template, !parsed.GetValue(IsFree), end)
        {
            Told = Tell,
            Recall = recall,
        };
    }

    /// <summary>How often a model is asked of one situation, and how much it is told.</summary>
    public static ProposerBounds Bounds(ParseResult parsed) => ProposerBounds.Standard with
    {
        Attempts = parsed.GetValue(Attempts),
        PromptTokens = ModelOptions.PromptTokens(parsed),
    };

    /// <summary>What an answer hangs on, with what it is; null where none is named.</summary>
    public static IEnumerable<(string Use, string? Path)> Files(ParseResult parsed) =>
    [
        ("model", parsed.GetValue(ModelOptions.Model) is { Kind: ModelKind.File, Name: var file } ? file : null),
        ("prompts", parsed.GetValue(Prompts) is { } folder ? Path.Combine(folder, "propose.md") : null),
        ("recall", parsed.GetValue(Recall)),
    ];

    /// <summary>Reads what proved right before, once: what is added meanwhile counts the next time.</summary>
    /// <param name="recall">Null where no store is named.</param>
    /// <returns>False when it cannot be read; the user has been told, and the exit status says why.</returns>
    public static bool TryRecall(ParseResult parsed, out Func<Consultation, string>? recall, out int status)
    {
        Func<Consultation, string>? found = null;
        status = parsed.GetValue(Recall) is not { } path ? Exit.Done : PrecedentsCommand.Told(() =>
        {
            var room = Math.Min(Recollection.StandardRoom, ModelOptions.PromptTokens(parsed) / 2);
            found = RecollectionIndex.Of(PrecedentStore.Read(path), room).EntriesFor;
            return Exit.Done;
        });
        recall = found;
        return status == Exit.Done;
    }

    // The work goes on without it.
    static void Tell(Exchange exchange)
    {
        if (exchange.Reply.Fault is { } fault) Screen.Note($"{fault}; rules are made without the model");
    }

    /// <returns>Null when it cannot be used; the user has been told, and the exit status says why.</returns>
    public static PromptTemplate? Template(ParseResult parsed, string name, out int status)
    {
        status = Exit.Done;
        if (parsed.GetValue(Prompts) is not { } folder) return PromptTemplate.Standard(name);

        status = Exit.Unreadable;
        var path = Path.Combine(folder, name + ".md");
        if (InputBytes.Read(path, 1 << 20, "no prompt") is not var (_, bytes)) return null;

        var template = PromptTemplate.Read(System.Text.Encoding.UTF8.GetString(bytes), name, out var problem);
        if (problem is not null) Screen.Error($"{path}: {problem}");
        else status = Exit.Done;
        return template;
    }
}
