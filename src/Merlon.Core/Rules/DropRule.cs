using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>The shapes of a block, from the widest to the narrowest, in the order in which ties are decided.</summary>
public enum Atom : byte
{
    /// <summary>Everything that an address sends.</summary>
    Source,

    /// <summary>Everything sent to one port of one address, by one protocol.</summary>
    Service,

    /// <summary>Everything sent to one address by one protocol.</summary>
    Destination,

    /// <summary>One connection, from its source to its destination.</summary>
    Connection,
}

/// <summary>
/// Drops the packets of one <see cref="Rules.Atom"/>. Fields that the atom does not speak of are null.
/// </summary>
public readonly record struct DropRule
{
    public required Atom Atom { get; init; }
    public Ip? Source { get; init; }
    public Ip? Destination { get; init; }
    public IpProtocol? Protocol { get; init; }
    public ushort? SourcePort { get; init; }
    public ushort? DestinationPort { get; init; }

    public bool HasPorts => SourcePort is not null || DestinationPort is not null;

    /// <summary>
    /// The rule of an atom that drops a flow's first packet; null when there is none: no protocol number to name, no
    /// port known. Only TCP's and UDP's ports are spoken of: datasets write 0 for those of SCTP and others.
    /// </summary>
    public static DropRule? For(Atom atom, in FlowKey flow) => atom switch
    {
        Atom.Source => new() { Atom = atom, Source = flow.Source.Ip },
        Atom.Service when flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp && flow.Destination.Port is { } port =>
            new() { Atom = atom, Destination = flow.Destination.Ip, Protocol = flow.Protocol, DestinationPort = port },
        Atom.Destination when flow.Protocol.IsNumbered =>
            new() { Atom = atom, Destination = flow.Destination.Ip, Protocol = flow.Protocol },
        Atom.Connection when IsSpecific(flow) => new()
        {
            Atom = atom,
            Source = flow.Source.Ip,
            Destination = flow.Destination.Ip,
            Protocol = flow.Protocol,
            SourcePort = flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp ? flow.Source.Port : null,
            DestinationPort = flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp ? flow.Destination.Port : null,
        },
        _ => null,
    };

    /// <summary>Whether it drops a packet that goes from the key's source to its destination.</summary>
    public bool Covers(in FlowKey packet) =>
        (Source is null || Source == packet.Source.Ip)
        && (Destination is null || Destination == packet.Destination.Ip)
        && (Protocol is null || Protocol == packet.Protocol)
        && (SourcePort is null || SourcePort == packet.Source.Port)
        && (DestinationPort is null || DestinationPort == packet.Destination.Port);

    static bool IsSpecific(in FlowKey flow) =>
        flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp
            ? flow.Source.Port is not null && flow.Destination.Port is not null
            : flow.Protocol.IsNumbered;

    public override string ToString() => Atom switch
    {
        Atom.Source => $"everything from {Source}",
        Atom.Service => $"everything to {new Endpoint(Destination!.Value, DestinationPort)} by {Protocol!.Value.Name}",
        Atom.Destination => $"everything to {Destination} by {Protocol!.Value.Name}",
        _ => $"{Protocol!.Value.Name} from {new Endpoint(Source!.Value, SourcePort)}"
            + $" to {new Endpoint(Destination!.Value, DestinationPort)}",
    };
}
