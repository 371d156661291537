namespace Merlon.Detection;

/// <summary>
/// How far a feature is outside the middle half of what it was in training, in widths of that half (Tukey, 1977), of
/// the feature that is farthest; 1.5 is where a box plot's whiskers end.
/// </summary>
/// <remarks>A plain detector, to be run beside the others: what it finds needs no network.</remarks>
public sealed class BoxPlotDetector : IDetector
{
    readonly (double Low, double High, double Width)[] _boxes;

    BoxPlotDetector((double, double, double)[] boxes) => _boxes = boxes;

    public double Score(ReadOnlySpan<double> features)
    {
        var farthest = 0.0;
        for (var i = 0; i < _boxes.Length; i++)
        {
            var (low, high, width) = _boxes[i];
            farthest = Math.Max(farthest, Math.Max(low - features[i], features[i] - high) / width);
        }

        return farthest;
    }

    /// <summary>Learns from a fair sample of the vectors, each as likely in it (Vitter, 1985).</summary>
    /// <param name="features">How many a vector has.</param>
    /// <param name="random">Seeded.</param>
    public sealed class Course(int features, Random random, int sample = 10_000)
    {
        readonly List<double[]> _sample = [];
        long _seen;

        public void Learn(ReadOnlySpan<double> vector)
        {
            _seen++;
            if (_sample.Count < sample)
            {
                _sample.Add(vector.ToArray());
                return;
            }

            var place = random.NextInt64(_seen);
            if (place < sample) vector.CopyTo(_sample[(int)place]);
        }

        /// <summary>What was learnt so far, which does not change any more; null before the first vector.</summary>
        public BoxPlotDetector? ToDetector() =>
            _sample.Count == 0 ? null : new([.. Enumerable.Range(0, features).Select(BoxOf)]);

        (double, double, double) BoxOf(int feature)
        {
            var sorted = _sample.Select(vector => vector[feature]).Order().ToList();
            var (low, high) = (sorted[sorted.Count / 4], sorted[sorted.Count * 3 / 4]);
            return (low, high, Spread.Least(high - low, high));
        }
    }
}
