using Merlon.Detection;
using Merlon.Detection.Models;
using Merlon.Evaluation;
using Merlon.Evaluation.Truth;
using Merlon.Flows;
using Merlon.Packets;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>
/// The whole way on the captures in samples/detection: learn, calibrate, watch, respond, and what that would have
/// blocked. What is known of the attacks only names and judges; nothing is detected by it.
/// </summary>
/// <param name="root">The folder that holds samples/.</param>
/// <param name="end">Asks that it end.</param>
sealed class Demonstration(string root, EndRequest end)
{
    public const string Folder = "samples/detection";

    readonly List<Observation> _alerts = [];
    readonly HashSet<string> _found = [];

    public CaptureFiles Training { get; } = Of(root, "train.pcap.gz", end);
    public CaptureFiles Calibrating { get; } = Of(root, "calibrate.pcap.gz", end);
    public CaptureFiles Test { get; } = Of(root, "test.pcap.gz", end);

    public Calibration? Calibration { get; private set; }

    public long Alerts => _alerts.Count;

    /// <summary>The first alert on an attack.</summary>
    public StrangePacket? First { get; private set; }

    /// <summary>Attacks on a packet of which there was an alert.</summary>
    public int Found => _found.Count;

    public int Attacks { get; private set; }

    /// <summary>Alerts on packets of no attack.</summary>
    public long FalseAlerts { get; private set; }

    public Response Response { get; } = new(Responder(TimeSpan.Zero, isHindsight: true));

    /// <summary>By the alerts, as they came.</summary>
    public Replay Replay { get; } = new(Responder(ResponseSettings.Default.Reaction, isHindsight: false));

    /// <summary>By an alert on each malicious flow and on no other, for comparison.</summary>
    public Replay Ideal { get; } =
        new(Responder(ResponseSettings.Default.Reaction, isHindsight: false), DetectorStandIn.Ideal);

    /// <returns>Whether all could be read; if not, the user has been told.</returns>
    public bool TryRun()
    {
        if (TruthFile.Read(Path(root, "truth.json")) is not { } truth) return false;
        if (Learn() is not { } model || !TryWatch(model, truth)) return false;
        return TryRespond(truth);
    }

    Model? Learn()
    {
        var lesson = new Lesson(DetectorKind.All[0], TrainingSettings.Standard, end);
        if (!Training.TryReadAll(lesson.Learn, () => lesson.InWords)) return null;

        lesson.LearnEpochs();
        var model = lesson.ToModel(Training.Learnt);
        if (CalibrateCommand.Scores(model, Calibrating) is not var (scores, _)) return null;

        Calibration = Calibration.Of(scores, CalibrateCommand.StandardRate);
        return model;
    }

    bool TryWatch(Model model, GroundTruth truth)
    {
        Attacks = truth.Attacks.Length;
        var watch = new PacketWatch(model.ToDetector(), Calibration!.Threshold);
        return Test.TryReadAll((in CapturedPacket packet) =>
        {
            if (watch.Next(packet) is not { } strange) return;

            _alerts.Add(RunCommand.Alert(strange));
            if (truth.AttackOf(PacketHeaders.Read(packet), packet.At) is not { } attack)
            {
                FalseAlerts++;
                return;
            }

            First ??= strange;
            _found.Add(attack.Name);
        });
    }

    bool TryRespond(GroundTruth truth)
    {
        var observations = new List<Observation>(_alerts);
        using var logs = LogSet.Open([(Path(root, "test.pcap.gz"), "pcap")], default, strict: false, TimeSpan.MaxValue,
            captures: new() { Labels = truth.Label });
        if (logs is null || !logs.TryReadAll(observations.Add)) return false;

        var traffic = LabelledTraffic.Of(observations);
        for (var i = 0; i < traffic.Flows.Length; i++)
        {
            var (flow, isAlert) = (traffic.Flows[i], traffic.IsAlerted(i));
            Response.Next(new(RecordKind.Flow, flow.FirstSeen, flow), isAlert);
            Replay.Next(flow, isAlert);
            Ideal.Next(flow);
        }

        Response.End();
        return true;
    }

    // What is broken in them is told once, by what makes flows of them.
    static CaptureFiles Of(string root, string name, EndRequest end) =>
        new([Path(root, name)], end, tellsBroken: false);

    static string Path(string root, string name) => System.IO.Path.Combine(root, Folder, name);

    static Responder Responder(TimeSpan reaction, bool isHindsight) => new(
        new MerlonStrategy(MerlonStrategy.StandardEpsilon),
        new Vantage(Hook.Forward),
        ResponseSettings.Default with { Reaction = reaction },
        isHindsight);
}
