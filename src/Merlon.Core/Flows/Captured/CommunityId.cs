using System.Buffers.Binary;
using System.Security.Cryptography;
using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>
/// Community ID v1: a name for a flow that Zeek, Suricata and others give it too, whichever end began.
/// </summary>
/// <remarks>https://github.com/corelight/community-id-spec. Nothing here rests on SHA-1's strength.</remarks>
public static class CommunityId
{
    const int Longest = 40;

    /// <param name="icmpType">And <paramref name="icmpCode"/>: of the flow's first packet, where it is ICMP.</param>
    /// <param name="seed">The same at all who compare; 0 unless they agreed on another.</param>
    public static string Of(in FlowKey key, byte icmpType = 0, byte icmpCode = 0, ushort seed = 0)
    {
        var (source, destination) = ((int)(key.SourcePort ?? 0), (int)(key.DestinationPort ?? 0));
        var isOneWay = false;
        if (key.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6)
        {
            isOneWay = !IcmpPairs.TryPair(key.Protocol, icmpType, out var counterpart, out _);
            (source, destination) = (icmpType, isOneWay ? icmpCode : counterpart);
        }

        var isOrdered = isOneWay || key.SourceIp.Bits < key.DestinationIp.Bits
            || (key.SourceIp == key.DestinationIp && source < destination);
        Span<byte> bytes = stackalloc byte[Longest];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, seed);
        var length = isOrdered
            ? Write(bytes, key, key.SourceIp, key.DestinationIp, source, destination)
            : Write(bytes, key, key.DestinationIp, key.SourceIp, destination, source);
        return Text(bytes[..length]);
    }

    static int Write(Span<byte> bytes, in FlowKey key, Ip first, Ip second, int firstPort, int secondPort)
    {
        var at = 2;
        at += Write(bytes[at..], first);
        at += Write(bytes[at..], second);
        bytes[at++] = (byte)key.Protocol;
        bytes[at++] = 0;
        if (!HasPorts(key.Protocol)) return at;

        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)firstPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(at + 2)..], (ushort)secondPort);
        return at + 4;
    }

    static int Write(Span<byte> bytes, Ip ip)
    {
        if (ip.IsV4) BinaryPrimitives.WriteUInt32BigEndian(bytes, ip.V4Bits);
        else BinaryPrimitives.WriteUInt128BigEndian(bytes, ip.Bits);
        return ip.IsV4 ? 4 : 16;
    }

    static bool HasPorts(IpProtocol protocol) => protocol is IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Sctp
        or IpProtocol.Icmp or IpProtocol.IcmpV6;

    static string Text(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the specification asks for it
        SHA1.HashData(bytes, digest);
#pragma warning restore CA5350
        return "1:" + Convert.ToBase64String(digest);
    }
}
