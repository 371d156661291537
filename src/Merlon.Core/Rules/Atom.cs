using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// The shapes of a block: those of the baseline, from the widest to the narrowest, in the order in which it decides
/// ties; then the others.
/// </summary>
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

    /// <summary>Everything that an address sends to one port of another, by one protocol.</summary>
    SourceToService,

    /// <summary>Everything that an address sends to one port of any, by one protocol.</summary>
    SourceToPort,

    /// <summary>Everything that the addresses of an IPv4 /24 or an IPv6 /64 send.</summary>
    Network,

    /// <summary>Everything that the addresses of an IPv4 /16 or an IPv6 /48 send.</summary>
    WideNetwork,

    /// <summary>What a <see cref="TrafficSelector"/> says: no flow has one of its own.</summary>
    Selector,
}

public static class Atoms
{
    /// <summary>Of those that a flow has by itself, which stand first.</summary>
    public const int Count = 8;

    extension(Atom atom)
    {
        /// <summary>Whether it names a source address.</summary>
        public bool HasSource =>
            atom is Atom.Source or Atom.Connection or Atom.SourceToService or Atom.SourceToPort;

        /// <summary>Whether it names a destination address.</summary>
        public bool HasDestination =>
            atom is Atom.Service or Atom.Destination or Atom.Connection or Atom.SourceToService;

        /// <summary>Whether it names a destination port; a connection only where its protocol has them.</summary>
        public bool HasService => atom is Atom.Service or Atom.SourceToService or Atom.SourceToPort;

        /// <summary>Whether it names a block of addresses.</summary>
        public bool IsNetwork => atom is Atom.Network or Atom.WideNetwork;

        /// <summary>The block of sources that it names of an address.</summary>
        public IpPrefix BlockOf(Ip source) => IpPrefix.Around(source, (atom, source.IsV4) switch
        {
            (Atom.Network, true) => 24,
            (Atom.Network, false) => 64,
            (Atom.WideNetwork, true) => 16,
            (Atom.WideNetwork, false) => 48,
            (_, true) => 32,
            _ => 128,
        });
    }
}
