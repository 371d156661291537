using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Merlon.Context;
using Merlon.Host;
using Merlon.Host.Firewall;
using Merlon.Language.Benchmark;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Cli;

/// <summary>
/// <c>merlon bench llm</c>: what a language model is worth as a proposer, on windows of labelled traffic.
/// </summary>
static class ModelBenchCommand
{
    static readonly Option<int> Windows = Options.Whole("--windows", 100,
        "So many windows, chosen by the seed", most: 100_000);

    static readonly Option<int> Seed = Options.Whole("--seed", 1, "Which windows are chosen");

    static readonly Option<string?> Out = Options.Folder("--out",
        "Write llm.md, llm.json and llm.svg here [default: the table to standard output]");

    static readonly Option<string> Chain = Options.Chain();
    static readonly Option<IpPrefix[]> Internal = Options.Internal();
    static readonly ContextOption Context = new();

    public static Command Create()
    {
        var files = Piece.Files("one of each day");
        var logs = new LogOptions(files);
        var command = new Command("llm", "Have a language model propose rules for many windows, and rate its answers");
        logs.AddTo(command);
        Context.AddTo(command);
        ProposerOptions.AddTo(command);
        foreach (var option in (Option[])[Windows, Seed, Out, Chain, Internal, Options.Json]) command.Add(option);
        Piece.CheckNames(command, files);
        Options.Check(command, result =>
        {
            if (result.GetResult(ModelOptions.Model) is null)
                result.AddError($"--model: expected {Host.Models.ModelName.Expected}");
            if (result.GetResult(ProposerOptions.IsFree) is not null)
                result.AddError("--free-form: every model is asked both ways; expected the command without it");
            if (result.GetResult(ProposerOptions.Calls) is not null)
                result.AddError("--model-calls: every window is asked about; expected --windows, or --attempts");
        });
        command.SetAction(parsed => Run(parsed, logs));
        return command;
    }

    static int Run(ParseResult parsed, LogOptions logs)
    {
        if (Context.Open(parsed, parsed.GetRequiredValue(Internal), out var status) is not { } context) return status;
        if (ProposerOptions.Template(parsed, "propose", out status) is not { } template) return status;
        if (!ProposerOptions.TryRecall(parsed, out var recall, out status)) return status;
        if (ModelOptions.Open(parsed, out status) is not { } model) return status;
        if (Inputs(parsed, context) is not { } inputs) return Exit.Unreadable;
        if (parsed.GetValue(Out) is { } folder) Directory.CreateDirectory(folder);   // before hours of work
        if (BenchCommand.ReadPieces(parsed, logs, areDigested: true) is not { } pieces) return Exit.Unreadable;

        using var end = new EndRequest();
        var vantage = new Vantage(inputs.Chain, inputs.Internals);
        var traffic = new BenchmarkTraffic([.. pieces.Select(piece => piece.Traffic)], vantage, context, end.Token);
        var windows = traffic.Choose(parsed.GetValue(Windows), parsed.GetValue(Seed));
        if (windows.Count < parsed.GetValue(Windows))
            Screen.Note($"the traffic has {RespondCommand.Plural(windows.Count, "window")} in which a model is asked");

        var (watch, done) = (Stopwatch.StartNew(), 0);
        var all = windows.Count * BenchmarkVariant.All(recall is not null).Count();
        using var progress = ProgressLine.Start(() => (double)done / all, "answers", every: 1);
        var world = new BenchmarkWorld(() => watch.Elapsed.TotalSeconds, new IptablesOpinion().Takes);
        var bounds = ProposerOptions.Bounds(parsed);
        var benchmark = new ModelBenchmark(model, template, world, traffic, recall, bounds, end.Token)
        {
            Told = () => progress.Tick(++done),
        };
        var ended = benchmark.Run(windows);
        progress.Dispose();
        if (windows.Count == 0 && ended is BenchmarkEnd.Whole)
        {
            Screen.Error($"{logs.Paths(parsed)[0]}: no window with alerts in which a model would be asked");
            return Exit.Unreadable;
        }

        if (benchmark.Ratings.Count > 0)
        {
            var outcome = new BenchmarkOutcome(
                model.Name, parsed.GetValue(Seed), windows.Count, benchmark.WholeWindows, benchmark.Ratings);
            Write(parsed, outcome, json => ModelBenchJson.Write(json, inputs with { Pieces = pieces }, outcome, ended));
        }

        return Told(ended, benchmark, windows.Count);
    }

    // Null when one of them cannot be read; the user has been told.
    static ModelBenchInputs? Inputs(ParseResult parsed, SiteContext context)
    {
        var files = new List<(string Use, Evaluation.Certificates.CertifiedFile File)>();
        foreach (var (use, path) in ProposerOptions.Files(parsed).Append(("context", Context.Path(parsed))))
        {
            if (path is null or InputFile.StandardInput) continue;
            if (CertificateFile.Digest(path) is not { } file) return null;

            files.Add((use, file));
        }

        return new(
            [.. parsed.Tokens.Select(token => token.Value)], ModelOptions.PresetName(parsed),
            ModelOptions.Settings(parsed), ProposerOptions.Bounds(parsed).Attempts, ModelOptions.IsRedacted(parsed),
            Options.HookOf(parsed.GetRequiredValue(Chain)),
            [.. parsed.GetRequiredValue(Internal).Concat(context.Internals.Select(block => block.Value)).Distinct()],
            files, []);
    }

    static void Write(ParseResult parsed, BenchmarkOutcome outcome, Action<Utf8JsonWriter> document)
    {
        var text = BenchmarkText.Write(outcome);
        if (parsed.GetValue(Out) is { } folder)
        {
            WriteFile(folder, "llm.md", text + "\n![Answers by variant](llm.svg)\n");
            WriteFile(folder, "llm.svg", BenchmarkPicture.Draw(outcome.Model, outcome.Ratings));
            using var file = File.Create(Path.Combine(folder, "llm.json"));
            using var json = new Utf8JsonWriter(file, new() { Indented = true, Encoder = JsonOutput.Encoder });
            json.WriteStartObject();
            document(json);
            json.WriteEndObject();
            Screen.Note($"{Path.Combine(folder, "llm.md")}, llm.json and llm.svg beside it were written");
        }

        var refused = outcome.Ratings.Count(rating => rating.IsFormRefused);
        if (refused > 0)
            Screen.Note($"the server refused the form: {RespondCommand.Plural(refused, "answer")} of constrained "
                + "variants came free-form");
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(document);
        else if (parsed.GetValue(Out) is null) Console.Out.Write(text);
    }

    static int Told(BenchmarkEnd ended, ModelBenchmark benchmark, int windows)
    {
        var rated = $"{benchmark.WholeWindows:N0} of {RespondCommand.Plural(windows, "window")} were rated";
        if (ended is BenchmarkEnd.Whole) return Exit.Done;
        if (ended is BenchmarkEnd.Interrupted) return Screen.Interrupted(rated);

        Screen.Error($"{ModelBenchmark.MostFaultsInARow} answers in a row failed, and {rated}; the last: "
            + benchmark.LastFault);
        return Exit.Environment;
    }

    static void WriteFile(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
}
