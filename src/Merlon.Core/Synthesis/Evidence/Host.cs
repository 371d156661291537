using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis.Evidence;

/// <param name="Port">Null where nobody knows it, or the protocol has none.</param>
public readonly record struct InUse(Ip Address, IpProtocol Protocol, ushort? Port)
{
    public override string ToString() =>
        Port is { } port ? $"{Protocol.Name}/{port} of {Address}" : $"{Protocol.Name} of {Address}";
}

/// <summary>What was asked of some services, by whomever.</summary>
/// <param name="Unalerted">Flows without an alert.</param>
/// <param name="InUse">One of them that served anybody; null for none.</param>
public readonly record struct Asked(long Unalerted, InUse? InUse)
{
    /// <summary>Whether nobody was served, and nobody asked without an alert.</summary>
    public bool IsOfAlertsAlone => InUse is null && Unalerted == 0;
}

/// <summary>What was asked of an address, and what it answered.</summary>
/// <remarks>Bounded: past <see cref="MostAsks"/> and <see cref="MostServices"/> no more are told apart.</remarks>
public sealed class Host
{
    const int MostAsks = 1 << 12, MostServices = 1 << 12, SeveralSources = 3;

    readonly Dictionary<(IpProtocol Protocol, ushort? Port), Offer> _offers = [];
    readonly HashSet<ulong> _asks = [];
    readonly HashSet<Ip> _sources = [];   // of alerts

    /// <summary>Flows that nobody served.</summary>
    public int InVain { get; private set; }

    /// <summary>Those of them that had an alert.</summary>
    public int AlertsInVain { get; private set; }

    /// <summary>Whether such alerts came from several sources.</summary>
    public bool HasSeveralSources => _sources.Count >= SeveralSources;

    /// <param name="rounds">Of the clients of all the site (<see cref="Clientele"/>).</param>
    /// <returns>Whether a client came, for the first time in the round.</returns>
    public bool See(in Flow flow, in Sight sight, long rounds)
    {
        var (protocol, port) = (flow.Key.Protocol, flow.Key.DestinationPort);
        if (!flow.IsServed) CountInVain(flow.Key.SourceIp, sight.IsAlert);
        if (_offers.Count >= MostServices && !_offers.ContainsKey((protocol, port))) return false;

        ref var service = ref CollectionsMarshal.GetValueRefOrAddDefault(_offers, (protocol, port), out _);
        if (sight.IsAlert) service.See(flow.FirstSeen, sight.IsFirstAlert);
        else service.Unalerted++;
        if (flow.IsServed) return service.Serve(flow, sight.IsVisit, rounds);

        var isAsk = flow.Forward.Packets > 0 && _asks.Count < MostAsks && _asks.Add(FlowPrints.OfWay(flow.Key));
        if (isAsk) service.Asks++;
        return false;
    }

    /// <summary>A flow that was seen without an alert turned out to have one.</summary>
    public void TakeBack(in Flow flow)
    {
        if (!flow.IsServed) InVain--;
        ref var service = ref CollectionsMarshal.GetValueRefOrNullRef(
            _offers, (flow.Key.Protocol, flow.Key.DestinationPort));
        if (!Unsafe.IsNullRef(ref service) && service.Unalerted > 0) service.Unalerted--;
    }

    /// <summary>Adds what was asked here of that which a selector takes in.</summary>
    /// <param name="address">Of this host.</param>
    public Asked Add(Asked asked, TrafficSelector selector, Ip address)
    {
        foreach (var ((protocol, port), service) in _offers)
        {
            if (!selector.IsServiceOf(address, protocol, port)) continue;

            var isInUse = service.Serves || _offers.Count >= MostServices;   // of those without a place nobody knows
            asked = new(
                asked.Unalerted + service.Unalerted,
                asked.InUse ?? (isInUse ? new InUse(address, protocol, port) : null));
        }

        return asked;
    }

    /// <summary>What a rule against new connections by a protocol must leave alone.</summary>
    /// <param name="mayDrop">Whether a service may be dropped that only sources of alerts were ever served by.</param>
    /// <returns>Null when the protocol has no ports to tell its services apart, and one of them serves.</returns>
    public ImmutableArray<ushort>? PortsToSpare(IpProtocol protocol, bool mayDrop)
    {
        var ports = new SortedSet<ushort>();
        foreach (var port in PopularPorts.Of(protocol))
        {
            if (!_offers.TryGetValue((protocol, port), out var popular) || popular.Asks == 0) ports.Add(port);
        }

        foreach (var ((of, port), service) in _offers)
        {
            if (of != protocol || !IsToSpare(service, mayDrop)) continue;
            if (port is not { } number) return null;
            ports.Add(number);
        }

        return [.. ports];
    }

