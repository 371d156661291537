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

    /// <returns>The error of the last autoencoder, from 0; how strange the features are.</returns>
    public double Score(ReadOnlySpan<double> features)
    {
        _groups.Score(features, _errors);
        _last.Score(_errors, _score);
        return _score[0];
    }

    static AutoencoderLayer LayerOf(
        ImmutableArray<AutoencoderState> autoencoders, ImmutableArray<ImmutableArray<int>> map) =>
        new([.. autoencoders.Zip(map, (one, places) => (one, (IReadOnlyList<int>)places))]);
}
