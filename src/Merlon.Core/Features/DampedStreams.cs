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

    /// <summary>The slot of a stream, which is good until the next one is looked for.</summary>
    /// <param name="at">In seconds.</param>
    public int Find(StreamKey key, double at)
    {
        var slot = _table.Find(key, out var isNew);
        ref var statistic = ref _statistics[slot];
        if (isNew) statistic = new(at);
        else CacheLines.Fetch(ref statistic);
        return slot;
    }

    /// <param name="at">In seconds; not before that of the last.</param>
    /// <param name="features">15 numbers.</param>
    public void Add(int slot, double value, double at, Span<double> features)
    {
        ref var statistic = ref _statistics[slot];
        statistic.Add(value, at, Decay.Over(at - statistic.LastSeen));
        statistic.Write(features, Step);
    }

    /// <summary>Adds the time since the last number of the stream, 0 if there was none.</summary>
    /// <inheritdoc cref="Add(int, double, double, Span{double})"/>
    public void AddInterval(int slot, double at, Span<double> features) =>
        Add(slot, at - _statistics[slot].LastSeen, at, features);
}
