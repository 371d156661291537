using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>Reads one word of several; false when it is none.</summary>
delegate bool ReadWord<T>(string word, out T value);

/// <summary>Options that several commands take, so that they read alike everywhere.</summary>
static class Options
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON document to standard output",
    };

    public static Argument<string[]> Files() => new("file")
    {
        Description = "Logs or captures to read, gzipped or not; - is standard input. Several are put in order of time",
        Arity = ArgumentArity.OneOrMore,
        Validators = { RefuseOptions },
    };

    /// <summary>Whoever mistypes an option should not be told that there is no such file.</summary>
    public static void RefuseOptions(SymbolResult files)
    {
        var known = ((CommandResult)files.Parent!).Command.Options.Select(option => option.Name).ToList();
        foreach (var typed in files.Tokens.Where(IsOption).Select(token => token.Value))
            files.AddError($"{typed}: there is no such option here{Words.Nearest(typed, known)}");
    }

    static bool IsOption(Token token) =>
        token.Value.StartsWith('-') && token.Value != "-" && !File.Exists(token.Value);

    /// <summary>What options ask of each other, once each by itself is what it should be.</summary>
    public static void Check(Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        if (result.Children.OfType<ArgumentResult>().Any(IsRefused)) return;

        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
            // So a value says that it could not be read; its own error is told.
        }
    });

    static bool IsRefused(ArgumentResult files) =>
        files.Argument.Validators.Contains(RefuseOptions) && files.Tokens.Any(IsOption);

    public static Option<string> Format() => Named("--format", "auto", [FlowFormats.Auto, .. FlowFormats.Names],
        "The format of the files; auto looks at each");

    public static Option<bool> Strict() => new("--strict") { Description = "Stop at the first bad line" };

    public static Option<string> Clock() => Named("--clock", "auto", ["auto", "24h"],
        "cic-ids-2017: the clock is one of 24 hours (auto: hours 1 to 7 without AM or PM are afternoon)");

    public static Option<TimeSpan> UtcOffset() => new("--utc-offset")
    {
        Description = "For times without a UTC offset, such as +02:00 or -3",
        HelpName = "OFFSET",
        CustomParser = result => TryParseOffset(Word(result), out var offset)
            ? offset : Wrong<TimeSpan>(result, "an offset such as +02:00 or -3"),
    };

    public static Option<TimeSpan?> Lateness() => Duration("--lateness",
        $"Put rows in order that are late by this [default: as {ReorderBuffer.DefaultCapacity:N0} rows reach]");

    public static readonly string[] Strategies = ["merlon", "talk", "public", "source"];

    /// <summary>Merlon's own, for which a language model proposes rules beside.</summary>
    public const string WithModel = "llm";

    public static Option<string> Strategy(string standard, bool mayHaveModel) => Named("--strategy", standard,
        mayHaveModel ? [.. Strategies, WithModel] : Strategies,
        "How alerts become rules: Merlon's own, the baselines talk and public, "
            + (mayHaveModel
                ? "every alert's source at once, or Merlon's own with a language model that proposes (--model)"
                : "or every alert's source at once"));

    public static Option<double?> Epsilon() => new("--epsilon")
    {
        Description = "The share of honest traffic that may be lost, 0 to 1: with merlon what each rule is bounded by, "
            + "with the baselines what all rules match of the benign window "
            + $"[default: {MerlonStrategy.StandardEpsilon:0.##} with merlon, 0 with the baselines]",
        HelpName = "SHARE",
        CustomParser = result => TryParseShare(Word(result), out var share)
            ? share : Wrong<double?>(result, "a number from 0 to 1"),
    };

    public static Option<int?> MaxRules() => new("--max-rules")
    {
        Description = "merlon: so many rules stand at most; of more, those that cover the most "
            + $"[default: {MerlonStrategy.StandardMostRules:N0}]",
        HelpName = "N",
        CustomParser = result => TryParseDigits(Word(result), out var number) && number > 0
            ? number : Wrong<int?>(result, "a whole number, 1 or more"),
    };

    public static Option<TimeSpan?> Idle() =>
        Duration("--idle", "The alert window closes when no alert came for so long [default: 60s]");

    public static Option<TimeSpan?> BenignWindow() =>
        Duration("--benign-window", "How far back benign traffic is held against rules [default: 1h]");

    public static Option<TimeSpan?> Reaction() =>
        Duration("--reaction", "From an alert to the moment at which its rule binds [default: 1s]");

    public static Option<IpPrefix[]> Internal() => Prefixes("--internal",
        "A prefix behind the firewall; may be repeated [default: each IPv4 /24 is on one side]");

    public static Option<IpPrefix[]> Prefixes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "CIDR",
        CustomParser = result => [.. result.Tokens.Select(token => IpPrefix.TryParse(token.Value, out var prefix)
            ? prefix : Wrong<IpPrefix>(result, $"a prefix such as 10.0.0.0/8; '{token.Value}' is none"))],
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Chain() => Named("--chain", "FORWARD", ["FORWARD", "INPUT"],
        "The chain for the rules: FORWARD on a gateway, INPUT on the host itself");

    public static Option<string> BuiltInChain() => Named("--chain", "FORWARD", ["FORWARD", "INPUT", "OUTPUT"],
        "The built-in chain that a packet meets first");

    public static Option<double> Share(string name, double standard, string description) => new(name)
    {
        Description = $"{description}, 0 to 1",
        HelpName = "SHARE",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
            TryParseShare(Word(result), out var share)
                ? share : Wrong<double>(result, "a number from 0 to 1"),
    };

    public static Option<double?> Number(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => TryParseNumber(Word(result), out var number) && double.IsFinite(number)
            ? number : Wrong<double?>(result, "a number such as 0.5"),
    };

    /// <param name="most">Numbers from 1 to this; all when there is none.</param>
    public static Option<int> Whole(string name, int standard, string description, int? most = null) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result => TryParseDigits(Word(result), out var number)
            && (most is null || (number > 0 && number <= most))
            ? number : Wrong<int>(result, "a whole number" + (most is null ? "" : $" from 1 to {most:N0}")),
    };

    /// <summary>For commands that can write nftables' text.</summary>
    public static Option<TimeSpan?> Timeout() => Duration("--timeout",
        "nftables: addresses that are blocked leave by themselves after so long, 1s to 365d [default: they stay]",
        TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));

    /// <param name="least">And <paramref name="most"/>: what it must lie between; none when any length will do.</param>
    public static Option<TimeSpan?> Duration(
        string name, string description, TimeSpan? least = null, TimeSpan? most = null) => new(name)
        {
            Description = description,
            HelpName = "DURATION",
            CustomParser = result =>
                !Durations.TryParse(Word(result), out var duration)
                    ? Wrong<TimeSpan?>(result, "a length of time such as 60s, 5m or 1h")
                : duration < least ? Wrong<TimeSpan?>(result, $"at least {Durations.Text(least.Value)}")
                : duration > most ? Wrong<TimeSpan?>(result, $"at most {Durations.Text(most.Value)}")
                : duration,
        };

    public static Option<string?> Folder(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FOLDER",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [{ Value: var path }] && File.Exists(path))
                    result.AddError($"{name}: {path} is a file; expected a folder, which is made if it is not there");
            },
        },
    };

    public static Option<string> Named(string name, string standard, string[] names, string description) => new(name)
    {
        Description = $"{description}: {string.Join(", ", names)}",
        HelpName = name.TrimStart('-').ToUpperInvariant(),
        DefaultValueFactory = _ => standard,
        CustomParser = result => names.FirstOrDefault(known => SameWord(known, Word(result)))
            ?? Wrong<string>(result, $"one of {string.Join(", ", names)}{Words.Nearest(Word(result), names)}"),
    };

    /// <summary>Values with commas between them; none when the option is not there.</summary>
    /// <param name="expected">Tells of a word that is none what was expected in its place.</param>
    public static Option<T[]> List<T>(
        string name, string helpName, string description, ReadWord<T> read, Func<string, string> expected) => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var words = Word(result).Split(',', StringSplitOptions.TrimEntries);
                var wrong = words.FirstOrDefault(word => !read(word, out _));
                return wrong is not null
                    ? Wrong<T[]>(result, expected(wrong))
                    : [.. words.Select(word => read(word, out var value) ? value : default!)];
            },
        };

    public static Hook HookOf(string name) => name switch
    {
        "INPUT" => Hook.Input,
        "OUTPUT" => Hook.Output,
        _ => Hook.Forward,
    };

    public static double StandardEpsilonOf(string strategy) =>
        strategy is "merlon" or WithModel ? MerlonStrategy.StandardEpsilon : 0;

    /// <param name="mostRules">Of merlon; null for as many as it has by default.</param>
    /// <param name="proposer">Beside merlon; null for nobody.</param>
    public static IStrategy StrategyOf(
        string name, double epsilon, int? mostRules = null, IProposer? proposer = null) => name switch
        {
            "merlon" or WithModel =>
                new MerlonStrategy(epsilon, mostRules ?? MerlonStrategy.StandardMostRules, proposer),
            "public" => new PublicStrategy(epsilon),
            "source" => new SourceStrategy(),
            _ => new TalkStrategy(epsilon),
        };

    public static bool TryParseShare(string text, out double share) =>
        TryParseNumber(text, out share) && share is >= 0 and <= 1;

    static bool TryParseOffset(string text, out TimeSpan offset)
    {
        var digits = text.TrimStart('+', '-');
        var parts = digits.Split(':');
        offset = default;
        if (parts.Length > 2 || !TryParseDigits(parts[0], out var hours)) return false;

        var minutes = 0;
        if (parts.Length == 2 && !TryParseDigits(parts[1], out minutes)) return false;
        if (digits.Length == 4 && parts.Length == 1) (hours, minutes) = (hours / 100, hours % 100);   // +0200

        offset = TimeSpan.FromMinutes((text.StartsWith('-') ? -1 : 1) * (hours * 60 + minutes));
        return hours <= 18 && minutes < 60;
    }

    static bool SameWord(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    static bool TryParseDigits(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static bool TryParseNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    public static string Word(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";

    public static T Wrong<T>(ArgumentResult result, string expected)
    {
        result.AddError($"{((OptionResult)result.Parent!).IdentifierToken?.Value}: expected {expected}");
        return default!;
    }
}