    /// <summary>Whether such a rule must leave alone what the flow asks for.</summary>
    public bool MustSpare(in FlowKey key, bool mayDrop) =>
        _offers.TryGetValue((key.Protocol, key.DestinationPort), out var service) && IsToSpare(service, mayDrop);

    /// <summary>How many different asks (source, protocol, port) found no service at what may be dropped.</summary>
    public int AsksInVain(bool mayDrop)
    {
        var asks = 0;
        foreach (var service in _offers.Values) asks += IsToSpare(service, mayDrop) ? 0 : service.Asks;
        return asks;
    }

    /// <summary>Whether a service has its alerts from ever other sources.</summary>
    /// <param name="honest">Its clients without alerts; null when there were none.</param>
    public bool IsFlooded(in FlowKey key, out Clientele? honest)
    {
        var isKnown = _offers.TryGetValue((key.Protocol, key.DestinationPort), out var service);
        honest = service.Honest;
        return isKnown && service.IsFlooded;
    }

    /// <summary>By the service that most honest clients use; null with few of them.</summary>
    public SeenRole? Role
    {
        get
        {
            var ((protocol, port), service) = _offers.MaxBy(offer => offer.Value.Honest?.Count ?? 0);
            return port is { } number && service.Honest is { Count: >= SeenRole.LeastClients } clients
                ? new(SeenRole.Of(protocol, number), protocol, number, clients.Count)
                : null;
        }
    }

    /// <summary>Those of a service who had no alerts; null when there were none.</summary>
    public Clientele? ClientsOf(in FlowKey key) =>
        _offers.TryGetValue((key.Protocol, key.DestinationPort), out var service) ? service.Honest : null;

    /// <summary>A source came back that had been blocked for what it did to a service.</summary>
    public void SeeReturn(IpProtocol protocol, ushort? port)
    {
        ref var service = ref CollectionsMarshal.GetValueRefOrNullRef(_offers, (protocol, port));
        if (!Unsafe.IsNullRef(ref service)) service.SeeReturn();
    }

    /// <summary>Of a service.</summary>
    public int AlertsAt(in FlowKey key) =>
        _offers.TryGetValue((key.Protocol, key.DestinationPort), out var service) ? service.Alerts : 0;

    /// <summary>A service is kept for those who are known.</summary>
    public void Keep(IpProtocol protocol, ushort? port, DateTime until)
    {
        ref var service = ref CollectionsMarshal.GetValueRefOrNullRef(_offers, (protocol, port));
        if (!Unsafe.IsNullRef(ref service)) service.Keep(until);
    }

    void CountInVain(Ip source, bool isAlert)
    {
        InVain++;
        if (!isAlert) return;

        AlertsInVain++;
        if (!HasSeveralSources) _sources.Add(source);
    }

    static bool IsToSpare(in Offer service, bool mayDrop) =>
        service.Honest is not null || (service.Serves && !mayDrop);

    /// <summary>What one port does, as far as it was asked.</summary>
    struct Offer
    {
        Burst _burst;

        /// <summary>Different sources that it did not serve.</summary>
        public int Asks { get; set; }

        /// <summary>Flows without an alert, served or not.</summary>
        public int Unalerted { get; set; }

        public bool Serves { get; private set; }

        /// <summary>Those without alerts; null when there were none.</summary>
        public Clientele? Honest { get; private set; }

        public readonly bool IsFlooded => _burst.IsOfEverOthers;

        public void SeeReturn() => _burst.SeeReturn();

        public void Keep(DateTime until) => _burst.Keep(until);

        public int Alerts { get; private set; }

        public void See(DateTime alert, bool isFirst)
        {
            Alerts++;
            _burst.See(alert, isFirst);
        }

        public bool Serve(in Flow flow, bool isVisit, long rounds)
        {
            Serves = true;
            return isVisit && (Honest ??= new()).See(flow.Key.SourceIp, flow.FirstSeen, rounds);
        }
    }
}
