using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>
/// Puts packets together to flows. Packets of both directions between the same ends are one flow, until they were
/// silent for too long, the flow had gone on for too long, or TCP's ports are used for another connection.
/// </summary>
/// <remarks>
/// Time is that of the packets and goes only forward. Of more than <c>capacity</c> flows the one not seen for longest
/// (to a second) ends early; each takes some 410 bytes. A packet of a known flow allocates nothing. Packets are taken
/// in some at a time, so that the waits for memory, which are most of what a packet costs among many flows, go side by
/// side. What comes out, and in which order, does not hang on the secret of the hashes. Not safe for concurrent use.
/// </remarks>
/// <param name="byVlan">Packets of different VLANs are never of one flow.</param>
public sealed class FlowTable(FlowTimeouts timeouts, int capacity = FlowTable.DefaultCapacity, bool byVlan = true)
{
    public const int DefaultCapacity = 1 << 18;

    const int AtATime = 64;
    const long Grain = TimeSpan.TicksPerSecond;
    static readonly int States = Enum.GetValues<FlowState>().Length;
    static readonly int Ended = 2 * States;   // the queue behind those of TCP's states, and of the others'

    readonly HashSecret _secret = HashSecret.Drawn();
    readonly HashIndex _index = new();
    readonly FlowStore _flows = new();
    readonly PlaceQueues _queues = new(Ended + 1);
    readonly long[] _idle = [.. Enumerable.Range(0, Ended).Select(queue =>
        timeouts.IdleOf(queue < States ? IpProtocol.Tcp : IpProtocol.Udp, (FlowState)(queue % States)).Ticks)];
    readonly long _active = timeouts.Active.Ticks;
    readonly Sighting[] _waiting = new Sighting[AtATime];

    int _waits;
    long _now;
    long _nextIdle = long.MaxValue;   // no flow is idle before
    long _seen;   // keeps what is looked at ahead from being left out as of no use

    /// <summary>Flows under way.</summary>
    public int Count { get; private set; }

    /// <summary>Flows that ended early, the table being full.</summary>
    public long Evicted { get; private set; }

    /// <summary>
    /// Adds a packet that is whole, at the latest with the next few. Then flows may end, which <see cref="TryTake"/>
    /// gives.
    /// </summary>
    /// <param name="tunnels">In how many it came.</param>
    /// <returns>False for a packet that is of no flow: not IP, or its ports are not known.</returns>
    public bool TryAdd(in PacketHeaders packet, DateTime at, int tunnels = 0)
    {
        ref var sighting = ref _waiting[_waits];
        if (!ConversationKey.TryOf(packet, VlanOf(packet), _secret, out sighting.Key, out sighting.IsTurned))
            return false;

        sighting.At = at.Ticks;
        sighting.Length = packet.Length;
        sighting.Tunnels = (byte)tunnels;
        sighting.TcpFlags = packet.TcpFlags;
        (sighting.IcmpType, sighting.IcmpCode) = (packet.IcmpType, packet.IcmpCode);
        if (++_waits == AtATime) Flush();
        return true;
    }

    /// <summary>Adds an ICMP error to the flow under way that it is about.</summary>
    /// <param name="cause">What it tells of the packet that it is about.</param>
    /// <returns>False when there is no such flow.</returns>
    public bool TryAddError(in PacketHeaders error, in PacketHeaders cause, DateTime at, int tunnels = 0)
    {
        if (!ConversationKey.TryOf(cause, VlanOf(error), _secret, out var key, out var isTurned)) return false;

        Flush();
        Advance(at.Ticks);
        var place = Find(key);
        if (place < 0 || WhyOver(_flows[place], at.Ticks, flags: 0) is not null) return false;

        ref var flow = ref _flows[place];
        flow.AddError(isTurned, at.Ticks, error.Length, tunnels);
        Touch(place, ref flow);
        return true;
    }

    /// <summary>The flow under way that a packet is of, with all that were added so far.</summary>
    public bool TryFind(in PacketHeaders packet, out CapturedFlow flow)
    {
        Flush();
        flow = default;
        if (!ConversationKey.TryOf(packet, VlanOf(packet), _secret, out var key, out _)) return false;

        var place = Find(key);
        if (place >= 0) flow = _flows[place];
        return place >= 0;
    }

    /// <summary>The packets that were added so far are in their flows.</summary>
    public void Flush()
    {
        var sightings = _waiting.AsSpan(0, _waits);
        _waits = 0;
        Fetch(sightings);
        foreach (ref readonly var sighting in sightings) Add(sighting);
    }

    /// <summary>The flow that ended first of those that were not taken yet.</summary>
    public bool TryTake(out CapturedFlow flow)
    {
        var place = _queues.First(Ended);
        if (place < 0)
        {
            flow = default;
            return false;
        }

        flow = _flows[place];
        _queues.Remove(place);
        _flows.Free(place);
        return true;
    }

    /// <summary>The capture has ended, and with it all flows.</summary>
    public void End()
    {
        Flush();
        for (var queue = 0; queue < Ended; queue++)
        {
            while (_queues.First(queue) is >= 0 and var place) End(place, FlowEnd.CaptureEnded);
        }
    }

