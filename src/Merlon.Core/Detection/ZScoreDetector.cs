using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>
/// How many standard deviations a feature is from its mean in training, of the feature that is farthest.
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
/// <param name="state">Sound.</param>
public sealed class ZScoreDetector(ZScoreState state) : IDetector
{
    readonly double[] _means = [.. state.Means], _deviations = [.. state.Deviations];

    public double Score(ReadOnlySpan<double> features)
    {
        var farthest = 0.0;
        for (var i = 0; i < _means.Length; i++)
            farthest = Math.Max(farthest, Math.Abs(features[i] - _means[i]) / _deviations[i]);
        return farthest;
    }

    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features) =>
        StrangeFeature.Ranked(features, _means, (i, value) => Math.Abs(value - _means[i]) / _deviations[i]);

    /// <summary>Learns in one pass (Welford, 1962).</summary>
    /// <param name="features">How many a vector has.</param>
    /// <param name="leastSpread">A feature that varied less counts as if it had varied so much.</param>
    public sealed class Course(int features, double leastSpread = 0) : ICourse
    {
        readonly double[] _means = new double[features], _squares = new double[features];
        long _seen;

        public DetectorState? State =>
            _seen == 0 ? null : new ZScoreState([.. _means], [.. _squares.Zip(_means, DeviationOf)]);

        public double? Learn(ReadOnlySpan<double> vector)
        {
            _seen++;
            for (var i = 0; i < features; i++)
            {
                var residual = vector[i] - _means[i];
                _means[i] += residual / _seen;
                _squares[i] += residual * (vector[i] - _means[i]);
            }

            return null;
        }

        double DeviationOf(double squares, double mean) =>
            Spread.Least(Math.Sqrt(squares / _seen), mean, leastSpread);
    }
}
