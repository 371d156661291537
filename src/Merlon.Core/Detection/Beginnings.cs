using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>
/// Makes a course learn, too, what normal traffic looks like to a run that has only begun: the features begin anew each
/// minute, and some of what they say is learnt.
/// </summary>
/// <remarks>Without it, the first minute of each run is full of hosts that seem to have been silent.</remarks>
public sealed class Beginnings(DetectorKind kind, Familiarity? known, ICourse course)
{
    const int OneIn = 16;

    static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    IFeatureExtractor? _features;
    DateTime _began;
    long _packets;

    /// <param name="length">Of the whole frame on the wire, in bytes.</param>
    public void Learn(scoped in PacketHeaders packet, DateTime at, int length)
    {
        if (_packets == 0 || (at - _began).Duration() >= Length) (_features, _began) = (kind.NewBeginning(known), at);
        _packets++;
        if (_features is null) return;

        var features = _features.Add(packet, at, length);
        if (_features.IsTelling && _packets % OneIn == 0) course.Learn(features);
    }
}
