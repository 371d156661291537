namespace Merlon.Flows;

/// <summary>
/// Puts observations that come nearly in order into the order of event time, equal times as they came. Holds back
/// what is younger than <c>lateness</c> before the latest, and never more than <c>capacity</c> observations.
/// </summary>
/// <remarks>
/// What comes later than that is passed on at once and counted in <see cref="Late"/>: a system that listens live
/// would have met it no sooner.
/// </remarks>
public sealed class ReorderBuffer(TimeSpan lateness, int capacity = ReorderBuffer.DefaultCapacity)
{
    public const int DefaultCapacity = 1 << 20;

    readonly PriorityQueue<Observation, (long At, long Order)> _held = new(new ByTimeThenOrder());
    DateTime _latest;
    DateTime _passedOn;
    long _order;

    /// <summary>Observations that came after a later one had been passed on.</summary>
    public long Late { get; private set; }

    public int Count => _held.Count;

    public void Add(in Observation observation)
    {
        if (observation.At > _latest) _latest = observation.At;
        if (observation.At < _passedOn) Late++;
        _held.Enqueue(observation, (observation.At.Ticks, _order++));
    }

    /// <summary>
    /// Takes the oldest one that need not wait any longer; with <paramref name="isEnd"/>, the oldest.
    /// </summary>
    public bool TryTake(bool isEnd, out Observation observation)
    {
        if (!_held.TryPeek(out observation, out _)) return false;
        if (!isEnd && _held.Count <= capacity && _latest - observation.At <= lateness) return false;

        _held.Dequeue();
        if (observation.At > _passedOn) _passedOn = observation.At;
        return true;
    }

    sealed class ByTimeThenOrder : IComparer<(long At, long Order)>
    {
        public int Compare((long At, long Order) x, (long At, long Order) y) =>
            x.At != y.At ? x.At.CompareTo(y.At) : x.Order.CompareTo(y.Order);
    }
}
