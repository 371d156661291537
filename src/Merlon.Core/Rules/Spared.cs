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

    /// <summary>Sources by block, of the rule's family.</summary>
    public ImmutableArray<IpPrefix> Sources { get; init; } = [];

    /// <summary>Destinations by block, of the rule's family.</summary>
    public ImmutableArray<IpPrefix> Destinations { get; init; } = [];

    public bool HasAddresses => !Clients.IsEmpty || !Sources.IsEmpty || !Destinations.IsEmpty;

    /// <summary>Whether it leaves a packet alone that goes from the key's source to its destination.</summary>
    public bool Has(in FlowKey packet) =>
        (packet.DestinationPort is { } port && Ports.BinarySearch(port) >= 0) || Clients.Contains(packet.SourceIp)
        || IsIn(Sources, packet.SourceIp) || IsIn(Destinations, packet.DestinationIp);

    public override string ToString()
    {
        string[] parts =
        [
            Ports.IsEmpty ? "" : $"port {string.Join(", ", Ports)}",
            Clients.IsEmpty ? "" : $"{Clients.Count:N0} known client{(Clients.Count == 1 ? "" : "s")}",
            Sources.IsEmpty ? "" : $"from {string.Join(", ", Sources)}",
            Destinations.IsEmpty ? "" : $"to {string.Join(", ", Destinations)}",
        ];
        return string.Join(" and ", parts.Where(part => part.Length > 0));
    }

    static bool IsIn(ImmutableArray<IpPrefix> blocks, Ip address)
    {
        foreach (var block in blocks)
        {
            if (block.Contains(address)) return true;
        }

        return false;
    }
}
