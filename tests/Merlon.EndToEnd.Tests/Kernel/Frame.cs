using System.Buffers.Binary;
using System.Numerics;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>A packet as the rules of a hook see it, and the bytes that must be on the wire for that.</summary>
sealed record Sent(Packet Packet, Hook Hook, byte[] Bytes)
{
    /// <summary>What lies behind the IP header: it comes out as it went in.</summary>
    public ReadOnlySpan<byte> Body => Bytes.AsSpan(Frame.LinkHeader + Frame.NetworkHeader(Packet));
}

/// <summary>Ethernet frames, written from the packets that rules are to see in them.</summary>
static class Frame
{
    public const string GatewayMac = "02:00:00:00:00:ff";
    public const int LinkHeader = 14;

    /// <summary>The bit of the traffic class that tells the gateway not to track the connection.</summary>
    public const byte Untracked = 0x80;

    /// <summary>The marks that the gateway sets, by the bits of the traffic class from 0x10 on.</summary>
    public static readonly uint[] Marks = [0, 1, 2, 3, 0xFF, 0x100, 0x8000_0000, uint.MaxValue];

    const ulong GatewayMacBits = 0x0200_0000_00FF;
    const ushort FragmentOffset = 185, MoreFragments = 0x2000;
    const byte FragmentHeader = 44;

    /// <param name="carried">What follows an ICMP header.</param>
    /// <param name="hasMore">Whether it is a fragment that others follow.</param>
    public static Sent Write(Packet packet, Hook hook, ReadOnlySpan<byte> carried = default, bool hasMore = false)
    {
        var bytes = new byte[LinkHeader + packet.Length];
        WriteLink(bytes, packet);
        var offset = (ushort)(packet.IsFragment ? FragmentOffset : 0);
        var network = bytes.AsSpan(LinkHeader);
        var hops = (byte)(packet.Ttl + (hook is Hook.Forward ? 1 : 0));   // FORWARD sees it one less than it came
        if (packet.Family is IpFamily.V4) WriteV4(network, packet, hops, offset, hasMore);
        else WriteV6(network, packet, hops, offset, hasMore);
        var body = network[(NetworkHeader(packet) + (IsV6Fragment(packet, hasMore) ? 8 : 0))..];
        WriteTransport(body, packet, carried);
        return new(packet, hook, bytes);
    }

    public static int NetworkHeader(in Packet packet) => packet.Family is IpFamily.V4 ? 20 : 40;

    /// <summary>The least that a packet of this kind takes up.</summary>
    public static int LeastLength(in Packet packet, bool hasMore = false) =>
        NetworkHeader(packet) + (IsV6Fragment(packet, hasMore) ? 8 : 0) + packet.Protocol switch
        {
            IpProtocol.Tcp => 20 + TcpOptions(packet.TcpOptions).Length,
            IpProtocol.Sctp => 32,
            IpProtocol.Dccp => 20,
            _ => 8,
        };

    static bool IsV6Fragment(in Packet packet, bool hasMore) =>
        packet.Family is IpFamily.V6 && (packet.IsFragment || hasMore);

    static void WriteLink(Span<byte> frame, in Packet packet)
    {
        var destination = packet.PacketType switch
        {
            PacketType.Broadcast => 0xFFFF_FFFF_FFFFul,
            PacketType.Multicast => 0x0100_5E00_0001ul,
            _ => GatewayMacBits,
        };
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(eight, destination);
        eight[2..].CopyTo(frame);
        BinaryPrimitives.WriteUInt64BigEndian(eight, packet.SourceMac);
        eight[2..].CopyTo(frame[6..]);
        Put(frame, 12, packet.Family is IpFamily.V4 ? 0x0800 : 0x86DD);
    }

    static byte TrafficClass(in Packet packet) =>
        (byte)(Array.IndexOf(Marks, packet.Mark) << 4 | (packet.State is ConnectionState.Untracked ? Untracked : 0));

