using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Features;

/// <summary>Who sent a packet and who is to get it, by each of the names that streams go by.</summary>
/// <remarks>
/// The outermost headers, as "Kitsune" takes them. Where there is no IP, ARP's addresses are taken, and where there is
/// none either, hardware addresses: as addresses of 100::/64, which no honest packet bears (RFC 6666).
/// </remarks>
readonly ref struct PacketEnds
{
    // What stands for a port where there is none.
    const ulong NoPort = 0x1_0000, Icmp = 0x1_0001, Mac = 0x1_0002;

    const ulong DiscardPrefix = 0x0100_0000_0000_0000;

    readonly ulong _sourcePort, _destinationPort;
    readonly bool _isArp;

    public PacketEnds(in PacketHeaders packet)
    {
        (SourceMac, DestinationMac) = (packet.SourceMac, packet.DestinationMac);
        Source = new(packet.HasAddresses ? packet.Source : OfMac(SourceMac));
        Destination = new(packet.HasAddresses ? packet.Destination : OfMac(DestinationMac));
        _isArp = packet.Protocol is IpProtocol.Arp;
        _sourcePort = PortOf(packet.Protocol, packet.SourcePort);
        _destinationPort = PortOf(packet.Protocol, packet.DestinationPort);
    }

    public ulong SourceMac { get; }
    public ulong DestinationMac { get; }
    public StreamKey Source { get; }
    public StreamKey Destination { get; }

    /// <summary>The source's port, or what there is instead.</summary>
    /// <param name="host">The number of its stream.</param>
    public StreamKey SourceEndpoint(long host) =>
        _isArp ? new(SourceMac, Mac) : new((ulong)host, _sourcePort);

    /// <inheritdoc cref="SourceEndpoint"/>
    public StreamKey DestinationEndpoint(long host) =>
        _isArp ? new(DestinationMac, Mac) : new((ulong)host, _destinationPort);

    static Ip OfMac(ulong mac) => new(new UInt128(DiscardPrefix, mac));

    static ulong PortOf(IpProtocol protocol, int port) => protocol switch
    {
        IpProtocol.Tcp or IpProtocol.Udp when port >= 0 => (ulong)port,
        IpProtocol.Icmp => Icmp,
        _ => NoPort,
    };
}
