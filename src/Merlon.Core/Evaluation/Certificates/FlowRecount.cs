using System.Runtime.InteropServices;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Evaluation.Certificates;

/// <summary>What the flows of a certificate's logs say of its rules: every count that is claimed, made anew.</summary>
sealed class FlowRecount
{
    readonly FlowWalk _walk;
    readonly Perimeter _perimeter;
    readonly TrafficSplit _split;
    readonly long[] _covered, _dropped;   // by claim
    readonly Dictionary<(FlowKey, bool HasForward, bool IsAnswered, long Hour), (Flow Flow, int Count)> _lost = [];
    readonly Dictionary<Ip, HashSet<(ServiceAddress To, Ip From)>> _asks;   // not served; of the hosts that matter

    public FlowRecount(Certificate certificate, CertifiedRules rules)
    {
        var reading = certificate.Reading;
        _perimeter = new(certificate.Chain, certificate.Internals);
        _walk = new(rules, certificate.Chain, _perimeter);
        _split = new(reading.Idle, reading.BenignWindow, reading.Threshold);
        (_covered, _dropped) = (new long[certificate.Rules.Length], new long[certificate.Rules.Length]);
        _asks = certificate.Rules.Index()
            .Where(claim => claim.Item.Bound is { Ground: BoundGround.Asks })
            .Select(claim => rules.DestinationOf(claim.Index)).OfType<Ip>().Distinct()
            .ToDictionary(address => address, _ => new HashSet<(ServiceAddress, Ip)>());
    }

    public long Alerts { get; private set; }
    public long Covered { get; private set; }
    public long OutOfReach { get; private set; }
    public long Benign { get; private set; }
    public long BenignDropped { get; private set; }
    public VisitRecount Visits { get; } = new();

    public long CoveredBy(int claim) => _covered[claim];

    public long DroppedBy(int claim) => _dropped[claim];

    public void Next(in Observation observation)
    {
        var (side, withdrawn) = _split.Next(observation);
        if (withdrawn is { } flow) NextBenign(flow, -1);
        if (side is Side.Alert) NextAlert(observation.Flow);
        else if (side is Side.Benign) NextBenign(observation.Flow, 1);
        if (side is not Side.None) NoteAsk(observation.Flow);
    }

    /// <summary>Honest visits that a claim's rule may drop if it stands alone.</summary>
    public long VisitsDroppedBy(int claim) => VisitsDropped(flow => _walk.DropsAlone(claim, flow));

    /// <summary>Honest visits that the rules may drop, all together.</summary>
    public long VisitsDropped() => VisitsDropped(_ => true);

    /// <summary>
    /// Different asks of an address (source, protocol, port) that were not served, at what serves nobody honest.
    /// </summary>
    public long AsksInVainOf(Ip address) => _asks[address].Count(ask => !Visits.HasVisits(ask.To));

    long VisitsDropped(Func<Flow, bool> isMeant) => _lost.Values
        .Where(lost => lost.Count > 0 && isMeant(lost.Flow))
        .Select(lost => (ServiceAddress.Of(lost.Flow.Key), lost.Flow.Key.SourceIp, VisitRecount.HourOf(lost.Flow)))
        .Distinct().Count();

    void NextAlert(in Flow flow)
    {
        Alerts++;
        if (!_perimeter.IsCrossedBy(flow.Key) || !_perimeter.MeetsPacketsTo(flow.Key.DestinationIp)) OutOfReach++;
        else if (_walk.FirstDropping(flow) is { } claim)
        {
            Covered++;
            if (claim < _covered.Length) _covered[claim]++;
        }
    }

    void NextBenign(in Flow flow, int count)
    {
        Benign += count;
        Visits.Add(flow, count);
        if (_walk.FirstDropping(flow) is { } claim)
        {
            BenignDropped += count;
            if (claim < _dropped.Length) _dropped[claim] += count;
        }

        if (VisitRecount.IsVisit(flow) && _walk.MayDrop(flow)) NoteLoss(flow, count);
    }

    void NoteLoss(in Flow flow, int count)
    {
        ref var lost = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _lost, (flow.Key, flow.Forward.Packets > 0, flow.IsAnswered, VisitRecount.HourOf(flow)), out _);
        lost = (flow, lost.Count + count);
    }

    void NoteAsk(in Flow flow)
    {
        if (flow.Forward.Packets > 0 && !flow.IsServed && _asks.TryGetValue(flow.Key.DestinationIp, out var asks))
            asks.Add((ServiceAddress.Of(flow.Key), flow.Key.SourceIp));
    }
}
