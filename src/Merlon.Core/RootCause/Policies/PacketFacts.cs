using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Policies;

/// <summary>What is told of packets; null where it is not.</summary>
public readonly record struct PacketFacts(
    Ip? Source, ushort? SourcePort, Ip? Destination, ushort? DestinationPort, IpProtocol? Protocol)
{
    public string? InInterface { get; init; }
    public string? OutInterface { get; init; }

    public static PacketFacts Of(LogEvent line) =>
        new(line.Source, line.SourcePort, line.Destination, line.DestinationPort, line.Protocol)
        {
            InInterface = line.InInterface,
            OutInterface = line.OutInterface,
        };

    public bool IsServiceTold => Protocol is { } protocol && (!protocol.HasPorts || DestinationPort is not null);

    public IpFamily? Family => (Source ?? Destination)?.Family;
}
