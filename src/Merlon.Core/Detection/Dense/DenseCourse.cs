using System.Collections.Immutable;
using Merlon.Detection.Models;
using Merlon.Features;

namespace Merlon.Detection.Dense;

/// <summary>How a <see cref="DenseAutoencoder"/> is trained.</summary>
public sealed record DenseSettings
{
    /// <summary>So many vectors are kept to learn from, a fair sample.</summary>
    public int Sample { get; init; } = 200_000;

    /// <summary>So often all of them are learnt.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Units of the layers before and behind the narrowest.</summary>
    public int Wide { get; init; } = 64;

    /// <summary>Units of the narrowest layer.</summary>
    public int Narrow { get; init; } = 12;

    /// <summary>Of the first step; it falls to 0 with the last.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>A feature that varied less counts as if it had varied so much.</summary>
    public double LeastSpread { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Inputs, units of each layer, outputs.</summary>
    /// <param name="features">How many a vector has.</param>
    public ImmutableArray<int> WidthsFor(int features) => [features, Wide, Narrow, Wide, features];
}

/// <summary>Trains a <see cref="DenseAutoencoder"/>: by Adam, on batches of a sample in an order drawn anew.</summary>
public sealed class DenseCourse : ICourse
{
    const int Batch = 64;

    readonly DenseSettings _settings;
    readonly int _features;
    readonly VectorSample _sample;
    Epochs? _epochs;
    DenseProgress? _before;

    /// <param name="features">How many a vector has.</param>
    public DenseCourse(int features, DenseSettings settings)
    {
        (_features, _settings) = (features, settings);
        _sample = new(features, settings.Sample, settings.Seed);
        EpochsLeft = settings.Epochs;
    }

    public int EpochsLeft { get; private set; }

    public DetectorState? State
    {
        get
        {
            if (_before is not null) _epochs ??= new(_sample, _features, _settings, _before);
            return _epochs?.State;
        }
    }

    public double? Learn(ReadOnlySpan<double> vector)
    {
        _sample.See(vector);
        return null;
    }

    public double LearnEpoch()
    {
        _epochs ??= new(_sample, _features, _settings, _before);
        EpochsLeft--;
        return _epochs.Next();
    }

    public CourseProgress? Progress => _epochs is null ? _before : _epochs.Progress;

    public void Resume(CourseProgress progress)
    {
        _before = (DenseProgress)progress;
        EpochsLeft = Math.Max(0, _settings.Epochs - _before.Epochs);
    }

    sealed class Epochs
    {
        readonly VectorSample _sample;
        readonly DenseSettings _settings;
        readonly ImmutableArray<int> _widths;
        readonly double[] _means, _deviations, _parameters, _gradients;
        readonly double[] _vector, _scaled, _clipped, _loss;
        readonly Standardizer _scale;
        readonly DenseNetwork _network;
        readonly Adam _adam;
        readonly int[] _order;
        int _epochs;
        long _steps;

        public Epochs(VectorSample sample, int features, DenseSettings settings, DenseProgress? before)
        {
            (_sample, _settings) = (sample, settings);
            _widths = settings.WidthsFor(features);
            _parameters = before is null
                ? DenseNetwork.NewParameters(_widths, new(settings.Seed)) : [.. before.Parameters];
            _gradients = new double[_parameters.Length];
            (_network, _adam) = (new(_widths, _parameters), new(_parameters));
            (_means, _deviations) = (new double[features], new double[features]);
            (_vector, _scaled) = (new double[features], new double[features]);
            (_clipped, _loss) = (new double[features], new double[features]);
            for (var i = 0; i < features; i++) (_means[i], _deviations[i]) = MomentsOf(i);
            _scale = new(_means, _deviations);
            _order = new int[sample.Count];
            if (before is null) return;

            _adam.Resume(before.Adam);
            _epochs = before.Epochs;
            _steps = (long)StepsPerEpoch * _epochs;
        }

        public DenseState State => new(_widths, [.. _means], [.. _deviations], [.. _parameters]);

        public DenseProgress Progress => new(_epochs, [.. _parameters], _adam.State);

        int StepsPerEpoch => (_order.Length + Batch - 1) / Batch;

        public double Next()
        {
            Shuffle(new(SplitMix.Mix(_settings.Seed, (ulong)++_epochs)));
            var error = 0.0;
            foreach (var batch in _order.Chunk(Batch)) error += Learn(batch);
            return error / Math.Max(1, _order.Length);
        }

        (double Mean, double Deviation) MomentsOf(int feature)
        {
            var mean = _sample.Feature(feature).DefaultIfEmpty().Average();
            var variance = _sample.Feature(feature).Select(x => (x - mean) * (x - mean)).DefaultIfEmpty().Average();
            return (mean, Spread.Least(Math.Sqrt(variance), mean, _settings.LeastSpread));
        }

        // Fisher and Yates, as Durstenfeld has it (1964); of each epoch by itself, so that any can be the first.
        void Shuffle(UniformDraws draws)
        {
            for (var i = 0; i < _order.Length; i++) _order[i] = i;
            for (var i = _order.Length - 1; i > 0; i--)
            {
                var other = (int)draws.Below(i + 1);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }
        }

        // The sum of the root mean squares of the errors.
        double Learn(int[] batch)
        {
            var error = 0.0;
            Array.Clear(_gradients);
            foreach (var index in batch)
            {
                var kept = _sample[index];
                for (var i = 0; i < kept.Length; i++) _vector[i] = kept[i];
                _scale.Scale(_vector, _scaled);
                Standardizer.Clip(_scaled, _clipped);
                error += Loss(_network.Run(_clipped), batch.Length);
                _network.AddGradients(_loss, _gradients);
            }

            _adam.Step(_gradients, RateNow());
            return error;
        }

        double Loss(ReadOnlySpan<double> given, int batch)
        {
            var squares = 0.0;
            for (var i = 0; i < given.Length; i++)
            {
                var error = given[i] - _clipped[i];
                squares += error * error;
                _loss[i] = 2 * error / batch;
            }

            return Math.Sqrt(squares / given.Length);
        }

        double RateNow()
        {
            var left = 1 - (double)_steps++ / ((long)StepsPerEpoch * _settings.Epochs);
            return _settings.LearningRate * Math.Max(0, left);
        }
    }
}
