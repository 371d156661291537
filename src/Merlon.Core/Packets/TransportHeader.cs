using Merlon.Net;
using static Merlon.Packets.NetworkOrder;

namespace Merlon.Packets;

/// <summary>The header behind IP's, as far as ports, flags, types and where the payload begins.</summary>
readonly ref struct TransportHeader
{
    const int TcpLeast = 20, PortsLength = 4;

    /// <summary>-1 where the protocol has none, or they were not captured.</summary>
    public int SourcePort { get; private init; }

    /// <inheritdoc cref="SourcePort"/>
    public int DestinationPort { get; private init; }

    /// <summary>The byte of CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.</summary>
    public byte TcpFlags { get; private init; }

    public ReadOnlySpan<byte> TcpOptions { get; private init; }
    public byte IcmpType { get; private init; }
    public byte IcmpCode { get; private init; }
    public ushort IcmpId { get; private init; }

    /// <summary>Behind the header, as far as it was captured.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    public PacketFault Fault { get; private init; }

    public static TransportHeader Read(IpProtocol protocol, ReadOnlySpan<byte> bytes) => protocol switch
    {
        IpProtocol.Tcp => ReadTcp(bytes),
        IpProtocol.Udp or IpProtocol.UdpLite => ReadPorts(bytes, 8),
        IpProtocol.Sctp or IpProtocol.Dccp => ReadPorts(bytes, 12),
        IpProtocol.Icmp or IpProtocol.IcmpV6 => ReadIcmp(bytes),
        _ => Opaque(bytes),
    };

    /// <summary>Of a protocol that is not looked into.</summary>
    public static TransportHeader Opaque(ReadOnlySpan<byte> bytes) =>
        new() { SourcePort = -1, DestinationPort = -1, Payload = bytes };

    static TransportHeader ReadTcp(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < TcpLeast) return ReadPorts(bytes, TcpLeast);

        var header = (bytes[12] >> 4) * 4;
        var isWrong = header < TcpLeast || header > bytes.Length;
        return new()
        {
            SourcePort = UInt16(bytes),
            DestinationPort = UInt16(bytes[2..]),
            TcpFlags = bytes[13],
            TcpOptions = isWrong ? default : bytes[TcpLeast..header],
            Payload = isWrong ? default : bytes[header..],
            Fault = isWrong ? PacketFault.WrongTransportLength : PacketFault.None,
        };
    }

    static TransportHeader ReadPorts(ReadOnlySpan<byte> bytes, int header)
    {
        var hasPorts = bytes.Length >= PortsLength;
        return new()
        {
            SourcePort = hasPorts ? UInt16(bytes) : -1,
            DestinationPort = hasPorts ? UInt16(bytes[2..]) : -1,
            Payload = bytes[Math.Min(header, bytes.Length)..],
            Fault = bytes.Length < header ? PacketFault.ShortTransportHeader : PacketFault.None,
        };
    }

    static TransportHeader ReadIcmp(ReadOnlySpan<byte> bytes) => new()
    {
        SourcePort = -1,
        DestinationPort = -1,
        IcmpType = bytes.Length > 0 ? bytes[0] : (byte)0,
        IcmpCode = bytes.Length > 1 ? bytes[1] : (byte)0,
        IcmpId = bytes.Length >= 6 ? UInt16(bytes[4..]) : (ushort)0,
        Payload = bytes[Math.Min(8, bytes.Length)..],
        Fault = bytes.Length < 8 ? PacketFault.ShortTransportHeader : PacketFault.None,
    };
}
