using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>Gives each packet a score: how strange a trained detector finds its features.</summary>
/// <param name="features">Goes on with what it has seen; what made the vectors of the training was of its kind.</param>
public sealed class PacketDetector(IFeatureExtractor features, IDetector detector)
{
    /// <summary>What cannot be reckoned, being too large, counts as that.</summary>
    public const double HighestScore = 1e100;

    /// <summary>Streams that were forgotten for want of room.</summary>
    public long Forgotten => features.Forgotten;

    public double Score(scoped in CapturedPacket packet) =>
        Score(PacketHeaders.Read(packet), packet.At, packet.Length);

    /// <param name="length">Of the whole frame on the wire, in bytes.</param>
    /// <returns>
    /// The stranger the higher, from 0 to <see cref="HighestScore"/>; 0 also where its features do not tell.
    /// </returns>
    public double Score(scoped in PacketHeaders packet, DateTime at, int length)
    {
        var vector = features.Add(packet, at, length);
        return features.IsTelling ? Bounded(detector.Score(vector)) : 0;
    }

    /// <summary>What was strange about the last packet. Slower than a score; for what is an alert.</summary>
    /// <param name="most">So many kinds of features at most; of each the strangest: the others say the same.</param>
    /// <returns>In words, the strangest first.</returns>
    public IReadOnlyList<string> Explain(int most) =>
    [
        .. detector.Explain(features.Last).Where(one => features.Tells(one.Feature))
            .DistinctBy(one => features.KindOf(one.Feature)).Take(most)
            .Select(one => features.Describe(one.Feature, one.Value, one.Usual)),
    ];

    static double Bounded(double score) => score <= HighestScore ? score : HighestScore;   // NaN is not
}
