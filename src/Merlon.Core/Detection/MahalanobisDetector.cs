using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>
/// How far a vector is from the mean in training, in standard deviations, where features that rise and fall together
/// count once (Mahalanobis, 1936).
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
/// <param name="state">Sound.</param>
public sealed class MahalanobisDetector(MahalanobisState state) : IDetector
{
    readonly double[] _means = [.. state.Means], _deviations = [.. state.Deviations], _factor = [.. state.Factor];

    // Of each feature what those before it do not tell, in its own standard deviations.
    readonly double[] _residuals = new double[state.Means.Length];

    public double Score(ReadOnlySpan<double> features)
    {
        var (squares, row) = (0.0, 0);
        for (var i = 0; i < _means.Length; i++)
        {
            var sum = (features[i] - _means[i]) / _deviations[i];
            for (var j = 0; j < i; j++) sum -= _factor[row + j] * _residuals[j];
            _residuals[i] = sum / _factor[row + i];
            squares += _residuals[i] * _residuals[i];
            row += i + 1;
        }

        return Math.Sqrt(squares);
    }

    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features)
    {
        Score(features);
        return StrangeFeature.Ranked(features, _means, (i, _) => Math.Abs(_residuals[i]));
    }

    /// <summary>Learns in one pass (Welford, 1962).</summary>
    /// <param name="features">How many a vector has.</param>
    /// <param name="leastSpread">A feature that varied less counts as if it had varied so much.</param>
    public sealed class Course(int features, double leastSpread = 0) : ICourse
    {
        // Added to each variance, as a share of it: features that others tell leave nothing to divide by else.
        const double Ridge = 1e-6;

        readonly double[] _means = new double[features], _before = new double[features];
        readonly double[][] _products = [.. Enumerable.Range(0, features).Select(i => new double[i + 1])];
        long _seen;

        public DetectorState? State => _seen == 0 ? null : Distances();

        public double? Learn(ReadOnlySpan<double> vector)
        {
            _seen++;
            for (var i = 0; i < features; i++)
            {
                _before[i] = vector[i] - _means[i];
                _means[i] += _before[i] / _seen;
            }

            for (var i = 0; i < features; i++)
            {
                var after = vector[i] - _means[i];
                for (var j = 0; j <= i; j++) _products[i][j] += after * _before[j];
            }

            return null;
        }

        MahalanobisState Distances()
        {
            var deviations = Enumerable.Range(0, features).Select(i => Math.Sqrt(Covariance(i, i)));
            double[] scales = [.. deviations.Zip(_means, (one, mean) => Spread.Least(one, mean, leastSpread))];
            return new([.. _means], [.. scales], [.. Factor(scales).SelectMany(row => row)]);
        }

        double Covariance(int i, int j) => _products[i][j] / _seen;

        double[][] Factor(double[] scales)
        {
            var factor = new double[features][];
            for (var i = 0; i < features; i++)
            {
                factor[i] = new double[i + 1];
                for (var j = 0; j <= i; j++)
                {
                    var sum = Covariance(i, j) / (scales[i] * scales[j]) + (i == j ? Ridge : 0);
                    for (var k = 0; k < j; k++) sum -= factor[i][k] * factor[j][k];
                    factor[i][j] = i == j ? Math.Sqrt(Math.Max(sum, Ridge)) : sum / factor[j][j];
                }
            }

            return factor;
        }
    }
}
