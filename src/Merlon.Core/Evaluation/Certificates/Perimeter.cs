using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Evaluation.Certificates;

/// <summary>Which flows and packets come by the firewall.</summary>
/// <param name="internals">The prefixes behind it; none when nobody said.</param>
sealed class Perimeter(Hook hook, ImmutableArray<IpPrefix> internals)
{
    /// <summary>
    /// Not what is no IP, or has ends of two families, or both ends in one internal prefix; with no prefix said, both
    /// in one IPv4 /24.
    /// </summary>
    public bool IsCrossedBy(in FlowKey flow)
    {
        if (flow.Protocol is IpProtocol.Arp or IpProtocol.LinkLayer) return false;
        if (flow.SourceIp.Family != flow.DestinationIp.Family) return false;

        var (source, destination) = (flow.SourceIp, flow.DestinationIp);
        return internals.IsEmpty
            ? !source.IsV4 || !IpPrefix.Around(source, 24).Contains(destination)
            : !internals.Any(prefix => prefix.Contains(source) && prefix.Contains(destination));
    }

    /// <summary>Whether the chain meets packets to an address: INPUT, only those to what is behind it.</summary>
    public bool MeetsPacketsTo(Ip address) =>
        hook is Hook.Forward || internals.IsEmpty || internals.Any(prefix => prefix.Contains(address));
}
