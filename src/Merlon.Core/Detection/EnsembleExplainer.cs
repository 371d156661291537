using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>A feature that a detector did not give back as it was.</summary>
/// <param name="Feature">Its place in the vector.</param>
/// <param name="Usual">Its mean in training.</param>
/// <param name="Error">Of its scaled value, 0 or more.</param>
public readonly record struct StrangeFeature(int Feature, double Value, double Usual, double Error);

/// <summary>Tells which features an ensemble gives back worst: what is strange about a vector.</summary>
/// <remarks>Slower than a score; for what is an alert.</remarks>
/// <param name="state">Sound.</param>
public sealed class EnsembleExplainer(EnsembleState state)
{
    readonly Autoencoder[] _autoencoders =
        [.. state.Autoencoders.Select(autoencoder => new Autoencoder(autoencoder, learningRate: 0))];

    /// <param name="features">As many, and in the order, as the ensemble was trained on.</param>
    /// <returns>All, the worst first.</returns>
    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features)
    {
        var strange = new List<StrangeFeature>();
        foreach (var (autoencoder, places) in _autoencoders.Zip(state.Map))
        {
            var inputs = new double[places.Length];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = features[places[i]];
            autoencoder.Score(inputs);
            for (var i = 0; i < inputs.Length; i++)
                strange.Add(new(places[i], inputs[i], state.Means[places[i]], Math.Abs(autoencoder.Errors[i])));
        }

        return [.. strange.OrderByDescending(one => one.Error).ThenBy(one => one.Feature)];
    }
}
