using System.Buffers.Binary;
using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// What the headers of one packet tell, from the link to the ports. A packet that is broken, or of which too little was
/// captured, tells what stands before the <see cref="Fault"/>.
/// </summary>
/// <remarks>
/// A view: what it shows of the packet is good as long as the packet's bytes. Nothing is allocated, nothing thrown,
/// whatever the bytes are.
/// </remarks>
public readonly ref struct PacketHeaders
{
    public PacketFault Fault { get; private init; }

    /// <summary>48 bits; 0 where the link has no hardware address.</summary>
    public ulong SourceMac { get; private init; }

    /// <inheritdoc cref="SourceMac"/>
    public ulong DestinationMac { get; private init; }

    /// <summary>The innermost VLAN's number; -1 for none.</summary>
    public int Vlan { get; private init; }

    /// <summary>Whether the addresses are known: of IP, or of ARP for IPv4.</summary>
    public bool HasAddresses { get; private init; }

    public IpFamily Family { get; private init; }
    public Ip Source { get; private init; }
    public Ip Destination { get; private init; }

    /// <summary><see cref="IpProtocol.Arp"/>, or <see cref="IpProtocol.LinkLayer"/>, where it is not IP.</summary>
    public IpProtocol Protocol { get; private init; }

    /// <summary>Time to live, or hop limit.</summary>
    public byte Ttl { get; private init; }

    /// <summary>Of the IP packet, as its header tells, in bytes.</summary>
    public int Length { get; private init; }

    /// <summary>Not the first fragment of its datagram: it has no ports and no type.</summary>
    public bool IsLaterFragment { get; private init; }

    public bool HasMoreFragments { get; private init; }

    /// <summary>Null where the packet is a datagram, and no part of one.</summary>
    public FragmentHeader? Fragment { get; private init; }

    /// <summary>Whether an Authentication Header of IPv6 stands before the protocol.</summary>
    public bool IsAuthenticated { get; private init; }

    /// <summary>-1 where the protocol has none, or it was not captured.</summary>
    public int SourcePort { get; private init; }

    /// <inheritdoc cref="SourcePort"/>
    public int DestinationPort { get; private init; }

    /// <summary>The byte of CWR, ECE, URG, ACK, PSH, RST, SYN, FIN.</summary>
    public byte TcpFlags { get; private init; }

    /// <summary>Kinds, lengths and values, as they stand in the header.</summary>
    public ReadOnlySpan<byte> TcpOptions { get; private init; }

    public byte IcmpType { get; private init; }
    public byte IcmpCode { get; private init; }

    /// <summary>What tells one echo request's answers from another's; 0 where there is none.</summary>
    public ushort IcmpId { get; private init; }

    /// <summary>What the transport protocol carries, as far as it was captured.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>From the transport protocol's header on, as far as it was captured.</summary>
    public ReadOnlySpan<byte> Transport { get; private init; }

    /// <summary>The length of <see cref="Transport"/>, whatever was captured of it.</summary>
    public int Carried => Length - (IpPacket.Length - Transport.Length);

    /// <summary>The IP packet from its header on, without padding, as far as it was captured.</summary>
    public ReadOnlySpan<byte> IpPacket { get; private init; }

    public bool IsIp => Protocol is < IpProtocol.Unknown && HasAddresses;

    public static PacketHeaders Read(scoped in CapturedPacket packet) =>
        Read(LinkHeader.Read(packet.Link, packet.Bytes));

    /// <summary>
    /// The headers of the packet that this one carries through a tunnel: IP in IP, GRE (ERSPAN, too), VXLAN.
    /// </summary>
    public bool TryReadInner(out PacketHeaders inner)
    {
        inner = default;
        if (IsLaterFragment || !Tunnel.TryOpen(this, out var link)) return false;

        inner = Read(link);
        return true;
    }

    /// <summary>The headers of the packet that an ICMP error is about, of which it carries the beginning.</summary>
    public bool TryReadCause(out PacketHeaders cause)
    {
        var isError = Protocol is IpProtocol.Icmp ? IcmpType is 3 or 4 or 5 or 11 or 12
            : Protocol is IpProtocol.IcmpV6 && IcmpType < 128;   // RFC 4443, 2.1
        cause = default;
        if (!isError || IsLaterFragment || Payload.IsEmpty) return false;

        cause = Read(LinkHeader.Read(LinkType.Raw, Payload));
        return cause.HasAddresses;
    }

    static PacketHeaders Read(LinkHeader link) => (link.Fault, link.Carries) switch
    {
        (not PacketFault.None, _) => OfLink(link, IpProtocol.LinkLayer, link.Fault),
        (_, EtherType.Ipv4) => OfIp(link, NetworkHeader.ReadV4(link.Rest)),
        (_, EtherType.Ipv6) => OfIp(link, NetworkHeader.ReadV6(link.Rest)),
        (_, EtherType.Arp or EtherType.ReverseArp) => OfArp(link),
        _ => OfLink(link, IpProtocol.LinkLayer, PacketFault.None),
    };

    static PacketHeaders OfIp(LinkHeader link, NetworkHeader network)
    {
        if (network.Fault is PacketFault.WrongVersion or PacketFault.ShortNetworkHeader && network.Length == 0)
            return OfLink(link, IpProtocol.Unknown, network.Fault);

        var isRead = network.Fault is PacketFault.None && network.FragmentOffset == 0;
        var transport = isRead
            ? TransportHeader.Read(network.Protocol, network.Payload)
            : TransportHeader.Opaque(network.Payload);
        var fault = network.Fault is PacketFault.None ? transport.Fault : network.Fault;
        return OfLink(link, network.Protocol, fault) with
        {
            HasAddresses = true,
            Family = network.Family,
            Source = network.Source,
            Destination = network.Destination,
            Ttl = network.Ttl,
            Length = network.Length,
            IpPacket = link.Rest[..Math.Min(network.Length, link.Rest.Length)],
            IsLaterFragment = network.FragmentOffset > 0,
            HasMoreFragments = network.HasMoreFragments,
            Fragment = network.Fault is PacketFault.None ? network.Fragment : null,
            IsAuthenticated = network.IsAuthenticated,
            SourcePort = transport.SourcePort,
            DestinationPort = transport.DestinationPort,
            TcpFlags = transport.TcpFlags,
            TcpOptions = transport.TcpOptions,
            IcmpType = transport.IcmpType,
            IcmpCode = transport.IcmpCode,
            IcmpId = transport.IcmpId,
            Payload = transport.Payload,
            Transport = network.Payload,
        };
    }

    // RFC 826, of IPv4: who asks, and for whom, each behind his hardware address.
    static PacketHeaders OfArp(LinkHeader link)
    {
        const int fixedPart = 8, address = 4;
        if (link.Rest.Length < fixedPart) return OfLink(link, IpProtocol.Arp, PacketFault.ShortPayloadHeader);
        if (link.Rest[2..6] is not [8, 0, var hardware, address]) return OfLink(link, IpProtocol.Arp, PacketFault.None);

        var (source, target) = (fixedPart + hardware, fixedPart + hardware + address + hardware);
        var end = target + address;
        if (link.Rest.Length < end) return OfLink(link, IpProtocol.Arp, PacketFault.ShortPayloadHeader);

        return OfLink(link, IpProtocol.Arp, PacketFault.None) with
        {
            HasAddresses = true,
            Source = Ip.V4(BinaryPrimitives.ReadUInt32BigEndian(link.Rest[source..])),
            Destination = Ip.V4(BinaryPrimitives.ReadUInt32BigEndian(link.Rest[target..])),
            Payload = link.Rest[end..],
        };
    }

    static PacketHeaders OfLink(LinkHeader link, IpProtocol protocol, PacketFault fault) => new()
    {
        SourceMac = link.SourceMac,
        DestinationMac = link.DestinationMac,
        Vlan = link.Vlan,
        Protocol = protocol,
        SourcePort = -1,
        DestinationPort = -1,
        Payload = link.Rest,
        Fault = fault,
    };
}
