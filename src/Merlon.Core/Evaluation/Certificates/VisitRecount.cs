using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Evaluation.Certificates;

/// <summary>A service of an address.</summary>
readonly record struct ServiceAddress(Ip Address, IpProtocol Protocol, ushort? Port)
{
    public static ServiceAddress Of(in FlowKey flow) => new(flow.DestinationIp, flow.Protocol, flow.DestinationPort);
}

/// <summary>
/// Honest visits, counted anew: flows without an alert that a service has served, those of a source to a service once
/// in each hour of the clock; of TCP only where the source has sent more than its first packet.
/// </summary>
sealed class VisitRecount
{
    const long RoundsInHour = 120;

    static readonly TimeSpan Round = TimeSpan.FromHours(1) / RoundsInHour;

    readonly Dictionary<(ServiceAddress To, Ip From, long Round), int> _flows = [];   // how many stand
    Dictionary<ServiceAddress, List<(Ip From, long Round)>>? _byService;
    List<long>? _rounds;
    long? _count;

    /// <summary>Whether a flow without an alert is one.</summary>
    public static bool IsVisit(in Flow flow) =>
        flow.IsServed && (flow.Key.Protocol is not IpProtocol.Tcp || flow.Forward.Packets > 1);

    public static long HourOf(in Flow flow) => RoundOf(flow) / RoundsInHour;

    /// <summary>A flow without an alert, or, with -1, one that turned out to have one.</summary>
    public void Add(in Flow flow, int count)
    {
        if (!IsVisit(flow)) return;

        ref var standing = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _flows, (ServiceAddress.Of(flow.Key), flow.Key.SourceIp, RoundOf(flow)), out _);
        standing += count;
    }

    /// <summary>All of them; once it was asked for, no more come.</summary>
    public long Count =>
        _count ??= Standing.Select(visit => (visit.To, visit.From, visit.Round / RoundsInHour)).ToHashSet().Count;

    public bool HasVisits(ServiceAddress service) => ByService.ContainsKey(service);

    /// <summary>
    /// Of the clients of a service, those who came first in another round than the very first; of all clients of all
    /// services in each round since its second round, their number, in all and in a round.
    /// </summary>
    public (long Hits, long Seen, long Next) NewcomersTo(ServiceAddress service)
    {
        if (!ByService.TryGetValue(service, out var visits)) return default;

        var first = visits.Min(visit => visit.Round);
        var hits = visits.GroupBy(visit => visit.From).Count(client => client.Min(visit => visit.Round) > first);
        if (visits.Max(visit => visit.Round) is var latest && latest == first) return (hits, 0, 0);

        var second = visits.Where(visit => visit.Round > first).Min(visit => visit.Round);
        var seen = Rounds.Count - AtLeast(Rounds, second);
        return (hits, seen, seen / (latest - first));
    }

    IEnumerable<(ServiceAddress To, Ip From, long Round)> Standing =>
        _flows.Where(visit => visit.Value > 0).Select(visit => visit.Key);

    Dictionary<ServiceAddress, List<(Ip From, long Round)>> ByService => _byService ??= Standing
        .GroupBy(visit => visit.To, visit => (visit.From, visit.Round))
        .ToDictionary(service => service.Key, service => service.ToList());

    List<long> Rounds => _rounds ??= [.. Standing.Select(visit => visit.Round).Order()];

    // The place of the first that is no less.
    static int AtLeast(List<long> sorted, long least)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < least) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    static long RoundOf(in Flow flow) => flow.FirstSeen.Ticks / Round.Ticks;
}
