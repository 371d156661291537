using Merlon.Evaluation;
using Merlon.Flows;

namespace Merlon.Cli;

/// <summary>Labelled traffic of a comparison, under its name, in memory and in order of time.</summary>
sealed record Piece(string Name, LabelledTraffic Traffic)
{
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
    public static Piece? Read(string name, LogSet logs)
    {
        var observations = new List<Observation>();
        if (!logs.TryReadAll(observations.Add)) return null;

        var traffic = LabelledTraffic.Of(observations);
        if (traffic.IsLabelled) return new(name, traffic);

        Screen.Error($"{logs.Readers[0].File}: no flow is labelled benign or malicious, and bench needs such");
        return null;
    }
}
