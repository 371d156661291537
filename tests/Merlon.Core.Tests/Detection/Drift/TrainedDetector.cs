using Merlon.Detection.Models;
using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection.Drift;

/// <summary>A detector with its threshold and the level of its scores, as the commands find them.</summary>
sealed record TrainedDetector(
    DetectorKind Kind, Func<IFeatureExtractor> NewFeatures, Func<IDetector> NewDetector, double Threshold, double Level)
{
    public PacketDetector ToDetector() => new(NewFeatures(), NewDetector());

    public static TrainedDetector Of(DetectorKind kind, int epochs, DriftedTraffic train, DriftedTraffic calibrate)
    {
        var settings = new TrainingSettings(new EnsembleSettings().MapVectors, epochs, Seed: 1);
        var (known, course) = (kind.NewKnown(1), kind.NewCourse(settings));
        var (features, beginnings) = (kind.NewFeatures(known), new Beginnings(kind, known, course));
        train.Replay((in packet, _) =>
        {
            var headers = PacketHeaders.Read(packet);
            var vector = features.Add(headers, packet.At, packet.Length);
            if (features.IsTelling) course.Learn(vector);
            beginnings.Learn(headers, packet.At, packet.Length);
        }, packet => packet);
        while (course.EpochsLeft > 0) course.LearnEpoch();

        var (scores, level, detector) = (
            new LargestScores(), new ScoreLevel(), new PacketDetector(NewFeatures(), NewDetector()));
        calibrate.Replay((in packet, _) =>
        {
            var score = detector.Score(packet);
            scores.Add(score);
            level.Add(score, packet.At);
        }, packet => packet);
        var threshold = Calibration.Of(scores, 0.001).Threshold;
        return new(kind, NewFeatures, NewDetector, threshold, level.Below(threshold)!.Value);

        IFeatureExtractor NewFeatures() => kind.NewFeatures(known is null ? null : new Familiarity(known.State));

        IDetector NewDetector() => course.State!.ToDetector();
    }
}
