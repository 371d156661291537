using System.CommandLine;
using Merlon.Evaluation.Truth;

namespace Merlon.Cli;

/// <summary>What is known of the attacks in captures, on disk.</summary>
static class TruthFile
{
    public static Option<string?> Option(string description) => new("--truth", "-t")
    {
        Description = description,
        HelpName = "FILE",
    };

    /// <returns>Null when it cannot be used; the user has been told.</returns>
    public static GroundTruth? Read(string path)
    {
        if (InputBytes.Read(path, GroundTruthReader.MostBytes, "no truth.json") is not var (name, bytes)) return null;
        if (GroundTruthReader.Read(bytes, out var fault) is { } truth) return truth;

        Screen.Error($"{name}: {fault}");
        return null;
    }
}
