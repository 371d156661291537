using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// Packets by blocks of addresses at both ends, their protocol and a range of destination ports: a traffic selector,
/// as IPsec has it (RFC 7296, 2.9).
/// </summary>
/// <param name="Protocol">Null for every one; so too the blocks, for all addresses of the family.</param>
/// <param name="Ports">All where the protocol is neither TCP nor UDP: of others nobody records them.</param>
public sealed record TrafficSelector(
    IpFamily Family, IpProtocol? Protocol, IpPrefix? Sources, IpPrefix? Destinations, PortRange Ports)
{
    public bool IsOfAllPorts => Ports == PortRange.All;

    /// <summary>Whether it takes in a packet that goes from the key's source to its destination.</summary>
    public bool Covers(in FlowKey packet) =>
        (Sources is null ? packet.SourceIp.Family == Family : Sources.Value.Contains(packet.SourceIp))
        && IsServiceOf(packet.DestinationIp, packet.Protocol, packet.DestinationPort);

    /// <summary>Whether it would take in what a source within <see cref="Sources"/> sends to a service.</summary>
    /// <param name="port">Null where nobody knows it.</param>
    public bool IsServiceOf(Ip destination, IpProtocol protocol, ushort? port) =>
        (Protocol is null || protocol == Protocol)
        && (Destinations is null ? destination.Family == Family : Destinations.Value.Contains(destination))
        && (IsOfAllPorts || (port is { } one && Ports.Contains(one)));

    public override string ToString()
    {
        string?[] parts =
        [
            Sources is { } sources ? $"from {sources}" : null,
            Destinations is { } destinations ? $"to {destinations}" : null,
            IsOfAllPorts ? null : $"to port {Ports}",
            Protocol is { } protocol ? $"by {protocol.Name}" : null,
        ];
        return string.Join(' ', parts.OfType<string>().DefaultIfEmpty("from anywhere"));
    }
}
