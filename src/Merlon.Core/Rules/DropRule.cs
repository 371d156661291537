using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// Drops the packets of one <see cref="Rules.Atom"/>. Fields that the atom does not speak of are null.
/// </summary>
public readonly record struct DropRule
{
    readonly FlowKey _named;   // what the atom does not speak of is left out of it

    DropRule(Atom atom, in FlowKey named) => (Atom, _named) = (atom, named);

    DropRule(TrafficSelector selector)
    {
        var unspecified = selector.Family is IpFamily.V4 ? Ip.V4(0) : default;
        (Atom, Selector, IsNew) = (Atom.Selector, selector, true);
        _named = new(
            selector.Protocol ?? IpProtocol.Unknown, new(selector.Sources?.Network ?? unspecified, null),
            new(selector.Destinations?.Network ?? unspecified, null));
    }

    public Atom Atom { get; }

    /// <summary>Only the packets that open a connection: answers, and what has been opened, live on.</summary>
    public bool IsNew { get; init; }

    /// <summary>What it leaves alone of its atom; null for nothing.</summary>
    public Spared? Spared { get; init; }

    /// <summary>Of <see cref="Atom.Selector"/>; null for all others.</summary>
    public TrafficSelector? Selector { get; }

    /// <summary>Only what comes above it from the source, which the atom names; null for all.</summary>
    public RateLimit? Above { get; init; }

    public Ip? Source => Atom.HasSource ? _named.SourceIp : null;
    public Ip? Destination => Atom.HasDestination ? _named.DestinationIp : null;
    public IpProtocol? Protocol =>
        Selector is { } selector ? selector.Protocol
        : Atom is Atom.Source || Atom.IsNetwork ? null
        : _named.Protocol;
    public ushort? SourcePort => _named.SourcePort;
    public ushort? DestinationPort => _named.DestinationPort;
    public bool HasPorts => DestinationPort is not null;

    /// <summary>The sources whose packets it drops.</summary>
    public IpPrefix? Sources => Atom.HasSource || Atom.IsNetwork ? Atom.BlockOf(_named.SourceIp) : Selector?.Sources;

    /// <summary>The destinations to which it drops packets; null for all.</summary>
    public IpPrefix? Destinations => Destination is { } one ? IpPrefix.Host(one) : Selector?.Destinations;

    /// <summary>The ports to which it drops packets; null for all.</summary>
    public PortRange? DestinationPorts => Selector is { IsOfAllPorts: false } selector ? selector.Ports
        : DestinationPort is { } port ? PortRange.Only(port) : null;

    /// <summary>
    /// An address that is at one end of every flow that the rule drops packets of; of a block, its first; of its family
    /// alone, where a selector names none.
    /// </summary>
    public Ip Anchor => Sources is { } block ? block.Network : _named.DestinationIp;

    /// <summary>Drops the new connections that a selector takes in.</summary>
    public static DropRule Of(TrafficSelector selector) => new(selector);

    /// <summary>Drops everything that an address sends.</summary>
    public static DropRule FromSource(Ip address) => new(Atom.Source, new(default, new(address, null), default));

    /// <summary>
    /// The rule of an atom that drops a flow's first packet; null when there is none: no protocol number to name, no
    /// port known. Only TCP's and UDP's ports are spoken of: datasets write 0 for those of SCTP and others.
    /// </summary>
    public static DropRule? For(Atom atom, in FlowKey flow)
    {
        if (atom is Atom.Source) return FromSource(flow.SourceIp);
        if (atom.IsNetwork) return new(atom, new(default, new(atom.BlockOf(flow.SourceIp).Network, null), default));
        if (!flow.Protocol.IsNumbered || atom is Atom.Selector) return null;

        var speaksOfPorts = flow.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
        var hasBoth = flow.SourcePort is not null && flow.DestinationPort is not null;
        var source = new Endpoint(flow.SourceIp, speaksOfPorts && atom is Atom.Connection ? flow.SourcePort : null);
        var destination = new Endpoint(flow.DestinationIp, speaksOfPorts ? flow.DestinationPort : null);
        return atom switch
        {
            Atom.Destination => new(atom, new(flow.Protocol, default, destination with { Port = null })),
            Atom.Connection => hasBoth || !speaksOfPorts ? new(atom, new(flow.Protocol, source, destination)) : null,
            _ when destination.Port is null => null,
            Atom.Service => new(atom, new(flow.Protocol, default, destination)),
            Atom.SourceToPort => new(atom, new(flow.Protocol, source, new(default, destination.Port))),
            _ => new(atom, new(flow.Protocol, source, destination)),
        };
    }

    /// <summary>Whether it drops a packet that goes from the key's source to its destination.</summary>
    /// <remarks>Of those that open a connection, where it is about these alone.</remarks>
    public bool Covers(in FlowKey packet) => IsOfAtom(packet) && Spared?.Has(packet) is not true;

    /// <summary>Whether it drops a packet that goes back, from the key's destination to its source.</summary>
    public bool CoversAnswer(in FlowKey flow) => !IsNew && Covers(flow.Reversed);

    public override string ToString()
    {
        var what = IsNew ? "new connections" : "everything";
        var by = Protocol is { } protocol ? $" by {protocol.Name}" : "";
        var text = Atom switch
        {
            Atom.Source => $"{what} from {Source}",
            Atom.Network or Atom.WideNetwork => $"{what} from {Sources}",
            Atom.Service => $"{what} to {_named.Destination}{by}",
            Atom.Destination => $"{what} to {Destination}{by}",
            Atom.SourceToPort => $"{what} from {Source} to port {DestinationPort}{by}",
            Atom.SourceToService => $"{what} from {Source} to {_named.Destination}{by}",
            Atom.Selector => $"{what} {Selector}",
            _ => $"{_named.Protocol.Name} from {_named.Source} to {_named.Destination}",
        };
        if (Above is not null) text += $", above {Above}";
        return Spared is null ? text : $"{text}, except {Spared}";
    }

    bool IsOfAtom(in FlowKey packet)
    {
        if (Selector is { } selector) return selector.Covers(packet);
        if (Atom.IsNetwork) return Atom.BlockOf(packet.SourceIp).Network == _named.SourceIp;
        if (Atom.HasSource && packet.SourceIp != _named.SourceIp) return false;
        if (Atom.HasDestination && packet.DestinationIp != _named.DestinationIp) return false;
        if (Atom is not Atom.Source && packet.Protocol != _named.Protocol) return false;
        if (!HasPorts) return true;
        return packet.DestinationPort == _named.DestinationPort
            && (Atom is not Atom.Connection || packet.SourcePort == _named.SourcePort);
    }
}
