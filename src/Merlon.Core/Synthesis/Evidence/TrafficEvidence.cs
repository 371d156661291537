using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis.Evidence;

/// <summary>
/// What was seen so far, also before the windows began: who sent what, how much of it had alerts, what was served. In
/// bounded memory; nothing of it is the past of one window alone.
/// </summary>
sealed class TrafficEvidence
{
    /// <summary>The shapes in which senders are known, from the widest on.</summary>
    public static readonly Atom[] Ways =
        [Atom.WideNetwork, Atom.Network, Atom.Source, Atom.SourceToPort, Atom.SourceToService];

    const int MostSenders = 1 << 17, MostHosts = 1 << 14, MostVisits = 1 << 18;

    // Before anything was seen, a NIDS is thought to be wrong about 3 of 50 honest flows; once all was, about half of
    // one (Jeffreys, 1946).
    const double PriorMistakes = 3, LastMistakes = 0.5, PriorFlows = 50;

    static readonly TimeSpan VisitSpan = TimeSpan.FromHours(1);

    readonly Senders[] _senders = [.. Ways.Select(_ => new Senders(MostSenders))];
    readonly Recent<Ip, Host> _hosts = new(MostHosts);
    readonly Dictionary<ulong, int> _visits = [];   // of the hour: how often by each way
    readonly HashSet<Ip> _attacked = [];
    DateTime _hour;
    long _benign;
    long _mistakes;

    /// <summary>Senders and hosts that were forgotten for want of room.</summary>
    public long Shed => _hosts.Shed + _senders.Sum(senders => senders.Shed);

    /// <summary>Served visits without an alert, those of an hour from a source to a service once.</summary>
    public long Visits { get; private set; }

    /// <summary>Of the clients of all services, summed over the rounds (<see cref="Clientele"/>).</summary>
    public long Rounds { get; private set; }

    /// <summary>Addresses that several sources of alerts were about: so many candidates were looked at.</summary>
    public int Attacked => Math.Max(1, _attacked.Count);

    /// <summary>
    /// The share of honest flows that have an alert: those of sources most of whose flows have none.
    /// </summary>
    public double FalseAlerts =>
        (_mistakes + (IsAllSeen ? LastMistakes : PriorMistakes)) / (_benign + _mistakes + PriorFlows);

    /// <summary>No more of it comes.</summary>
    public bool IsAllSeen { get; set; }

    public Host? HostAt(Ip address) => _hosts.TryFind(address, out var host) ? host : null;

    /// <summary>Whether hosts were forgotten, so that nobody can say what is in use.</summary>
    public bool HasForgottenHosts => _hosts.Shed > 0;

    /// <summary>What was asked of the services that a selector takes in, from whatever source.</summary>
    public Asked AskedOf(TrafficSelector selector) => _hosts.Entries.Aggregate(
        default(Asked), (asked, entry) => entry.Value.Add(asked, selector, entry.Key));

    public Senders SendersBy(Atom way) => _senders[Array.IndexOf(Ways, way)];

    public void See(in Flow flow, in FlowPrints prints, bool isAlert)
    {
        var host = _hosts.Of(flow.Key.DestinationIp, out _) ??= new();
        var isVisit = !isAlert && IsCompleted(flow);
        var isCounted = isVisit && IsFirstOfTheHour(flow);
        if (isCounted) Visits++;
        var (source, narrowest) = (default(Sender), default(Sender));
        var isProven = IsProven(flow);
        double? falseAlerts = isAlert && !isProven && host.IsFlooded(flow.Key, out _) ? null : FalseAlerts;
        for (var i = 0; i < Ways.Length; i++)
        {
            if (IsNarrow(Ways[i]) && source.Flows == source.Alerts) break;   // nothing honest to tell it from
            if (prints.Forward(Ways[i]) is not (not 0 and var print)) continue;
            var sender = _senders[i].See(print, flow.FirstSeen, isAlert, isCounted, isProven, falseAlerts);
            if (Ways[i] is Atom.Source) source = sender;
            narrowest = sender;
        }

        if (isAlert && source.Flows > source.Alerts && narrowest is { Alerts: 2, Flows: 2 } && IsCompleted(flow))
            SendersBy(Atom.Source).CountBlamedWay(prints.Forward(Atom.Source));

        if (!isAlert) _benign++;
        else if (source.Flows - source.Alerts > 3 * source.Alerts) _mistakes++;

        var sight = new Sight(isAlert, isVisit, IsFirstAlert: isAlert && narrowest.Alerts == 1);
        if (host.See(flow, sight, Rounds)) Rounds++;
        if (host.HasSeveralSources && _attacked.Count < MostHosts) _attacked.Add(flow.Key.DestinationIp);
    }

    /// <summary>A rule was made for one of its ways; its network is told when it is the source's first.</summary>
    public void NoteBlock(Atom way, in FlowPrints alert)
    {
        if (SendersBy(way).CountOffence(alert.Forward(way)) > 1) return;
        if (way is Atom.Source) SendersBy(Atom.Network).CountOffender(alert.Forward(Atom.Network));
        if (way is Atom.Network) SendersBy(Atom.WideNetwork).CountOffender(alert.Forward(Atom.WideNetwork));
    }

    /// <summary>A flow that was seen without an alert turned out to have one.</summary>
    public void TakeBack(in Flow flow, in FlowPrints prints)
    {
        // Of an hour that is over nobody knows: less was seen then, and no less would have been dropped.
        var isOver = HourOf(flow) != _hour;
        var isVisit = IsCompleted(flow) && (isOver || IsLastOfTheHour(flow));
        _benign--;
        if (isVisit && Visits > 0) Visits--;
        for (var i = 0; i < Ways.Length; i++)
        {
            if (prints.Forward(Ways[i]) is not 0 and var print) _senders[i].TakeBack(print, isVisit && !isOver);
        }

        HostAt(flow.Key.DestinationIp)?.TakeBack(flow);
    }

    static bool IsNarrow(Atom way) => way is Atom.SourceToPort or Atom.SourceToService;

    // A handshake that the source did not complete may be that of somebody else under its name.
    static bool IsCompleted(in Flow flow) =>
        flow.IsServed && flow.Forward.Packets > (flow.Key.Protocol is IpProtocol.Tcp ? 1 : 0);

    // Its source is whose address it bears: it has answered an answer.
    static bool IsProven(in Flow flow) => flow.Key.Protocol is IpProtocol.Tcp && IsCompleted(flow);

    // When an hour has too many, the rest is not counted: bounds stay wider than they might be.
    bool IsFirstOfTheHour(in Flow flow)
    {
        var (hour, way) = (HourOf(flow), FlowPrints.OfWay(flow.Key));
        if (hour != _hour) _visits.Clear();
        _hour = hour;
        if (_visits.Count >= MostVisits && !_visits.ContainsKey(way)) return false;

        ref var visits = ref CollectionsMarshal.GetValueRefOrAddDefault(_visits, way, out _);
        return ++visits == 1;
    }

    bool IsLastOfTheHour(in Flow flow)
    {
        ref var visits = ref CollectionsMarshal.GetValueRefOrNullRef(_visits, FlowPrints.OfWay(flow.Key));
        if (Unsafe.IsNullRef(ref visits) || visits == 0) return false;
        return --visits == 0;
    }

    static DateTime HourOf(in Flow flow) => new(flow.FirstSeen.Ticks - flow.FirstSeen.Ticks % VisitSpan.Ticks);
}
