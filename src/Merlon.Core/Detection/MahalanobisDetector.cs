namespace Merlon.Detection;

/// <summary>
/// How far a vector is from the mean in training, in standard deviations, where features that rise and fall together
/// count once (Mahalanobis, 1936).
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
public sealed class MahalanobisDetector : IDetector
{
    // Added to each variance, as a share of it: features that others tell leave nothing to divide by else.
    const double Ridge = 1e-6;

    readonly double[] _means, _scales, _residuals;
    readonly double[][] _factor;   // the lower triangle L of the correlations, L Lᵀ (Cholesky)

    MahalanobisDetector(double[] means, double[] scales, double[][] factor)
    {
        (_means, _scales, _factor) = (means, scales, factor);
        _residuals = new double[means.Length];
    }

    public double Score(ReadOnlySpan<double> features)
    {
        var squares = 0.0;
        for (var i = 0; i < _means.Length; i++)
        {
            var sum = (features[i] - _means[i]) / _scales[i];
            for (var j = 0; j < i; j++) sum -= _factor[i][j] * _residuals[j];
            _residuals[i] = sum / _factor[i][i];
            squares += _residuals[i] * _residuals[i];
        }

        return Math.Sqrt(squares);
    }

    /// <summary>Learns in one pass (Welford, 1962).</summary>
    /// <param name="features">How many a vector has.</param>
    public sealed class Course(int features)
    {
        readonly double[] _means = new double[features], _before = new double[features];
        readonly double[][] _products = [.. Enumerable.Range(0, features).Select(i => new double[i + 1])];
        long _seen;

        public void Learn(ReadOnlySpan<double> vector)
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
        }

        /// <summary>What was learnt so far, which does not change any more.</summary>
        public MahalanobisDetector ToDetector()
        {
            var deviations = Enumerable.Range(0, features).Select(i => Math.Sqrt(Covariance(i, i)));
            double[] scales = [.. deviations.Zip(_means, Spread.Least)];
            return new([.. _means], scales, Factor(scales));
        }

        double Covariance(int i, int j) => _products[i][j] / Math.Max(1, _seen);

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
