using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>
/// How far a feature is outside the middle half of what it was in training, in widths of that half (Tukey, 1977), of
/// the feature that is farthest; 1.5 is where a box plot's whiskers end.
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
/// <param name="state">Sound.</param>
public sealed class BoxPlotDetector(BoxPlotState state) : IDetector
{
    readonly double[] _low = [.. state.Low], _high = [.. state.High], _widths = [.. state.Widths];

    public double Score(ReadOnlySpan<double> features)
    {
        var farthest = 0.0;
        for (var i = 0; i < _low.Length; i++) farthest = Math.Max(farthest, Outside(i, features[i]));
        return farthest;
    }

    public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features) =>
        StrangeFeature.Ranked(features, [.. _low.Zip(_high, (low, high) => (low + high) / 2)], Outside);

    double Outside(int feature, double value) =>
        Math.Max(0, Math.Max(_low[feature] - value, value - _high[feature]) / _widths[feature]);

    /// <summary>Learns from a fair sample of the vectors.</summary>
    /// <param name="features">How many a vector has.</param>
    /// <param name="leastSpread">A feature whose box is narrower counts as if it were so wide.</param>
    public sealed class Course(int features, ulong seed, double leastSpread = 0, int sample = 10_000) : ICourse
    {
        readonly VectorSample _sample = new(features, sample, seed);

        public DetectorState? State => _sample.Count == 0 ? null : Boxes();

        public double? Learn(ReadOnlySpan<double> vector)
        {
            _sample.See(vector);
            return null;
        }

        BoxPlotState Boxes()
        {
            var (low, high, widths) = (new double[features], new double[features], new double[features]);
            for (var i = 0; i < features; i++)
            {
                var sorted = _sample.Feature(i).Order().ToList();
                (low[i], high[i]) = (sorted[sorted.Count / 4], sorted[sorted.Count * 3 / 4]);
                widths[i] = Spread.Least(high[i] - low[i], high[i], leastSpread);
            }

            return new([.. low], [.. high], [.. widths]);
        }
    }
}
