namespace Merlon.Detection;

/// <summary>
/// How many standard deviations a feature is from its mean in training, of the feature that is farthest.
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
public sealed class ZScoreDetector : IDetector
{
    readonly double[] _means, _deviations;

    ZScoreDetector(double[] means, double[] deviations) => (_means, _deviations) = (means, deviations);

    public double Score(ReadOnlySpan<double> features)
    {
        var farthest = 0.0;
        for (var i = 0; i < _means.Length; i++)
            farthest = Math.Max(farthest, Math.Abs(features[i] - _means[i]) / _deviations[i]);
        return farthest;
    }

    /// <summary>Learns in one pass (Welford, 1962).</summary>
    /// <param name="features">How many a vector has.</param>
    public sealed class Course(int features)
    {
        readonly double[] _means = new double[features], _squares = new double[features];
        long _seen;

        public void Learn(ReadOnlySpan<double> vector)
        {
            _seen++;
            for (var i = 0; i < features; i++)
            {
                var residual = vector[i] - _means[i];
                _means[i] += residual / _seen;
                _squares[i] += residual * (vector[i] - _means[i]);
            }
        }

        /// <summary>What was learnt so far, which does not change any more.</summary>
        public ZScoreDetector ToDetector() => new([.. _means], [.. _squares.Zip(_means, DeviationOf)]);

        double DeviationOf(double squares, double mean) =>
            Spread.Least(Math.Sqrt(squares / Math.Max(1, _seen)), mean);
    }
}
