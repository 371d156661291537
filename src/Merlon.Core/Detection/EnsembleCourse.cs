using System.Collections.Immutable;
using Merlon.Detection.Models;

namespace Merlon.Detection;

/// <summary>
/// Trains an ensemble of autoencoders from one pass over feature vectors: the first ones tell which features go
/// together, the next ones train one autoencoder for each group, and one more on the errors of those.
/// </summary>
/// <remarks>"Kitsune" (Mirsky et al., NDSS 2018, IV.C and D).</remarks>
public sealed class EnsembleCourse : ICourse
{
    readonly EnsembleSettings _settings;
    readonly int _features;
    readonly FeatureCorrelations _correlations;
    readonly double[] _sums;
    long _seen;
    Training? _training;
    long _left, _known;   // vectors: still to be learnt, and learnt before it was resumed

    /// <param name="features">How many a vector has.</param>
    public EnsembleCourse(int features, EnsembleSettings settings)
    {
        (_features, _settings) = (features, settings);
        _correlations = new(features);
        _sums = new double[features];
        _left = settings.MapVectors;
        if (settings.Map is { } map) Train(map);
    }

    /// <summary>Which features each autoencoder is given; null as long as that is being learnt.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Map => _training?.Map;

    DetectorState? ICourse.State => State;

    public bool IsDone => _training is not null && _left == 0;

    /// <summary>Learns one vector; nothing when the course is done.</summary>
    /// <returns>How strange it was before, from 0; null where that cannot be told.</returns>
    public double? Learn(ReadOnlySpan<double> vector)
    {
        if (IsDone) return null;
        if (_known > 0)
        {
            _known--;
            return null;
        }


        _left--;
        _seen++;
        for (var i = 0; i < _sums.Length; i++) _sums[i] += vector[i];
        if (_training is not null) return _training.Learn(vector);

        _correlations.See(vector);
        if (_left == 0)
            Train(new Dendrogram(_features, _correlations.Distance).Branches(_settings.LargestAutoencoder));
        return null;
    }

    // Before a vector was learnt, what its scalers know is not finite, and nothing is lost.
    public CourseProgress? Progress => _left < _settings.TrainingVectors && State is { } state
        ? new EnsembleProgress(_seen, _left, [.. _sums], state) : null;

    public void Resume(CourseProgress progress)
    {
        var (seen, left, sums, state) = (EnsembleProgress)progress;
        (_known, _seen, _left) = (seen, seen, left);
        sums.CopyTo(_sums);
        _training = new(state, _settings);
    }

    /// <summary>What was learnt so far, which does not change any more; null before there is a map.</summary>
    public AutoencoderEnsemble? ToEnsemble() => State is { } state ? new(state) : null;

    /// <summary>The same, to be stored.</summary>
    public EnsembleState? State => _training?.State(Means);

    ImmutableArray<double> Means => [.. _sums.Select(sum => sum / Math.Max(1, _seen))];

    void Train(IReadOnlyList<IReadOnlyList<int>> map)
    {
        _training = new(map, _settings);
        _left = _settings.TrainingVectors;
    }

    sealed class Training
    {
        readonly Autoencoder[] _autoencoders;
        readonly Autoencoder _last;
        readonly double[] _inputs, _errors;

        public Training(IReadOnlyList<IReadOnlyList<int>> map, EnsembleSettings settings)
        {
            Map = map;
            _autoencoders = [.. map.Select(group => settings.NewAutoencoder(group.Count))];
            _last = settings.NewAutoencoder(map.Count);
            _inputs = new double[map.Max(group => group.Count)];
            _errors = new double[map.Count];
        }

        public Training(EnsembleState state, EnsembleSettings settings)
        {
            Map = [.. state.Map.Select(group => (IReadOnlyList<int>)group)];
            _autoencoders = [.. state.Autoencoders.Select(one => new Autoencoder(one, settings.LearningRate))];
            _last = new(state.Last, settings.LearningRate);
            _inputs = new double[Map.Max(group => group.Count)];
            _errors = new double[Map.Count];
        }

        public IReadOnlyList<IReadOnlyList<int>> Map { get; }

        public double Learn(ReadOnlySpan<double> vector)
        {
            for (var a = 0; a < _autoencoders.Length; a++)
            {
                var group = Map[a];
                for (var i = 0; i < group.Count; i++) _inputs[i] = vector[group[i]];
                _errors[a] = _autoencoders[a].Learn(_inputs);
            }

            return _last.Learn(_errors);
        }

        public EnsembleState State(ImmutableArray<double> means) => new(
            [.. Map.Select(group => group.ToImmutableArray())], [.. _autoencoders.Select(one => one.State)],
            _last.State, means);
    }
}
