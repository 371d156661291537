namespace Merlon.Packets;

/// <summary>The kinds of broken packets, as people are told of them.</summary>
public static class PacketFaults
{
    public static string InWords(PacketFault fault) => fault switch
    {
        PacketFault.None => "whole",
        PacketFault.UnknownLinkType => "of a link type that is not read",
        PacketFault.ShortLinkHeader => "ends within the link's header",
        PacketFault.WrongVersion => "of neither version of IP",
        PacketFault.ShortNetworkHeader => "ends within the IP header",
        PacketFault.WrongHeaderLength => "an IP header of a wrong length",
        PacketFault.TooManyHeaders => "too many headers",
        PacketFault.ShortTransportHeader => "ends within the header behind IP's",
        PacketFault.WrongTransportLength => "a TCP header of a wrong length",
        _ => "ends within the header of what it carries",
    };
}
