using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>The training of a detector: one pass over feature vectors, then epochs on those that it kept.</summary>
/// <remarks>A course that says no more learns in the pass alone, and has nothing to lose by beginning anew.</remarks>
public interface ICourse
{
    /// <summary>How many epochs are left to do, once all vectors were seen.</summary>
    int EpochsLeft => 0;

    /// <summary>Learns one vector.</summary>
    /// <returns>How strange it was before, from 0; null where that is not known.</returns>
    double? Learn(ReadOnlySpan<double> vector);

    /// <summary>Does one of the epochs that are left.</summary>
    /// <returns>The mean error in it.</returns>
    double LearnEpoch() => 0;

    /// <summary>How far it has come; null where there is nothing to lose by beginning anew.</summary>
    CourseProgress? Progress => null;

    /// <summary>
    /// Goes on from there, before the first vector. All of them must be given again, and those that it learnt from are
    /// passed over, or serve once more.
    /// </summary>
    /// <param name="progress">Of a course with the same settings, sound.</param>
    void Resume(CourseProgress progress) { }

    /// <summary>What was learnt so far; null when it was too little.</summary>
    DetectorState? State { get; }
}
