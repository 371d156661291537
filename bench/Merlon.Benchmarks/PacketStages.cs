using System.Buffers.Binary;
using System.Globalization;
using Merlon.Flows.Captured;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Benchmarks;

/// <summary>
/// Captures in memory to flows, by stage: their packets found, their headers decoded, their flows put together. Of the
/// sample's traffic, of many flows at a time, and of floods from a million sources, in one run on one core.
/// </summary>
static class PacketStages
{
    const int Packets = 1_000_000, Runs = 12;

    static readonly (string Name, Func<byte[]> Capture, int Capacity)[] Traffic =
    [
        ("the sample, over and over", () => Sample(times: 17), FlowTable.DefaultCapacity),
        ("100,000 flows at a time", () => Made(_ => false), FlowTable.DefaultCapacity),
        ("a SYN flood, a million sources", () => Made(_ => true), FlowTable.DefaultCapacity),
        ("that flood, half the packets honest", () => Made(i => i % 2 == 0), FlowTable.DefaultCapacity),
        ("that flood, a table of a million", () => Made(_ => true), 1 << 20),
    ];

    public static int Run()
    {
        Console.WriteLine("| traffic | packets | found, ns | decoded, ns | in flows, ns | packets a second | flows | "
            + "evicted | table, MB | bytes allocated a packet |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        WarmUp(Sample(times: 1));
        foreach (var (name, capture, capacity) in Traffic) Measure(name, capture(), capacity);
        return 0;
    }

    // Until the compiler is done.
    static void WarmUp(byte[] capture)
    {
        for (var i = 0; i < 60; i++)
        {
            Find(capture);
            Decode(capture);
            Assemble(capture, new(FlowTimeouts.Standard), default);
        }
    }

    static void Measure(string name, byte[] capture, int capacity)
    {
        var (packets, flows, evicted) = (0L, 0L, 0L);
        var found = Least(() => packets = Find(capture));
        var decoded = Least(() => Decode(capture));

        // One table throughout, as in a sensor that runs: its memory is there, and the time goes on.
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var (table, later) = (new FlowTable(FlowTimeouts.Standard, capacity), TimeSpan.Zero);
        var assembled = Least(() =>
        {
            flows = Assemble(capture, table, later);
            later += TimeSpan.FromSeconds(600);
        });
        evicted = table.Evicted;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assemble(capture, table, later);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before - (1 << 19)) / (double)packets;   // the window
        evicted = table.Evicted - evicted;
        var memory = (GC.GetTotalMemory(forceFullCollection: true) - empty) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {packets:N0} | {Each(found, packets)} | {Each(decoded, packets)} | {Each(assembled, packets)} "
            + $"| {packets / assembled.TotalSeconds:N0} | {flows:N0} | {evicted:N0} | {memory:0} "
            + $"| {Math.Max(0, allocated):0.0} |"));
    }

    // Processor time, which other work on the machine touches least; the least of some runs.
    static TimeSpan Least(Action action)
    {
        var least = TimeSpan.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            action();
            var taken = Environment.CpuUsage.TotalTime - before;
            if (taken < least) least = taken;
        }

        return least;
    }

    static string Each(TimeSpan time, long packets) =>
        (time.TotalNanoseconds / packets).ToString("0", CultureInfo.InvariantCulture);

    static long Find(byte[] capture)
    {
        var reader = Open(capture);
        while (reader.TryRead(out _)) { }
        return reader.Packets;
    }

    static long Decode(byte[] capture)
    {
        var (reader, bytes) = (Open(capture), 0L);
        while (reader.TryRead(out var packet)) bytes += PacketHeaders.Read(packet).Length;
        return bytes;
    }

    static long Assemble(byte[] capture, FlowTable table, TimeSpan later)
    {
        var (reader, assembler, flows) = (Open(capture), new FlowAssembler(table), 0L);
        while (reader.TryRead(out var packet))
        {
            assembler.Add(new(packet.At + later, packet.Link, packet.Length, packet.Bytes));
            while (table.TryTake(out _)) flows++;
        }

        return flows;
    }

    static CaptureReader Open(byte[] capture) =>
        CaptureReader.Open(new ByteWindow(new MemoryStream(capture)), out var failure)
        ?? throw new InvalidDataException(failure);

    static byte[] Sample(int times)
    {
        const int fileHeader = 24;
        var once = Inputs.Bytes(Path.Combine(Inputs.Root, "samples/office.pcap.gz"));
        using var capture = new MemoryStream();
        capture.Write(once, 0, fileHeader);
        for (var i = 0; i < times; i++) capture.Write(once, fileHeader, once.Length - fileHeader);
        return capture.ToArray();
    }

    // A packet a microsecond: of 100,000 TCP flows by chance, both ways, or a SYN from an address by chance.
    static byte[] Made(Func<int, bool> isFlood)
    {
        const int fileHeader = 24, record = 16, frame = 14 + 20 + 20;
        var capture = new byte[fileHeader + Packets * (record + frame)];
        Convert.FromHexString("D4C3B2A1020004000000000000000000FFFF000001000000").CopyTo(capture, 0);
        var random = new Random(1);
        for (var i = 0; i < Packets; i++)
        {
            var header = capture.AsSpan(fileHeader + i * (record + frame), record);
            BinaryPrimitives.WriteUInt32LittleEndian(header, 1_700_000_000);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)i);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], frame);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], frame);
            WriteFrame(capture.AsSpan(fileHeader + i * (record + frame) + record, frame), random, isFlood(i));
        }

        return capture;
    }

    static void WriteFrame(Span<byte> frame, Random random, bool isFlood)
    {
        const byte syn = 2, ack = 16;
        const uint server = 0xC000_020A;
        var flow = random.Next(100_000);
        var client = isFlood ? 0x2000_0000u | (uint)random.Next(1 << 28) : 0x0A00_0000u | (uint)flow;
        var (port, isAnswer) = ((ushort)(isFlood ? random.Next(1024, 65536) : 20_000 + flow % 40_000),
            !isFlood && random.Next(2) == 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);
        var ip = frame[14..];
        (ip[0], ip[3], ip[8], ip[9]) = (0x45, 40, 64, (byte)IpProtocol.Tcp);
        BinaryPrimitives.WriteUInt32BigEndian(ip[(isAnswer ? 16 : 12)..], client);
        BinaryPrimitives.WriteUInt32BigEndian(ip[(isAnswer ? 12 : 16)..], server);
        var tcp = ip[20..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp[(isAnswer ? 2 : 0)..], port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[(isAnswer ? 0 : 2)..], 443);
        (tcp[12], tcp[13]) = (0x50, isFlood ? syn : ack);
    }
}
