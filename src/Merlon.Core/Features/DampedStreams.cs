namespace Merlon.Features;

/// <summary>Streams of numbers by key, each with a statistic of its own.</summary>
/// <param name="capacity">The most streams that are remembered.</param>
public sealed class DampedStreams(int capacity)
{
    /// <summary>How many features a stream has: for each decay weight, mean and variance.</summary>
    public const int Features = Step * Decay.Count;

    const int Step = 3;

    readonly StreamTable _table = new(capacity);
    readonly DampedStatistic[] _statistics = new DampedStatistic[capacity];

    public int Count => _table.Count;

    /// <inheritdoc cref="StreamTable.Evicted"/>
    public long Evicted => _table.Evicted;

    /// <param name="at">In seconds; not before that of the last.</param>
    /// <param name="features">15 numbers.</param>
    public void Add(StreamKey key, double value, double at, Span<double> features)
    {
        ref var statistic = ref Find(key, at);
        statistic.Add(value, at, Decay.Over(at - statistic.LastSeen));
        statistic.Write(features, Step);
    }

    /// <summary>Adds the time since the last number of the key, 0 if there was none.</summary>
    /// <inheritdoc cref="Add(StreamKey, double, double, Span{double})"/>
    public void AddInterval(StreamKey key, double at, Span<double> features)
    {
        ref var statistic = ref Find(key, at);
        var interval = at - statistic.LastSeen;
        statistic.Add(interval, at, Decay.Over(interval));
        statistic.Write(features, Step);
    }

    ref DampedStatistic Find(StreamKey key, double at)
    {
        ref var statistic = ref _statistics[_table.Find(key, out var isNew)];
        if (isNew) statistic = new(at);
        return ref statistic;
    }
}
