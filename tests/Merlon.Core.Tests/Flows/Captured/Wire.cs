using System.Buffers.Binary;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>Packets as they are on the wire, from the IP header on.</summary>
static class Wire
{
    public const byte Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16;

    public static byte[] Tcp(string source, string destination, byte flags, int payload = 0)
    {
        var transport = new byte[20 + payload];
        var (from, to) = (Parse(source), Parse(destination));
        Ports(transport, from, to);
        (transport[12], transport[13]) = (0x50, flags);
        return Packet(from.Ip, to.Ip, IpProtocol.Tcp, transport);
    }

    public static byte[] Udp(string source, string destination, int payload = 0) =>
        Udp(source, destination, new byte[payload]);

    public static byte[] Udp(string source, string destination, byte[] payload)
    {
        var transport = new byte[8 + payload.Length];
        var (from, to) = (Parse(source), Parse(destination));
        Ports(transport, from, to);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(4), (ushort)transport.Length);
        payload.CopyTo(transport, 8);
        return Packet(from.Ip, to.Ip, IpProtocol.Udp, transport);
    }

    public static byte[] Sctp(string source, string destination)
    {
        var transport = new byte[16];
        var (from, to) = (Parse(source), Parse(destination));
        Ports(transport, from, to);
        return Packet(from.Ip, to.Ip, IpProtocol.Sctp, transport);
    }

    public static byte[] Icmp(string source, string destination, byte type, byte code, ushort id, byte[]? about = null)
    {
        var (from, to) = (Ip.Parse(source), Ip.Parse(destination));
        byte[] message = [type, code, 0, 0, (byte)(id >> 8), (byte)id, 0, 1, .. about ?? []];
        return Packet(from, to, from.IsV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6, message);
    }

    public static byte[] Packet(Ip source, Ip destination, IpProtocol protocol, byte[] carried)
    {
        var header = new byte[source.IsV4 ? 20 : 40];
        if (source.IsV4)
        {
            (header[0], header[8], header[9]) = (0x45, 64, (byte)protocol);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length + carried.Length));
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), source.V4Bits);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), destination.V4Bits);
        }
        else
        {
            (header[0], header[6], header[7]) = (0x60, (byte)protocol, 64);
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)carried.Length);
            BinaryPrimitives.WriteUInt128BigEndian(header.AsSpan(8), source.Bits);
            BinaryPrimitives.WriteUInt128BigEndian(header.AsSpan(24), destination.Bits);
        }

        return [.. header, .. carried];
    }

    /// <summary>In a frame of Ethernet with that VLAN's tag.</summary>
    public static byte[] Tagged(byte[] packet, int vlan) =>
        [.. new byte[12], 0x81, 0, (byte)(vlan >> 8), (byte)vlan, 8, 0, .. packet];

    public static CapturedPacket Seen(byte[] packet, double seconds = 0, LinkType link = LinkType.Raw) =>
        new(Given.Noon.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), link, packet.Length, packet);

    static void Ports(byte[] transport, Endpoint from, Endpoint to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(transport, from.Port!.Value);
        BinaryPrimitives.WriteUInt16BigEndian(transport.AsSpan(2), to.Port!.Value);
    }

    // 192.0.2.1:80, or 2001:db8::1/80.
    static Endpoint Parse(string text)
    {
        var at = text.LastIndexOfAny([':', '/']);
        var port = ushort.Parse(text.AsSpan(at + 1), System.Globalization.CultureInfo.InvariantCulture);
        return new(Ip.Parse(text.AsSpan(0, at)), port);
    }
}
