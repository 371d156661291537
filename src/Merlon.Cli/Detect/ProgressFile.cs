using System.Diagnostics;
using Merlon.Detection.Models;
using Merlon.Host;

namespace Merlon.Cli;

/// <summary>
/// How far a training has come, in a file beside the model that is to be: written now and then, and when the user
/// interrupts it, so that the same command goes on from there.
/// </summary>
sealed class ProgressFile : IDisposable
{
    /// <summary>Once in so many packets is asked whether it is to be written.</summary>
    public const int Every = 1 << 10;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    readonly Stopwatch _sinceKept = new();
    readonly EndRequest _endRequest = new();

    /// <param name="model">Where the model is to be.</param>
    public ProgressFile(string model) => Path = $"{model}.partial";

    public string Path { get; }

    public bool IsInterrupted => _endRequest.IsMade;

    /// <summary>Whether it was not written yet, or not for a while.</summary>
    public bool IsDue => !_sinceKept.IsRunning || _sinceKept.Elapsed >= Pause;

    /// <returns>Null when there is nothing to go on with; the user has been told when that is for a fault.</returns>
    public UnfinishedTraining? Read(string detector, TrainingSettings settings)
    {
        if (!File.Exists(Path) || InputBytes.Read(Path, ModelSyntax.MostBytes, "no training") is not var (_, bytes))
            return null;

        if (UnfinishedTraining.Read(bytes, out var fault) is not { } training)
        {
            Screen.Note($"{Path}: {fault}; begun anew");
            return null;
        }

        if (training.Detector != detector || training.Settings != settings)
        {
            Screen.Note($"{Path}: of another detector, or with other settings; begun anew");
            return null;
        }

        Screen.Note($"{Path}: gone on with, after {training.Packets:N0} packets"
            + (training.Progress is DenseProgress { Epochs: var epochs } ? $" and {epochs:N0} epochs" : ""));
        return training;
    }

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

    public void Dispose() => _endRequest.Dispose();
}
