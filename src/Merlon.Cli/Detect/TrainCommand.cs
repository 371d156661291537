using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Detection;
using Merlon.Detection.Models;
using Merlon.Features;
using Merlon.Packets;

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

    static readonly Option<int> MapPackets = Options.Whole("--map-packets", new EnsembleSettings().MapVectors,
        "So many packets, the first ones, tell which features go together", most: 10_000_000);

    static readonly Option<int> Seed = Options.Whole("--seed", 1, "Of the first weights: repeats a training");

    public static Command Create()
    {
        var command = new Command("train", "Train a detector on captures of normal traffic")
        {
            Captures, Out, MapPackets, Seed, Options.Json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        var settings = new EnsembleSettings
        {
            MapVectors = parsed.GetValue(MapPackets),
            TrainingVectors = int.MaxValue,
            Seed = (ulong)parsed.GetValue(Seed),
        };
        var training = new Lesson(settings);
        var files = new CaptureFiles(parsed.GetRequiredValue(Captures));
        if (!files.TryReadAll(training.Learn, () => training.InWords)) return Exit.Unreadable;

        var learnt = files.Learnt;
        if (learnt.Packets < settings.MapVectors + LeastTraining)
        {
            Screen.Error($"{learnt.Packets:N0} packets are too few; expected {settings.MapVectors:N0} that tell which "
                + $"features go together and {LeastTraining:N0} after them: give more, or fewer --map-packets");
            return Exit.Unreadable;
        }

        var model = ModelOf(training.Course, settings, learnt);
        var path = parsed.GetRequiredValue(Out);
        if (ModelFile.Write(path, model) is not Exit.Done and var status) return status;

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, training, model));
        else Tell(path, training, model);
        return Exit.Done;
    }

    static Model ModelOf(EnsembleCourse course, EnsembleSettings settings, Learnt learnt) => new()
    {
        Form = Model.TheForm,
        Version = Model.TheVersion,
        Detector = Model.Packets,
        TrainedOn = learnt,
        Settings = new(settings.MapVectors, settings.LargestAutoencoder, settings.HiddenRatio, settings.LearningRate,
            settings.Seed),
        Ensemble = course.State!,
        Calibrated = null,
        Checksum = "",
    };

    static void Tell(string path, Lesson training, Model model)
    {
        var learnt = model.TrainedOn;
        Screen.Note($"{path}: trained on {learnt.Packets:N0} packets from {learnt.FirstSeen:yyyy-MM-dd HH:mm:ss} to "
            + $"{learnt.LastSeen:yyyy-MM-dd HH:mm:ss} UTC; {model.Ensemble.Map.Length} autoencoders and a last one");
        Screen.Note($"loss {training.FirstLoss.ToString("0.0000", CultureInfo.InvariantCulture)} at first, "
            + $"{training.Loss.ToString("0.0000", CultureInfo.InvariantCulture)} in the end");
        if (training.Evicted > 0)
            Screen.Note($"{training.Evicted:N0} streams were forgotten for want of room: is there a flood in it?");
        Screen.Note($"next: merlon detect calibrate {path} CAPTURE, on traffic that it was not trained on");
    }

    static void WriteJson(Utf8JsonWriter json, Lesson training, Model model)
    {
        json.WriteNumber("packets", model.TrainedOn.Packets);
        JsonOutput.Time(json, "firstSeen", model.TrainedOn.FirstSeen);
        JsonOutput.Time(json, "lastSeen", model.TrainedOn.LastSeen);
        json.WriteNumber("autoencoders", model.Ensemble.Map.Length);
        json.WriteNumber("firstLoss", training.FirstLoss);
        json.WriteNumber("loss", training.Loss);
        json.WriteNumber("evicted", training.Evicted);
    }

    /// <summary>A training under way.</summary>
    sealed class Lesson(EnsembleSettings settings)
    {
        const double Memory = 0.999;   // of the mean loss: a thousand packets

        readonly PacketFeatures _features = new(new FeatureCapacity());
        long _learnt;

        public EnsembleCourse Course { get; } = new(PacketFeatures.Count, settings);

        /// <summary>The mean error, lately, before a packet was learnt.</summary>
        public double Loss { get; private set; }

        /// <summary>That of the first thousand packets.</summary>
        public double FirstLoss { get; private set; }

        public long Evicted => _features.Evicted.Total;

        public string InWords => Course.Map is null ? "learning which features go together"
            : string.Create(CultureInfo.InvariantCulture, $"loss {Loss:0.0000}");

        public void Learn(in CapturedPacket packet)
        {
            if (Course.Learn(_features.Add(packet)) is not { } loss) return;

            _learnt++;
            Loss = _learnt == 1 ? loss : Memory * Loss + (1 - Memory) * loss;
            if (_learnt <= 1 / (1 - Memory)) FirstLoss += (loss - FirstLoss) / _learnt;
        }
    }
}
