using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Features;

/// <summary>
/// Features of the flow that a packet belongs to, as far as it has come: its packets and bytes both ways, how well its
/// ends are known, how its source uses the service lately, and how the source behaved when it began to.
/// </summary>
/// <remarks>
/// What an honest flow shows does not hang on what others do to its server: a flood must not make the server's other
/// clients strange. For the same reason the source's behaviour is that of when it began to use the service: who scans
/// from behind a shared address makes strange what is new there, and not what went on before.
/// </remarks>
public sealed class FlowFeatures : IFeatureExtractor
{
    const int StandardCapacity = 1 << 16;

    // A connection that is seen from its midst on so soon had begun before; later, that is strange in itself.
    const double Beginning = 60, Minute = 60;   // seconds

    const ulong ServiceKind = 1, ServerKind = 2, PairKind = 3, SourceKind = 4, UseKind = 5;

    readonly StreamTable _hostTable, _flowTable, _useTable, _cardTable;
    readonly Host[] _hosts;
    readonly FlowSoFar[] _flows;
    readonly Use[] _uses;
    readonly FadingCount[] _arp;
    readonly Familiarity _known;
    readonly double[] _features = new double[(int)FlowFeature.Count];
    BelievedClock _clock;
    double _now, _began;

    /// <param name="known">What was met in training, or is being met.</param>
    /// <param name="capacity">Of hosts; of flows and uses twice as many.</param>
    public FlowFeatures(Familiarity known, int capacity = StandardCapacity)
    {
        _known = known;
        (_hostTable, _hosts) = (new(capacity), new Host[capacity]);
        (_cardTable, _arp) = (new(capacity), new FadingCount[capacity]);
        (_flowTable, _flows) = (new(2 * capacity), new FlowSoFar[2 * capacity]);
        (_useTable, _uses) = (new(2 * capacity), new Use[2 * capacity]);
    }

    /// <summary>They are logarithms and flags: what varies by less than this is as good as the same.</summary>
    public const double LeastSpread = 0.2;

    /// <summary>How many there are.</summary>
    public const int FeatureCount = (int)FlowFeature.Count;

    public int Count => FeatureCount;

    public bool IsTelling { get; private set; }

    public ReadOnlySpan<double> Last => _features;

    public long Forgotten => _hostTable.Evicted + _flowTable.Evicted + _useTable.Evicted + _cardTable.Evicted;

    public ReadOnlySpan<double> Add(scoped in PacketHeaders packet, DateTime at, int length)
    {
        _clock.Hear(Seconds(at));
        _now = _clock.Now;
        if (_began == 0) _began = _now;
        var isError = packet.TryReadCause(out var cause);
        var subject = isError ? cause : packet;
        var ends = new PacketEnds(subject);
        var source = FindHost(ends.Source);
        var destination = FindHost(ends.Destination, kept: source);
        var card = FindCard(packet);

        ref var flow = ref FindFlow(subject, source, destination, isError, out var isForward, out var use);
        var wasAnswered = flow.IsAnswered;
        var wasRefused = flow.IsRefused;
        flow.Add(packet, length, isForward, isError, _now);
        _uses[use].Add(length, isForward, _now);
        ref var client = ref _hosts[isForward != isError ? source : destination];
        if (flow.IsAnswered && !wasAnswered) client.Silences.Add(-1, _now);
        if (flow.IsRefused && !wasRefused) client.Refusals.Add(1, _now);

        IsTelling = !flow.IsUnderWay;
        WriteFlow(flow);
        WriteKind(subject, flow, isForward != isError);
        WriteUse(flow, _uses[use]);
        WriteLink(packet, card, source, destination, isError);
        return _features;
    }

    public bool Tells(int feature) => (FlowFeature)feature switch
    {
        >= FlowFeature.IsTcp and <= FlowFeature.IsOther => false,   // an alert names its protocol
        FlowFeature.Syns or FlowFeature.Options => Is(FlowFeature.IsTcp),
        FlowFeature.IsSystemPort or FlowFeature.ServicePort => Is(FlowFeature.IsTcp) || Is(FlowFeature.IsUdp),
        FlowFeature.Arp10 or FlowFeature.Arp100 => Is(FlowFeature.IsArp),
        _ => true,
    };

    public string KindOf(int feature) => FlowFeatureWords.KindOf((FlowFeature)feature);

    public string Describe(int feature, double value, double usual) =>
        FlowFeatureWords.Describe((FlowFeature)feature, value, usual);

    bool Is(FlowFeature kind) => _features[(int)kind] > 0;

    int FindHost(StreamKey key, int kept = -1)
    {
        var slot = _hostTable.Find(key, out var isNew, kept);
        if (isNew) _hosts[slot] = default;
        return slot;
    }

