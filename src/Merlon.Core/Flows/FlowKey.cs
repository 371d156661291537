using Merlon.Net;

namespace Merlon.Flows;

/// <summary>The five-tuple. <c>Source</c> is whoever sent the first packet.</summary>
/// <remarks>Forty bytes, ports beside each other: windows hold millions of them.</remarks>
public readonly record struct FlowKey
{
    readonly ushort _sourcePort;
    readonly ushort _destinationPort;
    readonly bool _hasSourcePort;
    readonly bool _hasDestinationPort;

    public FlowKey(IpProtocol protocol, Endpoint source, Endpoint destination)
    {
        (Protocol, SourceIp, DestinationIp) = (protocol, source.Ip, destination.Ip);
        (_sourcePort, _hasSourcePort) = (source.Port ?? 0, source.Port is not null);
        (_destinationPort, _hasDestinationPort) = (destination.Port ?? 0, destination.Port is not null);
    }

    public Ip SourceIp { get; }

    public Ip DestinationIp { get; }

    public IpProtocol Protocol { get; }

    public ushort? SourcePort => _hasSourcePort ? _sourcePort : null;

    public ushort? DestinationPort => _hasDestinationPort ? _destinationPort : null;

    public Endpoint Source => new(SourceIp, SourcePort);

    public Endpoint Destination => new(DestinationIp, DestinationPort);

    /// <summary>The same conversation, seen from its other end.</summary>
    public FlowKey Reversed => new(Protocol, Destination, Source);

    public override string ToString() => $"{Protocol.Name} {Source} > {Destination}";
}
