namespace Merlon.Detection;

/// <summary>Tells how strange a feature vector is, in the light of those that it was trained on.</summary>
/// <remarks>What is trained does not change any more. Not to be asked from several threads at once.</remarks>
public interface IDetector
{
    /// <param name="features">As many, and in the order, as it was trained on.</param>
    /// <returns>The stranger the higher, from 0.</returns>
    double Score(ReadOnlySpan<double> features);

    /// <summary>What is strange about a vector. Slower than a score; for what is an alert.</summary>
    /// <returns>Each feature once at most, the strangest first.</returns>
    IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features);
}

/// <summary>A feature that is not as it was in training.</summary>
/// <param name="Feature">Its place in the vector.</param>
/// <param name="Usual">Its mean in training, or what lies in the middle.</param>
/// <param name="Error">How far off it is, on the detector's own scale; 0 or more.</param>
public readonly record struct StrangeFeature(int Feature, double Value, double Usual, double Error)
{
    /// <summary>All features of a vector, the strangest first.</summary>
    /// <param name="usual">By feature.</param>
    /// <param name="error">By feature and its value.</param>
    internal static IReadOnlyList<StrangeFeature> Ranked(
        ReadOnlySpan<double> features, IReadOnlyList<double> usual, Func<int, double, double> error)
    {
        var strange = new StrangeFeature[features.Length];
        for (var i = 0; i < strange.Length; i++) strange[i] = new(i, features[i], usual[i], error(i, features[i]));
        return Ranked(strange);
    }

    /// <summary>The strangest first.</summary>
    internal static IReadOnlyList<StrangeFeature> Ranked(IEnumerable<StrangeFeature> features) =>
        [.. features.OrderByDescending(one => one.Error).ThenBy(one => one.Feature)];
}
