using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Merlon.Language;

namespace Merlon.Cli;

/// <summary>Options of commands that ask a language model.</summary>
static class ModelOptions
{
    static readonly TimeSpan StandardTimeout = TimeSpan.FromMinutes(5);

    public static readonly Option<ModelName?> Model = new("--model")
    {
        Description = $"The language model: {ModelName.Expected}",
        HelpName = "MODEL",
        CustomParser = result => ModelName.TryParse(Options.Word(result), out var name) ? name
            : Options.Wrong<ModelName?>(result, $"{ModelName.Expected}{Nearest(Options.Word(result))}"),
    };

    static readonly Option<string?> Url = new("--model-url")
    {
        Description = "Where its server is [default: OLLAMA_HOST or http://127.0.0.1:11434; OPENAI_BASE_URL or OpenAI,"
            + " with the key in OPENAI_API_KEY, which goes to this machine and, by https, to others]",
        HelpName = "URL",
    };

    static readonly Option<string> Preset = Options.Named("--preset", "standard", [.. ModelSettings.Presets.Keys],
        "Settings that published experiments used; those below change them");

    static readonly Option<double?> Temperature = Bounded("--temperature", 0, 2,
        "How freely it chooses its words, 0 for the likeliest each time");

    static readonly Option<double?> RepetitionPenalty = Bounded("--repetition-penalty", 0.01, 10,
        "How much it shuns what it said, 1 for not at all");

