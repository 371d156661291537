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

    // The queue moves its entries about, so the observations lie still beside it.
    readonly PriorityQueue<int, (long At, long Order)> _held = new(new ByTimeThenOrder());
    readonly List<Observation> _slots = [];
    readonly Stack<int> _free = [];
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
        _held.Enqueue(SlotFor(observation), (observation.At.Ticks, _order++));
    }

    /// <summary>
    /// Takes the oldest one that need not wait any longer; with <paramref name="isEnd"/>, the oldest.
    /// </summary>
    public bool TryTake(bool isEnd, out Observation observation)
    {
        observation = default;
        if (!_held.TryPeek(out var slot, out var first)) return false;
        if (!isEnd && _held.Count <= capacity && _latest.Ticks - first.At <= lateness.Ticks) return false;

        observation = _slots[slot];
        _held.Dequeue();
        _free.Push(slot);
        if (observation.At > _passedOn) _passedOn = observation.At;
        return true;
    }

    int SlotFor(in Observation observation)
    {
        if (!_free.TryPop(out var slot))
        {
            _slots.Add(observation);
            return _slots.Count - 1;
        }

        _slots[slot] = observation;
        return slot;
    }

    sealed class ByTimeThenOrder : IComparer<(long At, long Order)>
    {
        public int Compare((long At, long Order) x, (long At, long Order) y) =>
            x.At != y.At ? x.At.CompareTo(y.At) : x.Order.CompareTo(y.Order);
    }
}
