namespace Merlon.Features;

/// <summary>
/// Streams that are compared, as plainly as the original does it: an event goes to every pair of its stream at once.
/// </summary>
/// <param name="fault">Planted, to see that it is noticed.</param>
sealed class EagerStreams(EagerStreams.Fault fault = EagerStreams.Fault.None)
{
    readonly Dictionary<int, Stream> _streams = [];

    public enum Fault
    {
        None,
        SlowDecay,       // of pairs, by a hundred-thousandth
        SingleUpdate,    // the sender's pair is updated once
        EarlyResidual,   // a new pair sees what its receiver did before
        Oriented,        // a pair from the other direction is another
    }

    /// <summary>As <see cref="PairedStreams.Add"/>, 35 features.</summary>
    /// <param name="sizes">How large the numbers are of which each is the sum or difference: these are rounded.</param>
    public double[] Add(int sender, int receiver, double value, double at, double[] sizes)
    {
        var from = Of(sender, at);
        var to = Of(receiver, at);
        from.Decay(at);
        from.Add(value);
        foreach (var known in from.Pairs) known.Update(from, at, fault);
        var pair = from.Pairs.Find(known => known.IsOf(from, to, fault));
        var isNew = pair is null;
        pair ??= Pair.Of(from, to, at, fault);
        if (isNew || fault is not Fault.SingleUpdate) pair.Update(from, at, fault);

        var features = new double[35];
        for (var i = 0; i < 5; i++)
        {
            var (mean, variance) = (from.Mean[i], from.Variance[i]);
            var (otherMean, otherVariance) = (to.Mean[i], to.Variance[i]);
            var covariance = sender == receiver ? 0 : pair.Products[i] / pair.Weight[i];
            var deviations = Math.Sqrt(variance) * Math.Sqrt(otherVariance);
            double[] own = [from.Weight[i], mean, variance, Length(variance, otherVariance), Length(mean, otherMean),
                covariance, deviations == 0 ? 0 : covariance / deviations];
            own.CopyTo(features, 7 * i);

            var (square, otherSquare) = (variance + mean * mean, otherVariance + otherMean * otherMean);
            var terms = pair.Terms[i] / pair.Weight[i] + mean * otherMean;
            var ratio = Math.Max(square / variance, otherSquare / otherVariance);
            double[] ownSizes = [0, 0, square, square + otherSquare, 0, terms,
                ratio < 1e10 ? terms / deviations * ratio : double.PositiveInfinity];
            ownSizes.CopyTo(sizes, 7 * i);
        }

        return features;
    }

    Stream Of(int key, double at)
    {
        if (!_streams.TryGetValue(key, out var stream)) _streams[key] = stream = new(at);
        return stream;
    }

    static double Length(double x, double y) => Math.Sqrt(x * x + y * y);

    static void Scale(double[] numbers, double seconds, double slowness = 1)
    {
        for (var i = 0; i < 5; i++) numbers[i] *= Math.Pow(2, -Features.Decay.Rates[i] * seconds * slowness);
    }

    sealed class Stream(double at)
    {
        double _at = at;

        public List<Pair> Pairs { get; } = [];
        public double[] Weight { get; } = [1e-20, 1e-20, 1e-20, 1e-20, 1e-20];
        public double[] Sum { get; } = new double[5];
        public double[] Squares { get; } = new double[5];
        public double[] Residual { get; } = new double[5];

        // Of the last number; what came of it then is kept, as the original does.
        public double[] Mean { get; } = new double[5];
        public double[] Variance { get; } = new double[5];

        public void Decay(double now)
        {
            if (now <= _at) return;

            foreach (var numbers in new[] { Weight, Sum, Squares }) Scale(numbers, now - _at);
            _at = now;
        }

        public void Add(double value)
        {
            for (var i = 0; i < 5; i++)
            {
                Weight[i]++;
                Sum[i] += value;
                Squares[i] += value * value;
                Mean[i] = Sum[i] / Weight[i];
                Variance[i] = Math.Abs(Squares[i] / Weight[i] - Mean[i] * Mean[i]);
                Residual[i] = value - Mean[i];
            }
        }
    }

    sealed class Pair
    {
        readonly Stream _one, _other;
        readonly double[] _oneResidual = new double[5], _otherResidual = new double[5];
        double _at;

        Pair(Stream one, Stream other, double at) => (_one, _other, _at) = (one, other, at);

        public double[] Products { get; } = new double[5];
        public double[] Terms { get; } = new double[5];
        public double[] Weight { get; } = [1e-20, 1e-20, 1e-20, 1e-20, 1e-20];

        public static Pair Of(Stream from, Stream to, double at, Fault fault)
        {
            var pair = new Pair(from, to, at);
            if (fault is Fault.EarlyResidual) to.Residual.CopyTo(pair._otherResidual, 0);
            if (from == to) return pair;

            from.Pairs.Add(pair);
            to.Pairs.Add(pair);
            return pair;
        }

        public bool IsOf(Stream from, Stream to, Fault fault) =>
            (_one == from && _other == to) || (fault is not Fault.Oriented && _one == to && _other == from);

        public void Update(Stream sender, double at, Fault fault)
        {
            (_one == sender ? _other : _one).Decay(at);
            if (at > _at)
            {
                foreach (var numbers in new[] { Products, Terms, Weight })
                    Scale(numbers, at - _at, fault is Fault.SlowDecay ? 0.999_99 : 1);
                _at = at;
            }

            var (own, other) = _one == sender ? (_oneResidual, _otherResidual) : (_otherResidual, _oneResidual);
            for (var i = 0; i < 5; i++)
            {
                own[i] = sender.Residual[i];
                Products[i] += own[i] * other[i];
                Terms[i] += Math.Abs(own[i] * other[i]);
                Weight[i]++;
            }
        }
    }
}
