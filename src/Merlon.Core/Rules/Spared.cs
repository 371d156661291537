using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>What a block leaves alone of what it would otherwise drop.</summary>
/// <param name="Ports">Destination ports, in order.</param>
/// <param name="Clients">Sources.</param>
public sealed record Spared(ImmutableArray<ushort> Ports, ImmutableHashSet<Ip> Clients)
{
    public static readonly Spared Nothing = new([], []);

    /// <summary>Whether it leaves a packet alone that goes from the key's source to its destination.</summary>
    public bool Has(in FlowKey packet) =>
        (packet.DestinationPort is { } port && Ports.BinarySearch(port) >= 0) || Clients.Contains(packet.SourceIp);

    public override string ToString()
    {
        var ports = Ports.IsEmpty ? "" : $"port {string.Join(", ", Ports)}";
        var clients = Clients.IsEmpty ? "" : $"{Clients.Count:N0} known client{(Clients.Count == 1 ? "" : "s")}";
        return string.Join(" and ", new[] { ports, clients }.Where(part => part.Length > 0));
    }
}
