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

    Flow[] _ring = new Flow[256];
    int _first;

    public int Count { get; private set; }

    /// <summary>Flows that were still young enough and had to go because the window was full.</summary>
    public long Crowded { get; private set; }

    /// <summary>The flow at a place from 0, the oldest, to <see cref="Count"/> - 1.</summary>
    public ref readonly Flow this[int index] => ref _ring[(_first + index) & (_ring.Length - 1)];

    public void Add(in Flow flow)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_first + Count) & (_ring.Length - 1)] = flow;
        Count++;
    }

    /// <summary>Takes out the oldest flow if it was first seen more than the span before <paramref name="now"/>, or
    /// if there are more than fit. Call until it says no.</summary>
    public bool TryForget(DateTime now, out Flow forgotten)
    {
        forgotten = default;
        if (Count == 0) return false;

        var isOld = now - _ring[_first].FirstSeen > span;
        if (!isOld && Count <= capacity) return false;

        if (!isOld) Crowded++;
        forgotten = _ring[_first];
        RemoveFirst();
        return true;
    }

    /// <summary>
    /// Takes out the flows of this five-tuple, in either direction: it turned out that they have an alert.
    /// </summary>
    public IReadOnlyList<Flow> Withdraw(in FlowKey key)
    {
        var withdrawn = new List<Flow>();
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            var flow = this[i];
            if (flow.Key == key || flow.Key == key.Reversed) withdrawn.Add(flow);
            else _ring[(_first + kept++) & (_ring.Length - 1)] = flow;
        }

        Count = kept;
        return withdrawn;
    }

    void RemoveFirst()
    {
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
    }

    void Grow()
    {
        var larger = new Flow[_ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _first) = (larger, 0);
    }
}
