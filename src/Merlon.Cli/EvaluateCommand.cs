using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Host.Models;
using Merlon.Language;
using Merlon.Rules;
using Merlon.Synthesis;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Merlon.Cli;

/// <summary>
/// <c>merlon evaluate</c>: labelled traffic replayed through a response, and what it would have blocked.
/// </summary>
static class EvaluateCommand
{
    static readonly Option<string> Ids = Options.Named("--ids", "ideal", ["ideal", "noisy", "log"],
        "The NIDS: ideal alerts on every malicious flow and no other, noisy errs as --tpr and --fpr say, log is the "
        + "alerts that are in the logs, each on the flow of its five-tuple and time");

    static readonly Option<double> Tpr = Options.Share("--tpr", 0.95, "noisy: its share of alerts on malicious flows");
    static readonly Option<double> Fpr = Options.Share("--fpr", 0.01, "noisy: its share of alerts on others");
    static readonly Option<int> Seed = Options.Whole("--seed", 1, "noisy: repeats a run");

    public static Command Create()
    {
        var logs = new LogOptions();
        var response = new ResponseOptions();
        var reaction = Options.Reaction();
        var command = new Command("evaluate", "Replay labelled traffic: which shares of it are blocked");
        logs.AddTo(command);
        response.AddTo(command);
        foreach (var option in (Option[])[reaction, Ids, Tpr, Fpr, Seed, Options.Json]) command.Add(option);
        command.SetAction(parsed =>
        {
            if (response.Context(parsed, out var status) is not { } context) return status;

            using var end = new EndRequest();
            var proposer = response.HasModel(parsed)
                ? ProposerOptions.Open(parsed, isOnlyLast: false, end.Token, out status)
                : null;
            if (response.HasModel(parsed) && proposer is null) return status;

            using var set = logs.Open(parsed);
            if (set is null) return Exit.Unreadable;

            var ids = parsed.GetRequiredValue(Ids) switch
            {
                "log" => null,
                "noisy" => new DetectorStandIn(parsed.GetValue(Tpr), parsed.GetValue(Fpr), parsed.GetValue(Seed)),
                _ => DetectorStandIn.Ideal,
            };
            var delay = parsed.GetValue(reaction) ?? ResponseSettings.Default.Reaction;
            var replay = new Replay(response.Responder(parsed, context, delay, proposer: proposer), ids);
            var isKept = () => context.Protected.IsEmpty || ContextOption.IsKept(context, DropRuleSets.Of(
                response.Hook(parsed), replay.Responder.Made.Select(made => (made.Rule, ""))));
            status = Run(
                set, replay, ids is null, isKept, response.Heading(parsed), parsed.GetValue(Options.Json), proposer);
            if (proposer is not null) Screen.Note(Told(proposer));
            return status;
        });
        return command;
    }

    static string Told(ModelProposer proposer)
    {
        var rules = proposer.Exchanges.SelectMany(exchange => exchange.Rules).ToList();
        return $"{proposer.Name} gave {RespondCommand.Plural(proposer.Answers, "answer")}; of "
            + $"{RespondCommand.Plural(rules.Count, "rule")} {rules.Count(rule => rule.IsProven):N0} were proven";
    }

    static int Run(
        LogSet logs, Replay replay, bool takesLogged, Func<bool> isKept, string heading, bool asJson,
        ModelProposer? proposer)
    {
        var watch = Stopwatch.StartNew();
        var isRead = takesLogged ? TryReplayLogged(logs, replay) : logs.TryReadAll(observation =>
        {
            if (observation.Kind is not RecordKind.Alert) replay.Next(observation.Flow);
        });
        var seconds = watch.Elapsed.TotalSeconds;
        if (!isRead) return Exit.Unreadable;

        if (replay.Scores.Flows == replay.Scores.Unscored)
        {
            Screen.Error($"{logs.Readers[0].File}: no flow is labelled benign or malicious, and evaluate needs"
                + " both; merlon respond does not");
            return Exit.Unreadable;
        }

        if (!isKept()) return Exit.AnswerIsNo;

        Limits.Report(replay.Responder);
        if (asJson) JsonOutput.Write(json =>
        {
            WriteJson(json, logs, replay, seconds);
            if (proposer is not null) ExchangeText.Write(json, proposer);
        });
        else WriteText(replay, heading, seconds);
        return Exit.Done;
    }

