using System.CommandLine;
using System.Text;
using System.Text.Json;
using Merlon.Detection;
using Merlon.Detection.Models;
using Merlon.Evaluation.Detectors;
using Merlon.Evaluation.Truth;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary><c>merlon detect evaluate</c>: how well models find attacks that are known.</summary>
static class DetectEvaluateCommand
{
    static readonly Argument<string[]> Captures =
        CaptureFiles.Argument("Captures with attacks, gzipped or not, in order of time");

    static readonly Option<string?> TruthPath =
        TruthFile.Option("Which attacks are in them, as lab/run writes it: truth.json");

    static readonly Option<string[]> Models = new("--model", "-m")
    {
        Description = "What merlon detect train wrote and calibrate gave a threshold; once for each",
        HelpName = "FILE",
        Required = true,
    };

    static readonly Option<string?> Picture = new("--svg")
    {
        Description = "Where a picture of the curves is written",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        TruthPath.Required = true;
        var command = new Command("evaluate", "Tell how well models find attacks that are known")
        {
            Captures, TruthPath, Models, Picture, Options.Json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        string[] inputs = [.. parsed.GetRequiredValue(Captures), parsed.GetRequiredValue(TruthPath)!,
            .. parsed.GetRequiredValue(Models)];
        if (!OutputBytes.CanBe(parsed.GetValue(Picture), inputs)) return Exit.Usage;
        if (TruthFile.Read(parsed.GetRequiredValue(TruthPath)!) is not { } truth) return Exit.Unreadable;

        var contenders = new List<Contender>();
        foreach (var path in parsed.GetRequiredValue(Models))
        {
            if (ModelFile.Read(path) is not { } model) return Exit.Unreadable;
            contenders.Add(new(model));
        }

        using var end = new EndRequest();
        var files = new CaptureFiles(parsed.GetRequiredValue(Captures), end);
        if (!files.TryReadAll((in CapturedPacket packet) => Score(packet, truth, contenders))) return Exit.Unreadable;

        var results = contenders.Select(one => one.ToResult()).OfType<DetectorResult>().ToList();
        if (results.Count == 0)
        {
            Screen.Error("no packet of these captures is of an attack, or none is of no attack; expected both: is it "
                + "the truth about these captures?");
            return Exit.Unreadable;
        }

        if (parsed.GetValue(Picture) is { } picture
            && OutputBytes.Write(picture, Encoding.UTF8.GetBytes(DetectorPicture.Svg(results)))
                is not Exit.Done and var status)
            return status;

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, results));
        else Console.Out.Write(DetectorText.Markdown(results));
        return Exit.Done;
    }

    static void Score(in CapturedPacket packet, GroundTruth truth, List<Contender> contenders)
    {
        var headers = PacketHeaders.Read(packet);
        var attack = truth.AttackOf(headers, packet.At);
        foreach (var contender in contenders)
            contender.Scores.Add(contender.Detector.Score(headers, packet.At, packet.Length), attack, packet.At);
    }

    static void WriteJson(Utf8JsonWriter json, List<DetectorResult> results)
    {
        json.WriteStartArray("detectors");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("detector", result.Detector);
            if (double.IsFinite(result.Threshold)) json.WriteNumber("threshold", result.Threshold);
            if (result.Wanted is { } wanted) json.WriteNumber("wantedFpr", wanted);
            json.WriteNumber("fpr", result.Fpr);
            json.WriteNumber("benignPackets", result.Benign);
            json.WriteNumber("meanAuc", result.MeanArea);
            json.WriteStartArray("attacks");
            foreach (var attack in result.Attacks) WriteJson(json, attack);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteJson(Utf8JsonWriter json, AttackResult attack)
    {
        json.WriteStartObject();
        json.WriteString("attack", attack.Name);
        json.WriteNumber("number", attack.Number);
        json.WriteNumber("packets", attack.Packets);
        json.WriteNumber("auc", attack.Curve.Area);
        json.WriteNumber("eer", attack.Curve.EqualErrorRate);
        json.WriteNumber("tprAtFpr1e-3", attack.Curve.TprAt(1e-3));
        json.WriteNumber("tprAtFpr1e-4", attack.Curve.TprAt(1e-4));
        json.WriteNumber("tpr", attack.Tpr);
        if (attack.Delay is { } delay) json.WriteNumber("firstAlertAfterSeconds", delay.TotalSeconds);
        json.WriteEndObject();
    }

    sealed class Contender(Model model)
    {
        public PacketDetector Detector { get; } = model.ToDetector();

        public DetectorScores Scores { get; } =
            new(model.Calibrated?.Calibration.Threshold ?? double.PositiveInfinity);

        public DetectorResult? ToResult() =>
            Scores.ToResult(model.Detector, model.Calibrated?.Calibration.Wanted);
    }
}
