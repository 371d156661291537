using System.Diagnostics;
using System.Globalization;
using Merlon.Detection.Drift;
using Merlon.Detection.Models;
using Merlon.Host;

namespace Merlon.Cli;

/// <summary>
/// What a run followed of slow drift, in a file: written now and then and at the end, so that the next run goes on from
/// there.
/// </summary>
sealed class DriftFile : IDisposable
{
    const int Every = 1 << 10;   // packets, after which the time is asked

    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    readonly string _path;
    readonly Model _model;
    readonly double _calibrated, _begin;
    readonly DateTime _lastHeard;
    readonly Stopwatch _sinceKept = Stopwatch.StartNew();
    readonly FileStream _lock;
    long _packets;

    DriftFile(
        string path, FileStream held, Model model, (double Threshold, double Level) calibrated, DriftState? before)
    {
        (_path, _lock, _model, _calibrated) = (path, held, model, calibrated.Threshold);
        Threshold = new(calibrated.Threshold, calibrated.Level, new(), before);
        (_begin, _lastHeard) = (Threshold.Value, Threshold.State.LastHeard);
    }

    /// <summary>The threshold in force.</summary>
    public DriftingThreshold Threshold { get; }

    /// <param name="name">Of the model's file.</param>
    /// <param name="status">The exit status when it cannot be used; the user has been told.</param>
    /// <returns>Null when it cannot be used. What does not exist begins with no drift.</returns>
    public static DriftFile? Open(string path, string name, Model model, out int status)
    {
        status = Exit.Usage;
        if (model.Calibrated is not { Level: { } level, Calibration.Threshold: var threshold })
        {
            Screen.Error($"{name}: without a level of its scores, which drift is measured by; expected merlon detect "
                + "calibrate with this merlon before, to use --adapt");
            return null;
        }

        status = Exit.Environment;
        if (Locked(path) is not { } held) return null;

        status = Exit.Unreadable;
        if (TryRead(path, model, out var before))
        {
            status = Exit.Done;
            return new(path, held, model, (threshold, level), before);
        }

        held.Dispose();
        return null;
    }

    static bool TryRead(string path, Model model, out DriftState? before)
    {
        before = null;
        if (!File.Exists(path)) return true;
        if (InputBytes.Read(path, FollowedDrift.MostBytes, "no drift that was followed") is not var (_, bytes))
            return false;

        before = FollowedDrift.Read(bytes, model, out var fault)?.State;
        if (before is null) Screen.Error($"{path}: {fault}");
        return before is not null;
    }

    // Two runs would each write over what the other followed. The file itself changes with every writing.
    static FileStream? Locked(string path)
    {
        var beside = $"{path}.lock";
        try
        {
            return new(
                beside, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Screen.Error(e is not IOException || !File.Exists(beside)
                ? $"{path}: {e.Message}"
                : $"{path}: another run follows drift in it; expected one at a time, or the name of another file");
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Writes it once in a while.</summary>
    public void KeepIfDue()
    {
        if (++_packets % Every != 0 || _sinceKept.Elapsed < Pause) return;

        if (WholeFile.Write(_path, Bytes) is { } failure) Screen.Note($"{failure}; what is followed is not kept");
        _sinceKept.Restart();
    }

    /// <returns>The exit status; the user has been told when it is not 0.</returns>
    public int Keep() => OutputBytes.Write(_path, Bytes);

    /// <summary>How far the threshold moved, for the user.</summary>
    public string InWords
    {
        get
        {
            var state = Threshold.State;
            if (state.LastHeard == _lastHeard)
                return $"{_path}: nothing is later than what was followed before; the threshold stays as it was";

            return $"{_path}: the threshold moved from {Text(_begin)} to {Text(Threshold.Value)}, as calibrated "
                + $"{Text(_calibrated)}; followed from {Text(state.FirstHeard)} to {Text(state.LastHeard)} UTC";
        }
    }

    byte[] Bytes => FollowedDrift.Of(_model, Threshold.State).Print();

    static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