    // An alert comes after the flow that it is on has begun, so all is read first.
    static bool TryReplayLogged(LogSet logs, Replay replay)
    {
        var observations = new List<Observation>();
        if (!logs.TryReadAll(observations.Add)) return false;

        var traffic = LabelledTraffic.Of(observations);
        for (var i = 0; i < traffic.Flows.Length; i++) replay.Next(traffic.Flows[i], traffic.IsAlerted(i));

        Screen.Note($"{RespondCommand.Plural(traffic.Alerts, "alert")} in the logs, "
            + $"on {RespondCommand.Plural(traffic.AlertedFlows, "flow")}");
        if (traffic.AlertedFlows == 0)
            Screen.Note("without an alert there is nothing to answer: give the log of a NIDS of the same time beside "
                + "the traffic, or what merlon detect run writes");
        return true;
    }

    static void WriteJson(Utf8JsonWriter json, LogSet logs, Replay replay, double seconds)
    {
        WriteScores(json, replay);
        json.WriteNumber("badLines", logs.BadLines);
        json.WriteNumber("lateRows", logs.Late);
        JsonOutput.Number(json, "seconds", seconds);
        json.WriteNumber("flowsPerSecond", Math.Round(replay.Scores.Flows / seconds));
    }

    /// <summary>CBR, WBR and what else a replay is judged by, as properties of the object being written.</summary>
    public static void WriteScores(Utf8JsonWriter json, Replay replay)
    {
        var scores = replay.Scores;
        json.WriteNumber("flows", scores.Flows);
        json.WriteNumber("malicious", scores.Malicious.Flows);
        json.WriteNumber("benign", scores.Benign.Flows);
        json.WriteNumber("unscored", scores.Unscored);
        json.WriteNumber("maliciousBlocked", scores.Malicious.Blocked);
        json.WriteNumber("benignBlocked", scores.Benign.Blocked);
        JsonOutput.Number(json, "cbr", scores.Cbr);
        JsonOutput.Number(json, "wbr", scores.Wbr);
        json.WriteStartObject("byType");
        foreach (var (type, tally) in scores.ByType)
        {
            json.WriteStartObject(type);
            json.WriteNumber("flows", tally.Flows);
            json.WriteNumber("blocked", tally.Blocked);
            JsonOutput.Number(json, "cbr", tally.Share);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("rulesMade", replay.Responder.Made.Count);
        json.WriteNumber("maxActive", replay.Responder.MaxActive);
        json.WriteStartObject("secondsToFirstBlock");
        JsonOutput.Number(json, "median", scores.SecondsToFirstBlock(0.5));
        JsonOutput.Number(json, "p95", scores.SecondsToFirstBlock(0.95));
        json.WriteNumber("sources", scores.Sources);
        json.WriteNumber("sourcesBlocked", scores.SourcesBlocked);
        json.WriteEndObject();
    }

    static void WriteText(Replay replay, string heading, double seconds)
    {
        var scores = replay.Scores;
        Screen.Out.MarkupLineInterpolated($"[bold]{heading}[/]");
        Tables.Write(EffectTable(scores));

        var responder = replay.Responder;
        Screen.Out.WriteLine($"{responder.Made.Count:N0} rules made, {responder.MaxActive:N0} active at most");
        if (scores.SecondsToFirstBlock(0.5) is { } median)
        {
            Screen.Out.WriteLine($"{scores.SourcesBlocked:N0} of {scores.Sources:N0} attack sources were blocked, "
                + $"{median:0.##} s after their first flow (median; p95 {scores.SecondsToFirstBlock(0.95):0.##} s)");
        }

        Screen.Out.WriteLine($"{scores.Flows:N0} flows in {seconds:0.00} s, {scores.Flows / seconds:N0} a second");
    }

    /// <summary>What was blocked, by kind of traffic.</summary>
    public static Table EffectTable(Scores scores)
    {
        var table = Tables.Of("traffic", "flows", "blocked", "share");
        AddRow(table, "malicious (CBR)", scores.Malicious);
        foreach (var (type, tally) in scores.ByType) AddRow(table, $"  {type}", tally);
        AddRow(table, "benign (WBR)", scores.Benign);
        if (scores.Unscored > 0) table.AddRow("not scored", $"{scores.Unscored:N0}", "", "");
        return table;
    }

    static void AddRow(Table table, string name, Tally tally) =>
        table.AddRow(
            Markup.Escape(VisibleText.Of(name)), $"{tally.Flows:N0}", $"{tally.Blocked:N0}", $"{tally.Share:0.0000}");
}

/// <summary>The options by which a response is made.</summary>
/// <param name="strategy">Where none is named.</param>
/// <param name="mayHaveModel">Whether a language model may propose.</param>
sealed class ResponseOptions(string strategy = "merlon", bool mayHaveModel = true)
{
    readonly Option<string> _strategy = Options.Strategy(strategy, mayHaveModel);
    readonly Option<double?> _epsilon = Options.Epsilon();
    readonly Option<int?> _maxRules = Options.MaxRules();
    readonly Option<TimeSpan?> _idle = Options.Idle();
    readonly Option<TimeSpan?> _benignWindow = Options.BenignWindow();
    readonly Option<Net.IpPrefix[]> _internal = Options.Internal();
    readonly Option<string> _chain = Options.Chain();
    readonly ContextOption _context = new();