    static void WriteV4(Span<byte> header, in Packet packet, byte hops, ushort offset, bool hasMore)
    {
        header[0] = 0x45;
        header[1] = TrafficClass(packet);
        Put(header, 2, packet.Length);
        Put(header, 6, offset | (hasMore ? MoreFragments : 0));
        header[8] = hops;
        header[9] = (byte)packet.Protocol;
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], (uint)packet.Source);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], (uint)packet.Destination);
        Put(header, 10, Complement(Sum(header[..20])));
    }

    static void WriteV6(Span<byte> header, in Packet packet, byte hops, ushort offset, bool hasMore)
    {
        var isFragment = IsV6Fragment(packet, hasMore);
        BinaryPrimitives.WriteUInt32BigEndian(header, 6u << 28 | (uint)TrafficClass(packet) << 20);
        Put(header, 4, packet.Length - 40);
        header[6] = isFragment ? FragmentHeader : (byte)packet.Protocol;
        header[7] = hops;
        BinaryPrimitives.WriteUInt128BigEndian(header[8..], packet.Source);
        BinaryPrimitives.WriteUInt128BigEndian(header[24..], packet.Destination);
        if (!isFragment) return;
        header[40] = (byte)packet.Protocol;
        Put(header, 42, offset << 3 | (hasMore ? 1 : 0));
    }

    static void WriteTransport(Span<byte> body, in Packet packet, ReadOnlySpan<byte> carried)
    {
        if (packet.Protocol.HasPorts)
        {
            Put(body, 0, packet.SourcePort);
            Put(body, 2, packet.DestinationPort);
        }

        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                var options = TcpOptions(packet.TcpOptions);
                BinaryPrimitives.WriteUInt32BigEndian(body[4..], 1);
                BinaryPrimitives.WriteUInt32BigEndian(body[8..], 1);
                body[12] = (byte)((20 + options.Length) << 2);
                body[13] = packet.TcpFlags;
                Put(body, 14, ushort.MaxValue);
                options.CopyTo(body[20..]);
                Put(body, 16, Complement(PseudoHeader(packet, body.Length) + Sum(body)));
                break;
            case IpProtocol.Udp:
                Put(body, 4, body.Length);
                goto case IpProtocol.UdpLite;
            case IpProtocol.UdpLite:   // its coverage stays 0: all of it
                Put(body, 6, Complement(PseudoHeader(packet, body.Length) + Sum(body)));
                break;
            case IpProtocol.Dccp:
                body[4] = 20 / 4;
                body[8] = 1;   // a REQUEST with a long sequence number
                Put(body, 6, Complement(PseudoHeader(packet, body.Length) + Sum(body)));
                break;
            case IpProtocol.Sctp:
                body[12] = 1;   // INIT, which takes up the whole packet
                Put(body, 14, body.Length - 12);
                body[19] = body[25] = body[27] = body[31] = 1;
                BinaryPrimitives.WriteUInt32LittleEndian(body[8..], Crc32C(body));
                break;
            case IpProtocol.Icmp or IpProtocol.IcmpV6:
                body[0] = packet.IcmpType;
                body[1] = packet.IcmpCode;
                Put(body, 4, packet.SourcePort);   // the identifier
                carried.CopyTo(body[8..]);
                var pseudo = packet.Protocol is IpProtocol.IcmpV6 ? PseudoHeader(packet, body.Length) : 0;
                Put(body, 2, Complement(pseudo + Sum(body)));
                break;
        }
    }

    static byte[] TcpOptions(ByteSet kinds)
    {
        var options = new List<byte>();
        if (kinds.Contains(2)) options.AddRange([2, 4, 5, 0xB4]);
        if (kinds.Contains(3)) options.AddRange([3, 3, 7]);
        if (kinds.Contains(4)) options.AddRange([4, 2]);
        if (kinds.Contains(8)) options.AddRange([8, 10, 0, 0, 0, 1, 0, 0, 0, 0]);
        if (kinds.Contains(254)) options.AddRange([254, 4, 2, 3]);
        var filler = (byte)(kinds.Contains(1) ? 1 : 0);
        if (filler != 0) options.Add(filler);
        while (options.Count % 4 != 0) options.Add(filler);
        return [.. options];
    }

    static ulong PseudoHeader(in Packet packet, int length) =>
        Words(packet.Source) + Words(packet.Destination) + (byte)packet.Protocol + (ulong)length;

    static ulong Words(UInt128 address)
    {
        var sum = 0ul;
        for (; address != 0; address >>= 16) sum += (ushort)address;
        return sum;
    }

    static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0ul;
        for (; bytes.Length > 1; bytes = bytes[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.IsEmpty ? sum : sum + (ulong)(bytes[0] << 8);
    }

    static int Complement(ulong sum)
    {
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return sum == ushort.MaxValue ? ushort.MaxValue : (ushort)~sum;   // 0 would say that there is none
    }

    static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    static void Put(Span<byte> bytes, int at, int value) =>
        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)value);
}
