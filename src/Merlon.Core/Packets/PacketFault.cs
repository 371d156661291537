namespace Merlon.Packets;

/// <summary>Why a packet's headers could not be read to their end. What was read before that stands.</summary>
public enum PacketFault : byte
{
    None,

    /// <summary>Of a kind that is not read: 802.11, USB and others.</summary>
    UnknownLinkType,

    /// <summary>The capture kept less than the link's header.</summary>
    ShortLinkHeader,

    /// <summary>Says that it is IP, but its version is another.</summary>
    WrongVersion,

    /// <summary>Ends within the IP header, or within one of IPv6's extension headers.</summary>
    ShortNetworkHeader,

    /// <summary>The IP header says that it is shorter than an IP header is, or longer than the packet.</summary>
    WrongHeaderLength,

    /// <summary>More extension headers, or tags of the link layer, than any honest packet has.</summary>
    TooManyHeaders,

    /// <summary>Ends within the header of TCP, UDP, ICMP and so on.</summary>
    ShortTransportHeader,

    /// <summary>The TCP header says that it is shorter than it must be, or longer than the packet.</summary>
    WrongTransportLength,

    /// <summary>Ends within the header of a tunnel, or of ARP.</summary>
    ShortPayloadHeader,
}
