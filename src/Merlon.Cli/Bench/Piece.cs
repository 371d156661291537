using Merlon.Flows;

namespace Merlon.Cli;

/// <summary>Labelled traffic of a comparison, under its name, in memory and in order of time.</summary>
sealed class Piece(string name, Flow[] flows)
{
    public string Name => name;

    public ReadOnlySpan<Flow> Flows => flows;

    /// <summary>What a file of its own is called: letters, digits and hyphens of the name.</summary>
    public static string FileNameOf(string name)
    {
        var letters = name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' ? char.ToLowerInvariant(c) : '-');
        var words = string.Concat(letters).Split('-', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "piece" : string.Join('-', words);
    }

    /// <summary>Of <c>NAME=FILE</c>, or of a file whose name up to its first dot will do.</summary>
    public static (string Name, string File) Split(string argument)
    {
        var equals = argument.IndexOf('=');
        if (equals > 0 && !File.Exists(argument)) return (argument[..equals], argument[(equals + 1)..]);

        var file = Path.GetFileName(argument);
        var dot = file.IndexOf('.', Math.Min(1, file.Length));
        return (dot > 0 ? file[..dot] : file, argument);
    }

    /// <returns>Null when it cannot be compared on; that was said on standard error.</returns>
    public static Piece? Read(string name, LogSet logs)
    {
        var flows = new List<Flow>();
        var isRead = logs.TryReadAll(observation =>
        {
            if (observation.Kind is not RecordKind.Alert) flows.Add(observation.Flow);
        });
        if (!isRead) return null;
        if (flows.Exists(flow => flow.Label is Label.Benign or Label.Malicious)) return new(name, [.. flows]);

        Screen.Error($"{logs.Readers[0].File}: no flow is labelled benign or malicious, and bench needs such");
        return null;
    }
}
