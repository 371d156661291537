using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Evaluation.Truth;

/// <summary>An attack of which is known who did what to whom, and when.</summary>
/// <param name="Sources">Empty where they were made up: then every address that is not a host's is one.</param>
/// <param name="Protocol">Null for any.</param>
/// <param name="Ports">Of the destination, from and to; empty for any, and none.</param>
/// <param name="IsAnsweredByIcmp">ICMP between sources and destinations is of it, too.</param>
/// <param name="Cards">Hardware addresses from or to which all is the attack's; empty where addresses tell.</param>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC, included.</param>
public sealed record KnownAttack(
    int Number,
    string Name,
    ImmutableArray<IpPrefix> Sources,
    ImmutableArray<IpPrefix> Destinations,
    IpProtocol? Protocol,
    ImmutableArray<(int From, int To)> Ports,
    bool IsAnsweredByIcmp,
    ImmutableArray<ulong> Cards,
    DateTime Start,
    DateTime End)
{
    /// <summary>So much later packets may still come.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(60);

    /// <summary>Whether a packet is of it, either way.</summary>
    /// <param name="hosts">All addresses that are not made up.</param>
    public bool Holds(scoped in PacketHeaders packet, DateTime at, IReadOnlySet<Ip> hosts)
    {
        if (at < Start || at > End + Late) return false;
        if (!Cards.IsEmpty) return Cards.Contains(packet.SourceMac) || Cards.Contains(packet.DestinationMac);

        return packet.IsIp
            && IsBetween(packet.Protocol, packet.Source, packet.SourcePort, packet.Destination,
                packet.DestinationPort, hosts);
    }

    /// <summary>Whether a flow is of it, either way; none is where hardware addresses are what tells.</summary>
    /// <param name="firstSeen">When its first packet came.</param>
    /// <inheritdoc cref="Holds(in PacketHeaders, DateTime, IReadOnlySet{Ip})"/>
    public bool Holds(in FlowKey flow, DateTime firstSeen, IReadOnlySet<Ip> hosts) =>
        firstSeen >= Start && firstSeen <= End + Late && Cards.IsEmpty
        && IsBetween(flow.Protocol, flow.SourceIp, flow.SourcePort ?? -1, flow.DestinationIp,
            flow.DestinationPort ?? -1, hosts);

    bool IsBetween(
        IpProtocol protocol, Ip source, int sourcePort, Ip destination, int destinationPort, IReadOnlySet<Ip> hosts)
    {
        var (isSent, isAnswer) = (IsBetween(source, destination, hosts), IsBetween(destination, source, hosts));
        return Protocol is null || protocol == Protocol
            ? (isSent && IsPort(destinationPort)) || (isAnswer && IsPort(sourcePort))
            : IsAnsweredByIcmp && protocol is IpProtocol.Icmp or IpProtocol.IcmpV6 && (isSent || isAnswer);
    }

    bool IsBetween(Ip source, Ip destination, IReadOnlySet<Ip> hosts) => Among(Destinations, destination)
        && (Sources.IsEmpty ? !hosts.Contains(source) : Among(Sources, source));

    bool IsPort(int port) => Ports.IsEmpty || Ports.Any(range => port >= range.From && port <= range.To);

    static bool Among(ImmutableArray<IpPrefix> prefixes, Ip address)
    {
        foreach (var prefix in prefixes)
        {
            if (prefix.Contains(address)) return true;
        }

        return false;
    }
}
