using System.Collections.Immutable;
using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>Trained autoencoders for groups of features, and a last one for their errors.</summary>
/// <param name="state">Sound.</param>
public sealed class AutoencoderEnsemble(EnsembleState state) : IDetector
{
    readonly AutoencoderLayer _groups = LayerOf(state.Autoencoders, state.Map);
    readonly AutoencoderLayer _last = LayerOf([state.Last], [[.. Enumerable.Range(0, state.Map.Length)]]);
    readonly double[] _errors = new double[state.Map.Length], _score = new double[1];
    readonly Lazy<Autoencoder[]> _single = new(() =>
        [.. state.Autoencoders.Select(autoencoder => new Autoencoder(autoencoder, learningRate: 0))]);

    /// <returns>The error of the last autoencoder, from 0; how strange the features are.</returns>
    public double Score(ReadOnlySpan<double> features)
    {
        _groups.Score(features, _errors);
        _last.Score(_errors, _score);
        return _score[0];
    }

    /// <summary>Which features the autoencoders of the groups give back worst.</summary>
    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features)
    {
        var strange = new List<StrangeFeature>();
        foreach (var (autoencoder, places) in _single.Value.Zip(state.Map))
        {
            var inputs = new double[places.Length];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = features[places[i]];
            autoencoder.Score(inputs);
            for (var i = 0; i < inputs.Length; i++)
                strange.Add(new(places[i], inputs[i], state.Means[places[i]], Math.Abs(autoencoder.Errors[i])));
        }

        return StrangeFeature.Ranked(strange);
    }

    static AutoencoderLayer LayerOf(
        ImmutableArray<AutoencoderState> autoencoders, ImmutableArray<ImmutableArray<int>> map) =>
        new([.. autoencoders.Zip(map, (one, places) => (one, (IReadOnlyList<int>)places))]);
}
