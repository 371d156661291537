using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>Gives each packet a score: how strange a trained detector finds its features.</summary>
/// <param name="features">Goes on with what it has seen; it must have made the vectors of the training, too.</param>
public sealed class PacketDetector(PacketFeatures features, IDetector detector)
{
    public double Score(scoped in CapturedPacket packet) => detector.Score(features.Add(packet));
}
