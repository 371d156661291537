using Merlon.Flows;

namespace Merlon.Alerts;

/// <summary>The flows without an alert of the last <c>span</c> of event time: what a response must spare.</summary>
/// <remarks>
/// Flows come in order of time first seen. At most <c>capacity</c> are kept; beyond that the oldest give way and are
/// counted, so that a flood cannot take the memory. Not safe for concurrent use; each shard owns its own window.
/// </remarks>
public sealed class BenignWindow(TimeSpan span, int capacity = BenignWindow.DefaultCapacity)
{
    public const int DefaultCapacity = 1 << 20;

    const int ChunkBits = 8, ChunkSize = 1 << ChunkBits;

    readonly List<Flow[]> _chunks = [];   // never moved or copied as the window grows
    Flow[]? _spare;
    int _first;

    public int Count { get; private set; }

    /// <summary>Flows that were still young enough and had to go because the window was full.</summary>
    public long Crowded { get; private set; }

    /// <summary>The flow at a place from 0, the oldest, to <see cref="Count"/> - 1.</summary>
    public ref readonly Flow this[int index] => ref Place(index);

    /// <summary>Some of the flows from a place on, as many as lie side by side: to walk the window in runs.</summary>
    public ReadOnlySpan<Flow> From(int index)
    {
        var start = (_first + index) & (ChunkSize - 1);
        return _chunks[(_first + index) >> ChunkBits].AsSpan(start, Math.Min(ChunkSize - start, Count - index));
    }

    public void Add(in Flow flow)
    {
        if ((_first + Count) >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(_spare ?? new Flow[ChunkSize]);
            _spare = null;
        }

        Place(Count++) = flow;
    }

    /// <summary>Takes out the oldest flow if it was first seen more than the span before <paramref name="now"/>, or
    /// if there are more than fit. Call until it says no.</summary>
    public bool TryForget(DateTime now, out Flow forgotten)
    {
        forgotten = default;
        if (Count == 0) return false;

        ref var oldest = ref Place(0);
        var isOld = now - oldest.FirstSeen > span;
        if (!isOld && Count <= capacity) return false;

        if (!isOld) Crowded++;
        forgotten = oldest;
        RemoveFirst();
        return true;
    }

    /// <summary>
    /// Takes out the flows of this five-tuple, in either direction: it turned out that they have an alert.
    /// </summary>
    public IReadOnlyList<Flow> Withdraw(in FlowKey key)
    {
        var withdrawn = new List<Flow>();
        var reversed = key.Reversed;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            ref var flow = ref Place(i);
            if (flow.Key == key || flow.Key == reversed) withdrawn.Add(flow);
            else Place(kept++) = flow;
        }

        Count = kept;
        return withdrawn;
    }

    ref Flow Place(int index)
    {
        var at = _first + index;
        return ref _chunks[at >> ChunkBits][at & (ChunkSize - 1)];
    }

    void RemoveFirst()
    {
        Count--;
        if (++_first < ChunkSize) return;

        _first = 0;
        _spare = _chunks[0];
        _chunks.RemoveAt(0);
    }
}
