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
    readonly FlowKey _named;   // what the atom does not speak of is left out of it

    DropRule(Atom atom, in FlowKey named) => (Atom, _named) = (atom, named);

    public Atom Atom { get; }

    public Ip? Source => Atom is Atom.Source or Atom.Connection ? _named.SourceIp : null;
    public Ip? Destination => Atom is Atom.Source ? null : _named.DestinationIp;
    public IpProtocol? Protocol => Atom is Atom.Source ? null : _named.Protocol;
    public ushort? SourcePort => _named.SourcePort;
    public ushort? DestinationPort => _named.DestinationPort;
    public bool HasPorts => DestinationPort is not null;

    /// <summary>An address that is at one end of every flow that the rule drops packets of.</summary>
    public Ip Anchor => Atom is Atom.Source or Atom.Connection ? _named.SourceIp : _named.DestinationIp;

    /// <summary>Drops everything that an address sends.</summary>
    public static DropRule FromSource(Ip address) => new(Atom.Source, new(default, new(address, null), default));

    /// <summary>
    /// The rule of an atom that drops a flow's first packet; null when there is none: no protocol number to name, no
    /// port known. Only TCP's and UDP's ports are spoken of: datasets write 0 for those of SCTP and others.
    /// </summary>
    public static DropRule? For(Atom atom, in FlowKey flow)
    {
        if (atom is Atom.Source) return FromSource(flow.SourceIp);
        if (!flow.Protocol.IsNumbered) return null;

        var speaksOfPorts = flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
        var hasBoth = flow.SourcePort is not null && flow.DestinationPort is not null;
        var source = new Endpoint(flow.SourceIp, speaksOfPorts ? flow.SourcePort : null);
        var destination = new Endpoint(flow.DestinationIp, speaksOfPorts ? flow.DestinationPort : null);
        return atom switch
        {
            Atom.Service when destination.Port is not null => new(atom, new(flow.Protocol, default, destination)),
            Atom.Destination => new(atom, new(flow.Protocol, default, destination with { Port = null })),
            Atom.Connection when hasBoth || !speaksOfPorts => new(atom, new(flow.Protocol, source, destination)),
            _ => null,
        };
    }

    /// <summary>Whether it drops a packet that goes from the key's source to its destination.</summary>
    public bool Covers(in FlowKey packet) => Atom switch
    {
        Atom.Source => packet.SourceIp == _named.SourceIp,
        Atom.Service => packet.DestinationIp == _named.DestinationIp
            && packet.Protocol == _named.Protocol && packet.DestinationPort == _named.DestinationPort,
        Atom.Destination => packet.DestinationIp == _named.DestinationIp && packet.Protocol == _named.Protocol,
        _ when HasPorts => packet == _named,
        _ => packet.SourceIp == _named.SourceIp && packet.DestinationIp == _named.DestinationIp
            && packet.Protocol == _named.Protocol,
    };

    /// <summary>Whether it drops a packet that goes back, from the key's destination to its source.</summary>
    public bool CoversAnswer(in FlowKey flow) => Covers(flow.Reversed);

    public override string ToString() => Atom switch
    {
        Atom.Source => $"everything from {Source}",
        Atom.Service => $"everything to {_named.Destination} by {_named.Protocol.Name}",
        Atom.Destination => $"everything to {Destination} by {_named.Protocol.Name}",
        _ => $"{_named.Protocol.Name} from {_named.Source} to {_named.Destination}",
    };
}
