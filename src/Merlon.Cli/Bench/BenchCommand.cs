using System.CommandLine;
using System.Text;
using Merlon.Evaluation;

namespace Merlon.Cli;

/// <summary>
/// <c>merlon bench</c>: strategies side by side on labelled traffic, behind an ideal NIDS and behind noisy ones.
/// </summary>
static class BenchCommand
{
    static readonly Option<string?> Out = Options.Folder("--out",
        "Write evaluation.md here and a picture of each piece in evaluation/"
            + " [default: the text to standard output, without pictures]");

    static readonly Option<string?> Preface = new("--preface")
    {
        Description = "Markdown that evaluation.md begins with",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var files = Piece.Files("conn.log+eve.json, whose alerts then stand as a NIDS, too");
        var logs = new LogOptions(files);
        var options = new BenchOptions();
        var command = new Command("bench", "Replay labelled traffic through several strategies and compare them");
        logs.AddTo(command);
        options.AddTo(command);
        foreach (var option in (Option[])[Out, Preface, Options.Json]) command.Add(option);
        Piece.CheckNames(command, files);
        command.SetAction(parsed => Run(parsed, logs, options));
        command.Add(ModelBenchCommand.Create());
        return command;
    }

    static int Run(ParseResult parsed, LogOptions logs, BenchOptions options)
    {
        var folder = parsed.GetValue(Out);
        if (folder is not null) Directory.CreateDirectory(Path.Combine(folder, "evaluation"));   // before hours of work

        if (!TryReadPreface(parsed.GetValue(Preface), out var preface)) return Exit.Unreadable;
        if (ReadPieces(parsed, logs) is not { } pieces) return Exit.Unreadable;

        var comparisons = new Bench(options.Vantage(parsed), options.Settings(parsed)).Run(
            pieces, piece => options.Trials(parsed, piece.Traffic.AlertedFlows > 0));
        if (folder is not null) WriteFiles(folder, preface, comparisons, options.Seeds(parsed));
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => ComparisonJson.Write(json, comparisons));
        else if (folder is null) Console.Out.Write(preface + ComparisonText.Write(comparisons, options.Seeds(parsed)));
        return Exit.Done;
    }

    static bool TryReadPreface(string? file, out string text)
    {
        text = "";
        try
        {
            if (file is not null) text = File.ReadAllText(file).TrimEnd() + "\n\n";
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Screen.Error($"{file}: {(e is FileNotFoundException ? "no such file" : e.Message)}");
            return false;
        }
    }

    /// <returns>Null when one cannot be compared on; that was said on standard error.</returns>
    /// <param name="areDigested">Whether each piece is to tell the digests of its files.</param>
    public static List<Piece>? ReadPieces(ParseResult parsed, LogOptions logs, bool areDigested = false)
    {
        var pieces = new List<Piece>();
        foreach (var (name, files) in logs.Paths(parsed).Select(Piece.Split))
        {
            using var set = logs.Open(parsed, files, areDigested);
            if (set is null || Piece.Read(name, set, areDigested) is not { } piece) return null;

            pieces.Add(piece);
        }

        return pieces;
    }

    static void WriteFiles(string folder, string preface, IReadOnlyList<Comparison> comparisons, int seeds)
    {
        static string Picture(Comparison comparison) => $"evaluation/{Piece.FileNameOf(comparison.Piece)}.svg";

        foreach (var comparison in comparisons)
            Write(Path.Combine(folder, Picture(comparison)), ComparisonPicture.Draw(comparison));

        var text = Path.Combine(folder, "evaluation.md");
        Write(text, preface + ComparisonText.Write(comparisons, seeds, Picture).TrimEnd() + "\n");
        Screen.Note($"{text} and {comparisons.Count:N0} pictures beside it were written");
    }

    static void Write(string file, string text) => File.WriteAllText(file, text, new UTF8Encoding(false));
}