    public void AddTo(Command command)
    {
        _context.AddTo(command);
        Option[] all = [_strategy, _epsilon, _maxRules, _idle, _benignWindow, _internal, _chain];
        foreach (var option in all) command.Add(option);
        if (mayHaveModel) ProposerOptions.AddTo(command);
        Options.Check(command, result =>
        {
            if (result.GetResult(_maxRules) is not null
                && result.GetValue(_strategy) is not (null or "merlon" or Options.WithModel))
                result.AddError("--max-rules: expected --strategy merlon beside it");
            var wantsModel = (result.GetValue(_strategy) ?? strategy) is Options.WithModel;
            if (mayHaveModel && wantsModel != (result.GetResult(ModelOptions.Model) is not null))
                result.AddError(wantsModel
                    ? $"--model: expected the language model that is to propose: {ModelName.Expected}"
                    : $"--model: expected --strategy {Options.WithModel} beside it");
        });
    }

    public Hook Hook(ParseResult parsed) => Options.HookOf(parsed.GetRequiredValue(_chain));

    public double Epsilon(ParseResult parsed) =>
        parsed.GetValue(_epsilon) ?? Options.StandardEpsilonOf(Strategy(parsed));

    public string Strategy(ParseResult parsed) => parsed.GetRequiredValue(_strategy);

    public bool HasModel(ParseResult parsed) => Strategy(parsed) is Options.WithModel;

    public string Heading(ParseResult parsed) => $"strategy {Strategy(parsed)}, ε = {Epsilon(parsed):0.####}";

    /// <returns>Null when it cannot be used; the user has been told, and the command ends with the status.</returns>
    public SiteContext? Context(ParseResult parsed, out int status) =>
        _context.Open(parsed, parsed.GetRequiredValue(_internal), out status);

    /// <summary>Where the context lies; null when there is none.</summary>
    public string? ContextPath(ParseResult parsed) => _context.Path(parsed);

    /// <summary>The prefixes behind the firewall, as the command line or the context says.</summary>
    public ImmutableArray<Net.IpPrefix> Internals(ParseResult parsed, SiteContext context) =>
        [.. parsed.GetRequiredValue(_internal).Concat(context.Internals.Select(block => block.Value)).Distinct()];

    public ResponseSettings Settings(ParseResult parsed, TimeSpan reaction) => new(
        parsed.GetValue(_idle) ?? ResponseSettings.Default.MaxIdle,
        parsed.GetValue(_benignWindow) ?? ResponseSettings.Default.BenignSpan,
        reaction);

    public Responder Responder(
        ParseResult parsed, SiteContext context, TimeSpan reaction, bool isHindsight = false,
        IProposer? proposer = null) => new(
        Options.StrategyOf(Strategy(parsed), Epsilon(parsed), parsed.GetValue(_maxRules), proposer),
        new(Hook(parsed), [.. Internals(parsed, context)]),
        Settings(parsed, reaction),
        isHindsight,
        context);
}
