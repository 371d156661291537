using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
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

    static readonly Option<string?> Out = new("--out")
    {
        Description = "Write llm.md, llm.json and llm.svg here [default: the table to standard output]",
        HelpName = "FOLDER",
    };

    static readonly Option<string> Chain = Options.Chain();
    static readonly Option<IpPrefix[]> Internal = Options.Internal();

    public static Command Create()
    {
        var logs = new LogOptions();
        var command = new Command("llm", "Have a language model propose rules for many windows, and rate its answers");
        logs.AddTo(command);
        ProposerOptions.AddTo(command);
        foreach (var option in (Option[])[Windows, Seed, Out, Chain, Internal, Options.Json]) command.Add(option);
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
        if (ProposerOptions.Template(parsed, "propose", out var status) is not { } template) return status;
        if (!ProposerOptions.TryRecall(parsed, out var recall, out status)) return status;
        if (ModelOptions.Open(parsed, out status) is not { } model) return status;
        if (parsed.GetValue(Out) is { } folder) Directory.CreateDirectory(folder);   // before hours of work
        if (BenchCommand.ReadPieces(parsed, logs) is not { } pieces) return Exit.Unreadable;

        using var end = new EndRequest();
        var vantage = new Vantage(Options.HookOf(parsed.GetRequiredValue(Chain)), parsed.GetRequiredValue(Internal));
        var traffic = pieces.Select(piece => piece.Traffic).ToList();
        var windows = ModelBenchmark.Windows(traffic, vantage, parsed.GetValue(Windows), parsed.GetValue(Seed));
        if (windows.Count < parsed.GetValue(Windows))
            Screen.Note($"the traffic has {RespondCommand.Plural(windows.Count, "window")} in which a model is asked");

        var (watch, done) = (Stopwatch.StartNew(), 0);
        var all = windows.Count * BenchmarkVariant.All(recall is not null).Count();
        using var progress = ProgressLine.Start(() => (double)done / all, "answers", every: 1);
        var world = new BenchmarkWorld(() => watch.Elapsed.TotalSeconds, new IptablesOpinion().Takes);
        var bounds = ProposerOptions.Bounds(parsed);
        var benchmark = new ModelBenchmark(model, template, world, vantage, recall, bounds, end.Token)
        {
            Told = () => progress.Tick(++done),
        };
        benchmark.Run(traffic, windows);
        progress.Dispose();
        var answers = benchmark.Ratings;
        if (answers.Count == 0)
        {
            Screen.Error($"{logs.Paths(parsed)[0]}: no window with alerts in which a model would be asked");
            return Exit.Unreadable;
        }

        Write(parsed, model.Name, answers);
        return Exit.Done;
    }

    static void Write(ParseResult parsed, string model, IReadOnlyList<AnswerRating> answers)
    {
        if (parsed.GetValue(Out) is { } folder)
        {
            WriteFile(folder, "llm.md", BenchmarkText.Write(model, answers).TrimEnd()
                + "\n\n![Answers by variant](llm.svg)\n");
            WriteFile(folder, "llm.svg", BenchmarkPicture.Draw(model, answers));
            using var file = File.Create(Path.Combine(folder, "llm.json"));
            using var json = new Utf8JsonWriter(file, new() { Indented = true, Encoder = JsonOutput.Encoder });
            json.WriteStartObject();
            ModelBenchJson.Write(json, model, answers);
            json.WriteEndObject();
            Screen.Note($"{Path.Combine(folder, "llm.md")}, llm.json and llm.svg beside it were written");
        }

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => ModelBenchJson.Write(json, model, answers));
        else if (parsed.GetValue(Out) is null) Console.Out.Write(BenchmarkText.Write(model, answers));
    }

    static void WriteFile(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
}