    int FindCard(in PacketHeaders packet)
    {
        var slot = _cardTable.Find(new(packet.SourceMac, 0), out var isNew);
        if (isNew) _arp[slot] = default;
        if (packet.Protocol is IpProtocol.Arp) _arp[slot].Add(1, _now);
        return slot;
    }

    // Of an error, the flow is that of the packet that it is about, which went forward or backward.
    ref FlowSoFar FindFlow(
        in PacketHeaders packet, int source, int destination, bool isError, out bool isForward, out int use)
    {
        var (from, to) = (_hostTable.SerialOf(source), _hostTable.SerialOf(destination));
        var (fromPort, toPort) = (PortOf(packet.SourcePort), PortOf(packet.DestinationPort));
        var isTurned = from > to || (from == to && fromPort > toPort);
        var (low, high) = isTurned ? (to, from) : (from, to);
        var ports = isTurned ? toPort << 16 | fromPort : fromPort << 16 | toPort;
        var slot = _flowTable.Find(
            new((ulong)low << 32 | (uint)high, (ulong)packet.Protocol << 32 | ports), out var isNew);

        ref var flow = ref _flows[slot];
        isNew |= flow.IsOver(packet.Protocol, packet.TcpFlags, _now);
        if (isNew) flow = FlowSoFar.Begin(isFromLow: FlowSoFar.IsAnswer(packet) == isTurned, _now);
        if (isNew) flow.IsUnderWay = _now - _began < Beginning && FlowSoFar.IsFromMidst(packet);

        isForward = flow.IsFromLow != isTurned;
        var (client, server, service) = isForward
            ? (source, destination, toPort) : (destination, source, fromPort);
        use = FindUse(client, server, packet.Protocol, service);
        if (isNew) Open(ref flow, client, ref _uses[use]);
        if (isNew || (_known.IsLearning && _now - flow.Met >= Minute)) Meet(ref flow, packet, isForward, service);
        if (isError) isForward = !isForward;
        return ref flow;
    }

    int FindUse(int client, int server, IpProtocol protocol, uint service)
    {
        var (from, to) = (_hostTable.SerialOf(client), _hostTable.SerialOf(server));
        var slot = _useTable.Find(
            new((ulong)from << 32 | (uint)to, (ulong)protocol << 32 | service), out var isNew);
        if (!isNew) return slot;

        ref var host = ref _hosts[client];
        host.Uses.Add(1, _now);
        _uses[slot] = new()
        {
            Began = _now,
            HostUses = Recent.Of(host.Uses, _now),
            HostRefusals = Recent.Of(host.Refusals, _now),
            HostSilences = Recent.Of(host.Silences, _now),
        };
        return slot;
    }

    void Open(ref FlowSoFar flow, int client, ref Use use)
    {
        _hosts[client].Silences.Add(1, _now);
        use.Flows.Add(1, _now);
        flow.Flows = Recent.Of(use.Flows, _now);
    }

    // Who talks for an hour is as well known as who comes each minute of it.
    void Meet(ref FlowSoFar flow, in PacketHeaders packet, bool isForward, uint service)
    {
        flow.Met = _now;
        var ends = new PacketEnds(packet);
        var (from, to) = isForward ? (ends.Source, ends.Destination) : (ends.Destination, ends.Source);
        var port = (ulong)packet.Protocol << 32 | service;
        flow.Known = new(
            _known.Meet(new(0, port), ServiceKind),
            _known.Meet(to, ServerKind + (port << 8)),
            _known.Meet(Both(from, to), PairKind),
            _known.Meet(from, SourceKind),
            _known.Meet(from, UseKind + (port << 8)));
    }

    void WriteFlow(in FlowSoFar flow)
    {
        Set(FlowFeature.PacketsForward, Log(flow.PacketsForward));
        Set(FlowFeature.PacketsBackward, Log(flow.PacketsBackward));
        Set(FlowFeature.BytesForward, Log(flow.BytesForward));
        Set(FlowFeature.BytesBackward, Log(flow.BytesBackward));
        Set(FlowFeature.Duration, Log(1000 * (flow.Last - flow.First)));
        Set(FlowFeature.MeanForward, Log((double)flow.BytesForward / Math.Max(1, flow.PacketsForward)));
        Set(FlowFeature.MeanBackward, Log((double)flow.BytesBackward / Math.Max(1, flow.PacketsBackward)));
        Set(FlowFeature.LongestForward, Log(flow.LongestForward));
        Set(FlowFeature.LongestBackward, Log(flow.LongestBackward));
        Set(FlowFeature.FirstForward, Log(flow.FirstForward));
        Set(FlowFeature.FirstBackward, Log(flow.FirstBackward));
        Set(FlowFeature.Gap, Log(1000 * flow.Gap));
        var gaps = flow.PacketsForward + flow.PacketsBackward - 1;
        Set(FlowFeature.MeanGap, Log(1000 * (flow.Last - flow.First) / Math.Max(1, gaps)));
        Set(FlowFeature.Syns, Log(flow.Syns));
        Set(FlowFeature.Options, Log(flow.Options));
        Set(FlowFeature.IsAnswered, flow.IsAnswered);
        Set(FlowFeature.IsReset, flow.IsReset);
        Set(FlowFeature.IsFinished, flow.IsFinished);
        Set(FlowFeature.IsRefused, flow.IsRefused);
        Set(FlowFeature.IsOddStart, flow.IsOddStart);
    }

