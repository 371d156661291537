using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// What the kernel's matches look at, each a number of fixed width. A packet has a value for every field of its
/// kind; a match that asks for a field that the packet lacks (a port of an ICMP packet) asks for the protocol first.
/// </summary>
public enum Field : byte
{
    Protocol,
    Source,
    Destination,
    SourcePort,
    DestinationPort,

    /// <summary>ESTABLISHED, RELATED and so on: a <see cref="ConnectionState"/>.</summary>
    State,

    /// <summary>Whether address translation changed the connection's source; so too the destination.</summary>
    SourceTranslated,
    DestinationTranslated,

    /// <summary>Not the first fragment of its datagram: there is no port or type in it.</summary>
    Fragment,

    /// <summary>The flag byte of the TCP header: CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.</summary>
    TcpFlags,
    IcmpType,
    IcmpCode,

    /// <summary>The whole packet's, in bytes, as its IP header tells.</summary>
    Length,

    /// <summary>Time to live, or hop limit.</summary>
    Ttl,
    PacketType,
    SourceType,
    DestinationType,
    Mark,
    SourceMac,
}

/// <summary>As conntrack sees a packet (iptables-extensions(8), conntrack).</summary>
public enum ConnectionState : byte
{
    Invalid,
    New,
    Established,
    Related,
    Untracked,
}

/// <summary>As the link layer addressed it.</summary>
public enum PacketType : byte
{
    Unicast,
    Broadcast,
    Multicast,
}

/// <summary>What the routing table says of an address (rtnetlink(7), RTN_*).</summary>
public enum AddressType : byte
{
    Unspec,
    Unicast,
    Local,
    Broadcast,
    Anycast,
    Multicast,
    Blackhole,
    Unreachable,
    Prohibit,
    Throw,
    Nat,
    XResolve,
}

public static class Fields
{
    extension(Field field)
    {
        /// <summary>Its width in bits.</summary>
        public int WidthIn(IpFamily family) => field switch
        {
            Field.Source or Field.Destination => family.Bits,
            Field.SourcePort or Field.DestinationPort or Field.Length => 16,
            Field.Mark => 32,
            Field.SourceMac => 48,
            Field.State => 3,
            Field.SourceType or Field.DestinationType => 4,
            Field.PacketType => 2,
            Field.SourceTranslated or Field.DestinationTranslated or Field.Fragment => 1,
            _ => 8,
        };

        /// <summary>All its bits.</summary>
        public UInt128 MaskIn(IpFamily family) => UInt128.MaxValue >> (128 - field.WidthIn(family));
    }
}
