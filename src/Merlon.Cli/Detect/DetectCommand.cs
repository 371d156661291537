using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon detect</c>: learn what normal traffic looks like, and say what is not.</summary>
static class DetectCommand
{
    public static Command Create() => new(
        "detect", "Anomaly detection: train on normal traffic, calibrate a threshold, run, evaluate")
    {
        TrainCommand.Create(),
        CalibrateCommand.Create(),
        RunCommand.Create(),
        DetectEvaluateCommand.Create(),
    };
}
