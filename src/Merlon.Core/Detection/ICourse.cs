using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>The training of a detector: one pass over feature vectors, then epochs on those that it kept.</summary>
public interface ICourse
{
    /// <summary>How many epochs are left to do, once all vectors were seen.</summary>
    int EpochsLeft { get; }

    /// <summary>Learns one vector.</summary>
    /// <returns>How strange it was before, from 0; null where that is not known.</returns>
    double? Learn(ReadOnlySpan<double> vector);

    /// <summary>Does one of the epochs that are left.</summary>
    /// <returns>The mean error in it.</returns>
    double LearnEpoch();

    /// <summary>What was learnt so far; null when it was too little.</summary>
    DetectorState? State { get; }
}
