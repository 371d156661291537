namespace Merlon.Detection;

/// <summary>Trained autoencoders for groups of features, and a last one for their errors.</summary>
/// <param name="groups">On features.</param>
/// <param name="last">On the errors of the groups.</param>
public sealed class AutoencoderEnsemble(AutoencoderLayer groups, AutoencoderLayer last) : IDetector
{
    readonly double[] _errors = new double[groups.Count], _score = new double[last.Count];

    /// <returns>The error of the last autoencoder, from 0; how strange the features are.</returns>
    public double Score(ReadOnlySpan<double> features)
    {
        groups.Score(features, _errors);
        last.Score(_errors, _score);
        return _score[0];
    }
}
