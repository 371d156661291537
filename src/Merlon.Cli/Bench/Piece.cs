using System.Collections.Immutable;
using System.CommandLine;
using Merlon.Evaluation;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;

namespace Merlon.Cli;

/// <summary>Labelled traffic of a comparison, under its name, in memory and in order of time.</summary>
/// <param name="Logs">As they are stored; none where nobody wanted to know.</param>
sealed record Piece(string Name, LabelledTraffic Traffic, ImmutableArray<CertifiedLog> Logs)
{
    /// <param name="several">An example of several logs of one piece.</param>
    public static Argument<string[]> Files(string several) => new("file")
    {
        Description = "Labelled traffic, each a piece of its own: FILE, or NAME=FILE; FILE+FILE are several logs of one"
            + $" piece, such as {several}",
        Arity = ArgumentArity.OneOrMore,
        Validators = { Options.RefuseOptions },
    };

    /// <summary>No two pieces may be called alike.</summary>
    public static void CheckNames(Command command, Argument<string[]> files) => Options.Check(command, result =>
    {
        var names = (result.GetValue(files) ?? []).Select(argument => Split(argument).Name);
        foreach (var twice in names.GroupBy(FileNameOf).Where(group => group.Count() > 1))
            result.AddError($"two pieces would be called {twice.First()}: name them, as in NAME=FILE");
    });

    /// <summary>What a file of its own is called: letters, digits and hyphens of the name.</summary>
    public static string FileNameOf(string name)
    {
        var letters = name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' ? char.ToLowerInvariant(c) : '-');
        var words = string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "piece" : string.Join('-', words);
    }

    /// <summary>
    /// Of <c>NAME=FILE+FILE</c>; the name may be left out where that of the first file, up to its first dot, will do.
    /// </summary>
    public static (string Name, string[] Files) Split(string argument)
    {
        if (File.Exists(argument)) return (NameOf(argument), [argument]);

        var equals = argument.IndexOf('=');
        var path = argument[(equals + 1)..];
        var files = File.Exists(path) ? [path] : path.Split('+');
        return (equals > 0 ? argument[..equals] : NameOf(files[0]), files);
    }

    static string NameOf(string path)
    {
        var file = Path.GetFileName(path);
        var dot = file.IndexOf('.', Math.Min(1, file.Length));
        return dot > 0 ? file[..dot] : file;
    }

    /// <returns>Null when it cannot be compared on; that was said on standard error.</returns>
    public static Piece? Read(string name, LogSet logs, bool isDigested)
    {
        var observations = new List<Observation>();
        if (!logs.TryReadAll(observations.Add)) return null;

        var traffic = LabelledTraffic.Of(observations);
        if (traffic.IsLabelled)
            return (isDigested ? logs.Digests() : []) is { } files ? new(name, traffic, files) : null;

        Screen.Error($"{logs.Readers[0].File}: no flow is labelled benign or malicious, and bench needs such");
        return null;
    }
}
