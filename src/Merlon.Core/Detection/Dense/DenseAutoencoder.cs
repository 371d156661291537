using Merlon.Detection.Models;

namespace Merlon.Detection.Dense;

/// <summary>
/// An autoencoder: it gives a vector back through fewer units than that has numbers, and so fails on what is unlike
/// what it learnt. The score is the root mean square of what it got wrong, in standard deviations.
/// </summary>
/// <param name="state">Sound.</param>
sealed class DenseAutoencoder(DenseState state) : IDetector
{
    readonly Standardizer _scale = new([.. state.Means], [.. state.Deviations]);
    readonly DenseNetwork _network = new(state.Widths, [.. state.Parameters]);
    readonly double[] _scaled = new double[state.Means.Length], _clipped = new double[state.Means.Length];

    public double Score(ReadOnlySpan<double> features)
    {
        var squares = 0.0;
        var given = Run(features);
        for (var i = 0; i < given.Length; i++) squares += (_scaled[i] - given[i]) * (_scaled[i] - given[i]);
        return Math.Sqrt(squares / given.Length);
    }

    // What was got wrong but is as usual by itself says little to a person; so the lesser of the two counts.
    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features)
    {
        var given = Run(features).ToArray();
        return StrangeFeature.Ranked(
            features, state.Means, (i, _) => Math.Min(Math.Abs(_scaled[i] - given[i]), Math.Abs(_scaled[i])));
    }

    ReadOnlySpan<double> Run(ReadOnlySpan<double> features)
    {
        _scale.Scale(features, _scaled);
        Standardizer.Clip(_scaled, _clipped);
        return _network.Run(_clipped);
    }
}