    // Looks at what will be needed, of one packet after the other, without waiting for any of it.
    void Fetch(ReadOnlySpan<Sighting> sightings)
    {
        Span<int> places = stackalloc int[AtATime];
        for (var i = 0; i < sightings.Length; i++) places[i] = _index.Guess(sightings[i].Key.Hash);

        for (var i = 0; i < sightings.Length; i++)
        {
            if (places[i] >= 0) _seen += _flows[places[i]].Look();
        }

        if (Count + sightings.Length > capacity) FetchFirst(QueueOfOldest());
    }

    // As many flows of a queue as may end next, and where the index has them.
    void FetchFirst(int queue)
    {
        Span<int> places = stackalloc int[AtATime];
        var count = 0;
        for (var place = _queues.First(queue); place >= 0 && count < AtATime; place = _queues.Next(place))
            places[count++] = place;

        for (var i = 0; i < count; i++) _seen += _flows[places[i]].Look();
        for (var i = 0; i < count; i++) _seen += _index.Guess(_flows[places[i]].Hash);
    }

    void Add(in Sighting sighting)
    {
        Advance(sighting.At);
        var place = Find(sighting.Key);
        if (place >= 0 && WhyOver(_flows[place], sighting.At, sighting.TcpFlags) is { } why)
        {
            End(place, why);
            place = -1;
        }

        var isNew = place < 0;
        if (isNew)
        {
            place = Open();
            _flows[place].Begin(sighting);
            _index.Add(sighting.Key.Hash, place);
        }

        ref var flow = ref _flows[place];
        flow.Add(sighting);
        if (isNew) Enqueue(place, ref flow, QueueOf(flow));
        else Touch(place, ref flow);
    }

    int VlanOf(in PacketHeaders packet) => byVlan ? packet.Vlan : -1;

    int Find(in ConversationKey key)
    {
        var probe = key.Hash;
        int place;
        while ((place = _index.Next(key.Hash, ref probe)) >= 0 && !_flows[place].IsOf(key)) { }
        return place;
    }

    // By the packet's own time, which may be before that of others.
    FlowEnd? WhyOver(in CapturedFlow flow, long at, byte flags) =>
        flow.Silence(at) > _idle[QueueOf(flow)] ? FlowEnd.Idle
        : flow.Age(at) > _active ? FlowEnd.Active
        : flow.IsReusedBy(flags) ? FlowEnd.Reused
        : null;

    static int QueueOf(in CapturedFlow flow) => (flow.IsTcp ? 0 : States) + (int)flow.State;

    // Moved at most once a second, since to take a place out of a queue costs a look at both its neighbours.
    void Touch(int place, ref CapturedFlow flow)
    {
        var (queue, at) = flow.Queued;
        var state = QueueOf(flow);
        if (state == queue && _now - at < Grain) return;

        _queues.Remove(place);
        Enqueue(place, ref flow, state);
    }

    void Enqueue(int place, ref CapturedFlow flow, int queue)
    {
        flow.Queue(queue, _now);
        _queues.Append(place, queue, _now);
        _nextIdle = Math.Min(_nextIdle, DeadlineOf(queue, _now));
    }

    int Open()
    {
        if (Count == capacity)
        {
            Evicted++;
            End(Oldest(), FlowEnd.Evicted);
        }

        Count++;
        return _flows.Take();
    }

    // What was seen since it was put into its queue gets another place there first.
    int Oldest()
    {
        while (true)
        {
            var place = _queues.First(QueueOfOldest());
            ref var flow = ref _flows[place];
            if (flow.LastTicks <= _queues.QueuedAt(place)) return place;

            _queues.Remove(place);
            Enqueue(place, ref flow, QueueOf(flow));
        }
    }

    int QueueOfOldest()
    {
        var (oldest, at) = (0, long.MaxValue);
        for (var queue = 0; queue < Ended; queue++)
        {
            var first = _queues.First(queue);
            if (first >= 0 && _queues.QueuedAt(first) < at) (oldest, at) = (queue, _queues.QueuedAt(first));
        }

        return oldest;
    }

    void Advance(long at)
    {
        if (at <= _now) return;

        _now = at;
        if (_now > _nextIdle) EndIdle();
    }

    void EndIdle()
    {
        _nextIdle = long.MaxValue;
        for (var queue = 0; queue < Ended; queue++)
        {
            int first;
            for (var i = 0; (first = _queues.First(queue)) >= 0 && IsIdle(queue, first); i++)
            {
                if (i % AtATime == 1) FetchFirst(queue);
                End(first, FlowEnd.Idle);
            }

            if (first >= 0) _nextIdle = Math.Min(_nextIdle, DeadlineOf(queue, _queues.QueuedAt(first)));
        }
    }

    bool IsIdle(int queue, int place) => DeadlineOf(queue, _queues.QueuedAt(place)) < _now;

    // It may have been seen for up to a second since then.
    long DeadlineOf(int queue, long at) =>
        _idle[queue] < long.MaxValue - at - Grain ? at + Grain + _idle[queue] : long.MaxValue;

    void End(int place, FlowEnd why)
    {
        ref var flow = ref _flows[place];
        flow.Finish(why);
        _index.Remove(flow.Hash, place);
        _queues.Remove(place);
        _queues.Append(place, Ended, _now);
        Count--;
    }
}
