namespace Merlon.Packets;

/// <summary>What a captured packet begins with (https://www.tcpdump.org/linktypes.html).</summary>
public enum LinkType : ushort
{
    /// <summary>BSD's loopback: an address family in the byte order of the machine that captured.</summary>
    Null = 0,
    Ethernet = 1,
    Ppp = 9,
    Fddi = 10,

    /// <summary>IPv4 or IPv6 at once, as some systems number it.</summary>
    RawBsd = 12,
    RawOpenBsd = 14,
    PppSerial = 50,
    Raw = 101,

    /// <summary>As <see cref="Null"/>, in network byte order.</summary>
    Loop = 108,

    /// <summary>Linux's <c>any</c> interface.</summary>
    LinuxCooked = 113,
    Ipv4 = 228,
    Ipv6 = 229,

    /// <summary>What netfilter's NFLOG target hands to user space: attributes, the packet among them.</summary>
    NetfilterLog = 239,
    LinuxCooked2 = 276,
}
