using System.Diagnostics;
using Merlon.Detection.Models;
using Merlon.Host;

namespace Merlon.Cli;

/// <summary>
/// How far a training has come, in a file beside the model that is to be: written now and then, and when the user
/// interrupts it, so that the same command goes on from there.
/// </summary>
sealed class ProgressFile
{
    /// <summary>Once in so many packets is asked whether it is to be written.</summary>
    public const int Every = 1 << 10;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    readonly Stopwatch _sinceKept = new();

    /// <param name="model">Where the model is to be.</param>
    public ProgressFile(string model) => Path = $"{model}.partial";

    public string Path { get; }

    /// <summary>Whether it was not written yet, or not for a while.</summary>
    public bool IsDue => !_sinceKept.IsRunning || _sinceKept.Elapsed >= Pause;

    /// <param name="before">What to go on with; null when there is nothing, or nothing whole.</param>
    /// <returns>False when it is of another training, and would be lost; the user has been told.</returns>
    public bool TryRead(string detector, TrainingSettings settings, out UnfinishedTraining? before)
    {
        before = null;
        if (!File.Exists(Path)) return true;
        if (InputBytes.Read(Path, ModelSyntax.MostBytes, "no training") is not var (_, bytes)) return false;

        if (UnfinishedTraining.Read(bytes, out var fault) is not { } training)
        {
            Screen.Note($"{Path}: {fault}; begun anew");
            return true;
        }

        if (training.Detector != detector || training.Settings != settings)
        {
            Screen.Error($"{Path}: an interrupted training of {InWordsOf(training.Detector, training.Settings)}; "
                + "expected the same, or delete it to begin anew");
            return false;
        }

        Screen.Note($"{Path}: gone on with, after {RespondCommand.Plural(training.Packets, "packet")}"
            + (training.Progress is DenseProgress { Epochs: var epochs }
                ? $" and {RespondCommand.Plural(epochs, "epoch")}" : ""));
        before = training;
        return true;
    }

    static string InWordsOf(string detector, TrainingSettings settings) =>
        $"--detector {detector} --map-packets {settings.MapPackets} --epochs {settings.Epochs} --seed {settings.Seed}";

    public void Keep(UnfinishedTraining training)
    {
        if (WholeFile.Write(Path, training.Print()) is { } failure) Screen.Warning(failure);
        _sinceKept.Restart();
    }

    /// <summary>The training is done.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Screen.Warning($"{Path}: {e.Message}");
        }
    }

    /// <summary>What to do about it, in words.</summary>
    public string InWords => File.Exists(Path)
        ? $"{Path}: the same command goes on from there" : "there was nothing to keep yet";
}
