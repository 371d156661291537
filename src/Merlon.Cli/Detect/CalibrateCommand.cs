using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Detection;
using Merlon.Detection.Drift;
using Merlon.Detection.Models;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary><c>merlon detect calibrate</c>: the threshold of a model, for a wanted false-positive rate.</summary>
static class CalibrateCommand
{
    /// <summary>The share of normal packets that may be alerts where none is given.</summary>
    public const double StandardRate = 0.001;

    static readonly Argument<string> ModelPath =
        ModelFile.Argument("What merlon detect train wrote; the threshold is written into it");

    static readonly Argument<string[]> Captures = CaptureFiles.Argument(
        "Captures of normal traffic that it was not trained on, gzipped or not, in order of time");

    static readonly Option<double?> Rate = new("--fpr")
    {
        Description = "The share of normal packets that may be alerts, above 0 and at most 0.25 "
            + $"[default: {StandardRate.ToString(CultureInfo.InvariantCulture)}]",
        HelpName = "SHARE",
        CustomParser = result => Options.TryParseShare(Options.Word(result), out var share) && share is > 0 and <= 0.25
            ? share : Options.Wrong<double?>(result, "a number above 0 and at most 0.25"),
    };

    static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Where the model is written [default: in place of the one that is read]",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("calibrate", "Find the threshold for a wanted false-positive rate")
        {
            ModelPath, Captures, Rate, Out, Options.Json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(ModelPath);
        if (!OutputBytes.CanBe(parsed.GetValue(Out), parsed.GetRequiredValue(Captures))) return Exit.Usage;
        if (ModelFile.Read(path) is not { } model) return Exit.Unreadable;

        using var end = new EndRequest();
        var files = new CaptureFiles(parsed.GetRequiredValue(Captures), end);
        if (Scores(model, files) is not var (scores, level)) return Exit.Unreadable;
        if (!IsOther(files.Learnt, model.TrainedOn) || !IsEnough(scores)) return Exit.Unreadable;

        var calibration = Calibration.Of(scores, parsed.GetValue(Rate) ?? StandardRate);
        if (!calibration.IsSound)
        {
            Screen.Error($"{path}: its scores of these captures lie too far apart for a threshold; expected captures "
                + "of the network that it was trained on");
            return Exit.Unreadable;
        }

        var next = parsed.GetValue(Out) ?? path;
        var calibrated = new Calibrated(files.Learnt, calibration, level.Below(calibration.Threshold));
        var status = ModelFile.Write(next, model with { Calibrated = calibrated });
        if (status != Exit.Done) return status;

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, calibration, calibrated.Level));
        else Tell(next, calibration);
        return Exit.Done;
    }

    /// <returns>Null when a capture cannot be read; the user has been told.</returns>
    public static (LargestScores Scores, ScoreLevel Level)? Scores(Model model, CaptureFiles files)
    {
        var (scores, level, detector) = (new LargestScores(), new ScoreLevel(), model.ToDetector());
        return files.TryReadAll(Hear) ? (scores, level) : null;

        void Hear(in CapturedPacket packet)
        {
            var score = detector.Score(packet);
            scores.Add(score);
            level.Add(score, packet.At);
        }
    }

    // What was learnt is strange no more, and a threshold from it too low.
    static bool IsOther(Learnt given, Learnt trained)
    {
        var digests = trained.Files.Select(file => file.Sha256).ToHashSet();
        if (given.Files.FirstOrDefault(file => digests.Contains(file.Sha256)) is not { } same) return true;

        Screen.Error($"{same.Path}: the model was trained on it; expected other captures of the same network");
        return false;
    }

    static bool IsEnough(LargestScores scores)
    {
        if (scores.Seen >= Calibration.LeastScores) return true;

        Screen.Error($"{RespondCommand.Plural(scores.Seen, "packet")} are too few for a threshold; expected "
            + $"{Calibration.LeastScores:N0} at least");
        return false;
    }

    static void Tell(string path, Calibration calibration)
    {
        Screen.Note($"{path}: the threshold is {Text(calibration.Threshold)}, for a false-positive rate of "
            + $"{Text(calibration.Wanted)}: between {Text(calibration.Lowest)} and {Text(calibration.Highest)} (95 %)");
        Screen.Note($"by {calibration.Scores:N0} packets, and the tail of {calibration.Peaks:N0} of them, which lie in "
            + $"{calibration.Blocks} hundredths of the traffic");
        if (!calibration.IsSupported)
        {
            Screen.Note("these captures do not tell that rate within a factor of two: give more of them, of other "
                + "hours, or take a higher --fpr");
        }
    }

    static void WriteJson(Utf8JsonWriter json, Calibration calibration, double? level)
    {
        json.WriteNumber("threshold", calibration.Threshold);
        json.WriteNumber("wanted", calibration.Wanted);
        json.WriteNumber("lowest", calibration.Lowest);
        json.WriteNumber("highest", calibration.Highest);
        json.WriteNumber("packets", calibration.Scores);
        json.WriteNumber("peaks", calibration.Peaks);
        json.WriteNumber("blocks", calibration.Blocks);
        if (level is { } known) json.WriteNumber("level", known);
        json.WriteBoolean("isSupported", calibration.IsSupported);
    }

    static string Text(double number) => number.ToString("G4", CultureInfo.InvariantCulture);
}
