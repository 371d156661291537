using Merlon.Net;

namespace Merlon.Flows;

/// <summary>The five-tuple. <c>Source</c> is whoever sent the first packet.</summary>
public readonly record struct FlowKey(IpProtocol Protocol, Endpoint Source, Endpoint Destination)
{
    /// <summary>The same conversation, seen from its other end.</summary>
    public FlowKey Reversed => new(Protocol, Destination, Source);

    public override string ToString() => $"{Protocol.Name} {Source} > {Destination}";
}
