using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Alerts;

/// <summary>The flows without an alert of the last <c>span</c> of event time: what a response must spare.</summary>
/// <remarks>
/// Flows come in order of time first seen. At most <c>capacity</c> are kept; beyond that the oldest give way and are
/// counted, so that a flood cannot take the memory. Not safe for concurrent use; each shard owns its own window.
/// </remarks>
/// <param name="isFindable">Flows can be taken out by their five-tuple (<see cref="TryWithdraw"/>).</param>
public sealed class BenignWindow(
    TimeSpan span, int capacity = BenignWindow.DefaultCapacity, bool isFindable = false)
{
    public const int DefaultCapacity = 1 << 20;

    const int ChunkBits = 8, ChunkSize = 1 << ChunkBits;

    const int HashBits = 12;

    const Label Withdrawn = (Label)byte.MaxValue;   // no log's

    readonly List<Flow[]> _chunks = [];   // never moved or copied as the window grows
    Flow[]? _spare;
    readonly Dictionary<FlowKey, long>? _numbers = isFindable ? [] : null;   // of the latest flow with each key
    readonly int[] _ends = new int[1 << HashBits];   // of the flows in the window, by their addresses' hashes
    int _first;
    int _withdrawn;
    long _forgotten;

    public TimeSpan Span => span;

    /// <summary>Places in the window; those of withdrawn flows hold a flow without packets.</summary>
    public int Places { get; private set; }

    /// <summary>Flows in the window.</summary>
    public int Count => Places - _withdrawn;

    /// <summary>Flows that were still young enough and had to go because the window was full.</summary>
    public long Crowded { get; private set; }

    /// <summary>The flow at a place from 0, the oldest, to <see cref="Places"/> - 1.</summary>
    public ref readonly Flow this[int index] => ref Place(index);

    /// <summary>Some of the flows from a place on, as many as lie side by side: to walk the window in runs.</summary>
    public ReadOnlySpan<Flow> From(int index)
    {
        var start = (_first + index) & (ChunkSize - 1);
        return _chunks[(_first + index) >> ChunkBits].AsSpan(start, Math.Min(ChunkSize - start, Places - index));
    }

    public void Add(in Flow flow)
    {
        if ((_first + Places) >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(_spare ?? new Flow[ChunkSize]);
            _spare = null;
        }

        if (_numbers is not null) _numbers[flow.Key] = _forgotten + Places;
        CountEnds(flow.Key, 1);
        Place(Places++) = flow;
    }

    /// <summary>Whether any flow in the window may have this address at one end; false is sure.</summary>
    public bool MayInvolve(Ip address) => _ends[PlaceOf(address)] > 0;

    /// <summary>
    /// Whether the oldest flow has to go: it was first seen more than the span before <paramref name="now"/>, or there
    /// are more than fit.
    /// </summary>
    public bool MustForget(DateTime now) => Places > 0 && (Places > capacity || IsOld(now));

    /// <summary>Takes out the oldest flow. Call while <see cref="MustForget"/> says so.</summary>
    public void ForgetOldest(DateTime now)
    {
        if (!IsOld(now)) Crowded++;
        Release(Place(0));
        _forgotten++;
        Places--;
        if (++_first < ChunkSize) return;

        _first = 0;
        _spare = _chunks[0];
        _chunks.RemoveAt(0);
    }

    /// <summary>
    /// Takes out the latest flow of this five-tuple, in either direction, if no label calls it benign: it turned out
    /// to have an alert. Only of a window that keeps its flows findable.
    /// </summary>
    public bool TryWithdraw(in FlowKey key, out Flow withdrawn)
    {
        withdrawn = default;
        if (_numbers is null || (!_numbers.Remove(key, out var number) && !_numbers.Remove(key.Reversed, out number)))
            return false;

        ref var flow = ref Place((int)(number - _forgotten));
        if (flow.Label is not Label.None) return false;

        withdrawn = flow;
        CountEnds(flow.Key, -1);

        // Matches nothing, and goes when its time comes.
        flow = new() { Key = default, FirstSeen = flow.FirstSeen, Label = Withdrawn };
        _withdrawn++;
        return true;
    }

    ref Flow Place(int index)
    {
        var at = _first + index;
        return ref _chunks[at >> ChunkBits][at & (ChunkSize - 1)];
    }

    bool IsOld(DateTime now) => now - Place(0).FirstSeen > span;

    void Release(in Flow flow)
    {
        if (flow.Label is Withdrawn)
        {
            _withdrawn--;
            return;
        }

        CountEnds(flow.Key, -1);
        if (_numbers is not null && _numbers.TryGetValue(flow.Key, out var number) && number == _forgotten)
            _numbers.Remove(flow.Key);
    }

    void CountEnds(in FlowKey key, int change)
    {
        _ends[PlaceOf(key.SourceIp)] += change;
        _ends[PlaceOf(key.DestinationIp)] += change;
    }

    static int PlaceOf(Ip address) => (int)(address.Hash >> (64 - HashBits));
}