    static readonly Option<long?> Seed = new("--model-seed")
    {
        Description = $"The seed of its choices [default: {ModelSettings.Standard.Seed}]",
        HelpName = "N",
        CustomParser = result => long.TryParse(
            Options.Word(result), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
                ? seed : Options.Wrong<long?>(result, "a whole number"),
    };

    static readonly Option<int?> ContextSize = Tokens("--context-size", "Tokens of prompt and answer together;"
        + " of a GGUF file as many as it was trained on, at most");

    static readonly Option<int?> NewTokens = Tokens("--new-tokens", "Tokens of the answer at most, thinking included");

    static readonly Option<TimeSpan?> Timeout = Options.Duration("--model-timeout",
        "How long one answer may take, 1s to 1d [default: 5m]", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

    static readonly Option<bool> Redact = new("--redact")
    {
        Description = "Tell it pseudonyms, and put back into its answers what they stand for: for addresses (as"
            + " 10[.]1[.]2[.]3 and ip-10-1-2-3, too), hardware and mail addresses, names of hosts with a domain, this"
            + " machine's name and yours, and the users in a report; other names stay",
    };

    /// <param name="others">The command's own that say nothing without a model either.</param>
    public static void AddTo(Command command, params Option[] others)
    {
        Option[] options =
        [
            Url, Preset, Temperature, Seed, ContextSize, NewTokens, RepetitionPenalty, Timeout, Redact, .. others,
        ];
        foreach (var option in options.Prepend(Model)) command.Add(option);
        Options.Check(command, result =>
        {
            var hasModel = result.GetResult(Model) is not null;
            foreach (var option in options.Where(option => !hasModel && IsGiven(result, option)))
                result.AddError($"{option.Name}: expected --model beside it");
            if (hasModel && result.GetValue(Url) is not null && result.GetValue(Model)!.Kind is ModelKind.File)
                result.AddError("--model-url: goes with --model ollama:NAME or openai:NAME");
        });
    }

    static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>Whether answers are known only when they are whole.</summary>
    public static bool IsRedacted(ParseResult parsed) => parsed.GetValue(Redact);

    /// <param name="hear">Takes the answers as they come; without redaction only.</param>
    /// <param name="hosts">Names that redaction replaces, besides this machine's.</param>
    /// <param name="users">So too.</param>
    /// <returns>Null when it cannot be had; the user has been told, and the exit status says why.</returns>
    public static ILanguageModel? Open(
        ParseResult parsed, out int status, HearAnswer? hear = null, IEnumerable<string>? hosts = null,
        IEnumerable<string>? users = null)
    {
        status = Exit.Done;
        var source = new ModelSource(Environment.GetEnvironmentVariable, TimeProvider.System);
        var (name, url) = (parsed.GetValue(Model)!, parsed.GetValue(Url));
        var isRedacted = IsRedacted(parsed);
        try
        {
            if (source.Address(name, url) is { } address)
            {
                if (!address.IsThisMachine) Warn(address, isRedacted);
                if (source.HasKey(name)) TellOfKey(address, isNamed: url is not null);
            }

            var patience = ModelPatience.Of(parsed.GetValue(Timeout) ?? StandardTimeout);
            var model = source.Open(name, url, Settings(parsed), patience, isRedacted ? null : hear);
            if (!isRedacted) return model;

            var redaction = new Redaction(
                [Environment.MachineName, .. hosts ?? []], [Environment.UserName, .. users ?? []]);
            return new RedactingModel(model, redaction);
        }
        catch (ModelException e)
        {
            Screen.Error(e.Message);
            status = e.Fault is ModelFault.File ? Exit.Unreadable
                : e.Fault is ModelFault.Prompt || url is not null ? Exit.Usage
                : Exit.Environment;
            return null;
        }
    }

    static void Warn(ModelAddress address, bool isRedacted)
    {
        var how = address.IsEncrypted ? "" : ", unencrypted";
        var advice = isRedacted ? "" : " (--redact replaces addresses and hosts' names)";
        Screen.Note($"the prompt leaves this machine for {address.Url.Authority}{how}{advice}");
    }

    static void TellOfKey(ModelAddress address, bool isNamed)
    {
        var (key, where) = (ModelSource.OpenAiKey, address.Url.Authority);
        if (!ModelSource.MayHaveKey(address))
            Screen.Note($"{key} is not sent to {where}, since the way there is unencrypted; it would be by https");
        else if (isNamed) Screen.Note($"{key} goes to {where}, as --model-url says; unset it where it should not");
    }

    /// <summary>Of the context, what an answer leaves to a prompt; three quarters at least.</summary>
    public static int PromptTokens(ParseResult parsed)
    {
        var (size, answer) = (Settings(parsed).ContextSize, Settings(parsed).NewTokens);
        return size - Math.Min(answer, size / 4);
    }

    public static string PresetName(ParseResult parsed) => parsed.GetRequiredValue(Preset);

    public static ModelSettings Settings(ParseResult parsed)
    {
        var preset = ModelSettings.Presets[PresetName(parsed)];
        return new(
            parsed.GetValue(Temperature) ?? preset.Temperature,
            parsed.GetValue(Seed) ?? preset.Seed,
            parsed.GetValue(ContextSize) ?? Math.Min(preset.ContextSize, TrainedOn(parsed) ?? int.MaxValue),
            parsed.GetValue(NewTokens) ?? preset.NewTokens,
            parsed.GetValue(RepetitionPenalty) ?? preset.RepetitionPenalty);
    }

    static int? TrainedOn(ParseResult parsed) =>
        parsed.GetValue(Model) is { Kind: ModelKind.File, Name: var path } ? LlamaModel.TrainedOn(path) : null;

    static string Nearest(string typed) =>
        typed.Contains(':') ? Words.Nearest(typed[..(typed.IndexOf(':') + 1)], ModelName.Prefixes) : "";

    static Option<double?> Bounded(string name, double least, double most, string description) => new(name)
    {
        Description = $"{description} [default: the preset's]",
        HelpName = "NUMBER",
        CustomParser = result => double.TryParse(
            Options.Word(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
                ? number : Options.Wrong<double?>(result, $"a number from {least} to {most}"),
    };

    static Option<int?> Tokens(string name, string description)
    {
        const int Most = 1 << 24;
        return new(name)
        {
            Description = $"{description} [default: the preset's]",
            HelpName = "N",
            CustomParser = result => int.TryParse(
                Options.Word(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and <= Most
                    ? number : Options.Wrong<int?>(result, $"a whole number from 1 to {Most:N0}"),
        };
    }
}
