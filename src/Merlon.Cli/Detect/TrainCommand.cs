using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Detection;
using Merlon.Detection.Models;

namespace Merlon.Cli;

/// <summary><c>merlon detect train</c>: a model of what normal traffic looks like.</summary>
static class TrainCommand
{
    const int LeastTraining = 1_000;

    static readonly Argument<string[]> Captures =
        CaptureFiles.Argument("Captures of normal traffic, gzipped or not, in order of time; - is standard input");

    static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "Where the model is written",
        HelpName = "FILE",
        Required = true,
    };

    static readonly Option<string> Detector = Options.Named("--detector", DetectorKind.All[0].Name,
        [.. DetectorKind.All.Select(kind => kind.Name)],
        "What learns: an autoencoder on features of flows, Kitsune's ensemble of them on features of packets, or a "
        + "plain rule on either");

    static readonly Option<int> MapPackets = Options.Whole("--map-packets", TrainingSettings.Standard.MapPackets,
        "For packets: so many of them, the first ones, tell which features go together", most: 10_000_000);

    static readonly Option<int> Epochs = Options.Whole("--epochs", TrainingSettings.Standard.Epochs,
        "For flows: so often what was kept of the traffic is learnt", most: 100_000);

    static readonly Option<int> Seed = Options.Whole("--seed", (int)TrainingSettings.Standard.Seed,
        "Of what is random: repeats a training");

    public static Command Create()
    {
        var command = new Command("train", "Train a detector on captures of normal traffic")
        {
            Captures, Out, Detector, MapPackets, Epochs, Seed, Options.Json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var kind = DetectorKind.Of(parsed.GetValue(Detector))!;
        var settings = new TrainingSettings(
            parsed.GetValue(MapPackets), parsed.GetValue(Epochs), (ulong)parsed.GetValue(Seed));
        var path = parsed.GetRequiredValue(Out);
        if (!OutputBytes.CanBe(path, parsed.GetRequiredValue(Captures))) return Exit.Usage;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            Screen.Error($"{path}: there is no folder {folder}; make it, or name a file in another");
            return Exit.Environment;
        }

        var progress = new ProgressFile(path);
        if (!progress.TryRead(kind.Name, settings, out var before)) return Exit.Unreadable;

        using var end = new EndRequest();
        var lesson = new Lesson(kind, settings, end, progress, before);
        try
        {
            return Run(parsed, kind, settings, end, progress, lesson);
        }
        catch (OperationCanceledException)
        {
            lesson.Keep();
            return Screen.Interrupted(progress.InWords);
        }
    }

    static int Run(
        ParseResult parsed, DetectorKind kind, TrainingSettings settings, EndRequest end, ProgressFile progress,
        Lesson lesson)
    {
        var files = new CaptureFiles(parsed.GetRequiredValue(Captures), end);
        if (!files.TryReadAll(lesson.Learn, () => lesson.InWords)) return Exit.Unreadable;
        if (!IsEnough(files.Learnt.Packets, kind, settings))
        {
            progress.Delete();   // nothing to go on with
            return Exit.Unreadable;
        }

        lesson.LearnEpochs();
        if (lesson.IsOfOtherTraffic)
        {
            Screen.Error($"{progress.Path}: of other captures than these; give the same, or delete it to begin anew");
            return Exit.Unreadable;
        }

        var model = lesson.ToModel(files.Learnt);
        var path = parsed.GetRequiredValue(Out);
        if (ModelFile.Write(path, model) is not Exit.Done and var status) return status;

        progress.Delete();
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, lesson, model));
        else Tell(path, lesson, model);
        return Exit.Done;
    }

    static bool IsEnough(long packets, DetectorKind kind, TrainingSettings settings)
    {
        var least = LeastTraining + (kind.NeedsMap ? settings.MapPackets : 0);
        if (packets >= least) return true;

        Screen.Error($"{RespondCommand.Plural(packets, "packet")} are too few; expected " + (kind.NeedsMap
            ? $"{settings.MapPackets:N0} that tell which features go together and {LeastTraining:N0} after them: give "
                + "more, or fewer --map-packets"
            : $"{least:N0} at least: give more"));
        return false;
    }

    static void Tell(string path, Lesson lesson, Model model)
    {
        var learnt = model.TrainedOn;
        Screen.Note($"{path}: {model.Detector}, trained on {learnt.Packets:N0} packets from "
            + $"{learnt.FirstSeen:yyyy-MM-dd HH:mm:ss} to {learnt.LastSeen:yyyy-MM-dd HH:mm:ss} UTC");
        if (lesson.Losses is var (first, last))
        {
            Screen.Note($"loss {first.ToString("0.0000", CultureInfo.InvariantCulture)} at first, "
                + $"{last.ToString("0.0000", CultureInfo.InvariantCulture)} in the end");
        }

        if (lesson.Forgotten > 0)
            Screen.Note($"{lesson.Forgotten:N0} streams were forgotten for want of room: is there a flood in it?");
        Screen.Note($"next: merlon detect calibrate {path} CAPTURE, on traffic that it was not trained on");
    }

    static void WriteJson(Utf8JsonWriter json, Lesson lesson, Model model)
    {
        json.WriteString("detector", model.Detector);
        json.WriteNumber("packets", model.TrainedOn.Packets);
        JsonOutput.Time(json, "firstSeen", model.TrainedOn.FirstSeen);
        JsonOutput.Time(json, "lastSeen", model.TrainedOn.LastSeen);
        if (lesson.Losses is var (first, last))
        {
            json.WriteNumber("firstLoss", first);
            json.WriteNumber("loss", last);
        }

        json.WriteNumber("forgotten", lesson.Forgotten);
    }
}
