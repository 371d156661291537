using System.Buffers.Binary;
using Merlon.Net;

namespace Merlon.Packets;

/// <summary>A packet of a capture that a test writes, and compares with what is read.</summary>
sealed record Frame(DateTime At, LinkType Link, int Length, string Hex)
{
    public byte[] Bytes => Convert.FromHexString(Hex);

    public static Frame Of(in CapturedPacket packet) =>
        new(packet.At, packet.Link, packet.Length, Convert.ToHexString(packet.Bytes));
}

/// <summary>Captures as other programs write them.</summary>
static class Captures
{
    public static List<Frame> Read(byte[] capture, out string? failure, int crumbs = 0)
    {
        using Stream content = crumbs > 0 ? new Flows.CrumblingStream(capture, crumbs) : new MemoryStream(capture);
        var frames = new List<Frame>();
        var reader = CaptureReader.Open(new ByteWindow(content), out failure);
        while (reader is not null && reader.TryRead(out var packet)) frames.Add(Frame.Of(packet));
        failure ??= reader?.Failure;
        return frames;
    }

    /// <summary>Frames of random bytes, at whole microseconds.</summary>
    public static List<Frame> Frames(int count, int seed, LinkType link = LinkType.Ethernet)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var bytes = new byte[random.Next(90)];
            random.NextBytes(bytes);
            var at = Given.Noon.AddSeconds(i).AddTicks(random.Next(1_000_000) * TimeSpan.TicksPerMicrosecond);
            return new Frame(at, link, bytes.Length + random.Next(2) * 1000, Convert.ToHexString(bytes));
        })];
    }

    public static byte[] Pcap(
        IReadOnlyList<Frame> frames, bool isBig = false, uint magic = 0xA1B2_C3D4, bool isLong = false)
    {
        using var file = new MemoryStream();
        Put(file, isBig, magic);
        Put(file, isBig, (ushort)2, (ushort)4);
        Put(file, isBig, 0, 0, 65_535, (uint)frames[0].Link);
        foreach (var frame in frames)
        {
            var ticks = (frame.At - DateTime.UnixEpoch).Ticks;
            var fraction = ticks % TimeSpan.TicksPerSecond;
            fraction = magic == 0xA1B2_3C4D ? fraction * 100 : fraction / 10;
            Put(file, isBig, (uint)(ticks / TimeSpan.TicksPerSecond), (uint)fraction);
            Put(file, isBig, (uint)frame.Bytes.Length, (uint)frame.Length);
            if (isLong) Put(file, isBig, 7u, 7u);
            file.Write(frame.Bytes);
        }

        return file.ToArray();
    }

    /// <summary>
    /// A section: for each link type an interface, and between the packets blocks that hold none.
    /// </summary>
    /// <param name="resolution">Of the clock, as option if_tsresol has it.</param>
    /// <param name="perSecond">The same, in units a second.</param>
    /// <param name="offset">Seconds that the clock is behind, as if_tsoffset has it.</param>
    public static byte[] Pcapng(
        IReadOnlyList<Frame> frames, bool isBig = false, byte resolution = 6, long perSecond = 1_000_000,
        long offset = 0, uint blockType = 6)
    {
        using var file = new MemoryStream();
        Block(file, isBig, 0x0A0D_0D0A, body =>
        {
            Put(body, isBig, 0x1A2B_3C4D);
            Put(body, isBig, (ushort)1, (ushort)0);
            Put(body, isBig, uint.MaxValue, uint.MaxValue);
        });
        var links = frames.Select(frame => frame.Link).Distinct().ToList();
        foreach (var link in links)
            Block(file, isBig, 1, body => DescribeInterface(body, isBig, link, resolution, offset));
        foreach (var frame in frames)
        {
            Block(file, isBig, 0x0BAD, body => body.Write(new byte[16]));
            var ticks = (UInt128)((frame.At - DateTime.UnixEpoch).Ticks - offset * TimeSpan.TicksPerSecond);
            var units = (ulong)(ticks * (UInt128)perSecond / TimeSpan.TicksPerSecond);
            Block(file, isBig, blockType, body =>
            {
                if (blockType == 6) Put(body, isBig, (uint)links.IndexOf(frame.Link));
                else Put(body, isBig, (ushort)links.IndexOf(frame.Link), (ushort)0);
                Put(body, isBig, (uint)(units >> 32), (uint)units);
                Put(body, isBig, (uint)frame.Bytes.Length, (uint)frame.Length);
                body.Write(frame.Bytes);
            });
        }

        return file.ToArray();
    }

    static void DescribeInterface(MemoryStream body, bool isBig, LinkType link, byte resolution, long offset)
    {
        Put(body, isBig, (ushort)link, (ushort)0);
        Put(body, isBig, 0);
        Put(body, isBig, (ushort)2, (ushort)3);
        body.Write("lo0\0"u8);
        Put(body, isBig, (ushort)9, (ushort)1);
        body.Write([resolution, 0, 0, 0]);
        Put(body, isBig, (ushort)14, (ushort)8);
        var seconds = new byte[8];
        if (isBig) BinaryPrimitives.WriteInt64BigEndian(seconds, offset);
        else BinaryPrimitives.WriteInt64LittleEndian(seconds, offset);
        body.Write(seconds);
        Put(body, isBig, 0);
    }

    public static void Block(MemoryStream file, bool isBig, uint type, Action<MemoryStream> write)
    {
        using var body = new MemoryStream();
        write(body);
        while (body.Length % 4 != 0) body.WriteByte(0);
        Put(file, isBig, type, (uint)body.Length + 12);
        body.WriteTo(file);
        Put(file, isBig, (uint)body.Length + 12);
    }

    public static void Put(Stream file, bool isBig, params ReadOnlySpan<uint> numbers)
    {
        var bytes = new byte[4];
        foreach (var number in numbers)
        {
            if (isBig) BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            else BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            file.Write(bytes);
        }
    }

    static void Put(Stream file, bool isBig, ushort first, ushort second) =>
        Put(file, isBig, isBig ? (uint)first << 16 | second : (uint)second << 16 | first);
}