    // Of an error, the packet is the one that it is about.
    void WriteKind(in PacketHeaders packet, in FlowSoFar flow, bool isForward)
    {
        var protocol = packet.Protocol;
        var service = isForward ? packet.DestinationPort : packet.SourcePort;
        Set(FlowFeature.IsTcp, protocol is IpProtocol.Tcp);
        Set(FlowFeature.IsUdp, protocol is IpProtocol.Udp);
        Set(FlowFeature.IsIcmp, protocol is IpProtocol.Icmp or IpProtocol.IcmpV6);
        Set(FlowFeature.IsArp, protocol is IpProtocol.Arp);
        Set(FlowFeature.IsOther, protocol is not (IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Icmp
            or IpProtocol.IcmpV6 or IpProtocol.Arp));
        Set(FlowFeature.IsSystemPort, service is >= 0 and < 1024);
        Set(FlowFeature.ServicePort, Log(Math.Max(0, service)));
        Set(FlowFeature.KnownService, Log(flow.Known.Service));
        Set(FlowFeature.KnownServer, Log(flow.Known.Server));
        Set(FlowFeature.KnownPair, Log(flow.Known.Pair));
        Set(FlowFeature.KnownSource, Log(flow.Known.Source));
        Set(FlowFeature.KnownUse, Log(flow.Known.Use));
    }

    void WriteUse(in FlowSoFar flow, in Use use)
    {
        Set(FlowFeature.Flows1, FlowFeature.Flows10, FlowFeature.Flows100, flow.Flows);
        Set(FlowFeature.Packets1, FlowFeature.Packets10, FlowFeature.Packets100, Recent.Of(use.Packets, _now));
        Set(null, FlowFeature.Sent10, FlowFeature.Sent100, Recent.Of(use.Sent, _now));
        Set(null, FlowFeature.Received10, FlowFeature.Received100, Recent.Of(use.Received, _now));
        var left = Recent.Left(_now - use.Began);
        Set(FlowFeature.Uses1, FlowFeature.Uses10, FlowFeature.Uses100, use.HostUses * left);
        Set(null, FlowFeature.Refusals10, FlowFeature.Refusals100, use.HostRefusals * left);
        Set(null, FlowFeature.Silences10, FlowFeature.Silences100, use.HostSilences * left);
    }

    void WriteLink(in PacketHeaders packet, int card, int source, int destination, bool isError)
    {
        Set(null, FlowFeature.Arp10, FlowFeature.Arp100, Recent.Of(_arp[card], _now));
        Set(FlowFeature.IsOtherSender, !isError && _hosts[source].IsOther(packet.SourceMac));
        Set(FlowFeature.IsOtherReceiver, !isError && _hosts[destination].IsOther(packet.DestinationMac));
    }

    void Set(FlowFeature feature, double value) => _features[(int)feature] = value;

    void Set(FlowFeature feature, bool value) => Set(feature, value ? 1 : 0);

    void Set(FlowFeature? in1, FlowFeature in10, FlowFeature in100, Recent recent)
    {
        if (in1 is { } first) Set(first, Log(recent.In1));
        Set(in10, Log(recent.In10));
        Set(in100, Log(recent.In100));
    }

    static double Log(double amount) => amount > 0 ? Math.Log2(1 + amount) : 0;

    static uint PortOf(int port) => port < 0 ? 0 : (uint)port;

    static StreamKey Both(StreamKey one, StreamKey other) => new(
        SplitMix.Mix(one.High, one.Low), SplitMix.Mix(other.High, other.Low));

    static double Seconds(DateTime at) => (at - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>What a host began lately, and which hardware address it had first.</summary>
    struct Host
    {
        const ulong Group = 1ul << 40;   // of many cards: multicast and broadcast (IEEE 802)

        public FadingCount Uses, Refusals, Silences;
        ulong _card;

        public bool IsOther(ulong card)
        {
            if (card == 0 || (card & Group) != 0) return false;
            if (_card == 0) _card = card;
            return _card != card;
        }
    }

    /// <summary>A host's use of one service of another.</summary>
    struct Use
    {
        public FadingCount Flows, Packets, Sent, Received;
        public double Began;

        /// <summary>What the host did lately, when it began.</summary>
        public Recent HostUses, HostRefusals, HostSilences;

        public void Add(int length, bool isForward, double now)
        {
            Packets.Add(1, now);
            if (isForward) Sent.Add(length, now);
            else Received.Add(length, now);
        }
    }
}
