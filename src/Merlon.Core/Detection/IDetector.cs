namespace Merlon.Detection;

/// <summary>Tells how strange a feature vector is, in the light of those that it was trained on.</summary>
/// <remarks>What is trained does not change any more. Not to be asked from several threads at once.</remarks>
public interface IDetector
{
    /// <param name="features">As many, and in the order, as it was trained on.</param>
    /// <returns>The stranger the higher, from 0.</returns>
    double Score(ReadOnlySpan<double> features);
}
