using System.Globalization;
using Merlon.Detection;
using Merlon.Features;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Benchmarks;

/// <summary>
/// From a capture in memory to a score per packet, on one core: what each stage takes, and that a packet takes the same
/// however many peers a host has.
/// </summary>
static class DetectorSpeed
{
    const int Packets = 500_000, Runs = 5;

    static readonly EnsembleSettings Course = new() { MapVectors = 5_000, TrainingVectors = 20_000 };

    delegate void Use(in CapturedPacket packet);

    public static int Run()
    {
        Console.WriteLine("| traffic | packets | read | decode | features | ensemble | ns in all | packets/s | bytes "
            + "per packet | evicted |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        if (Inputs.Shared("data/pcap/kitsune-oracle.pcap") is { } oracle)
            Row("a real capture (7,931 packets), 64 times", MadeUpCapture.Repeat(File.ReadAllBytes(oracle), 64));
        Row("1,000 hosts to 50 services", Ordinary(1));
        foreach (var ports in new[] { 100, 1_500, 15_000, 60_000 })
            Row($"flood from {ports:N0} ports to one service", Flood(ports));
        foreach (var hosts in new[] { 100, 1_500, 15_000, 65_000 }) Row($"scan of {hosts:N0} hosts", Scan(hosts));
        Row("flood from a million addresses", Addresses());
        Row("200 hosts, each with each", Mesh(200));
        return 0;
    }

    static void Row(string traffic, byte[] capture)
    {
        var detector = Trained(capture);
        var count = 0;
        ForEach(capture, (in _) => count++);

        var read = Nanoseconds(capture, () => (in _) => { }, count);
        var decoded = Nanoseconds(capture, () => (in packet) => PacketHeaders.Read(packet), count);
        PacketFeatures features = null!;
        var described = Nanoseconds(
            capture, () =>
            {
                features = new(new());
                return (in packet) => features.Add(packet);
            }, count);
        var scored = Nanoseconds(
            capture, () =>
            {
                var whole = new PacketDetector(new(new()), detector);
                return (in packet) => whole.Score(packet);
            }, count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {traffic} | {count:N0} | {read:0} | {decoded - read:0} | {described - decoded:0} | "
            + $"{scored - described:0} | **{scored:0}** | {1e9 / scored:N0} | {Allocated(capture, detector, count)} | "
            + $"{features.Evicted.Total:N0} |"));
    }

    static AutoencoderEnsemble Trained(byte[] capture)
    {
        var course = new EnsembleCourse(PacketFeatures.Count, Course);
        var features = new PacketFeatures(new());
        ForEach(capture, (in packet) =>
        {
            if (!course.IsDone) course.Learn(features.Add(packet));
        });
        return course.ToEnsemble()!;
    }

    // Processor time, since others may be at work beside; the median of some runs over the whole capture, each from an
    // empty state.
    static double Nanoseconds(byte[] capture, Func<Use> begin, int count)
    {
        var times = new double[Runs];
        ForEach(capture, begin());
        ForEach(capture, begin());
        for (var i = 0; i < Runs; i++)
        {
            var use = begin();
            var before = Environment.CpuUsage.TotalTime;
            ForEach(capture, use);
            times[i] = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / count;
        }

        Array.Sort(times);
        return times[Runs / 2];
    }

    // In the second half of the capture, when all is warm.
    static long Allocated(byte[] capture, IDetector detector, int count)
    {
        var whole = new PacketDetector(new(new()), detector);
        var (seen, before) = (0, 0L);
        ForEach(capture, (in packet) =>
        {
            if (seen++ == count / 2) before = GC.GetAllocatedBytesForCurrentThread();
            whole.Score(packet);
        });
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (count - count / 2);
    }

    static void ForEach(byte[] capture, Use use)
    {
        var reader = CaptureReader.Open(new ByteWindow(new MemoryStream(capture)), out _)!;
        while (reader.TryRead(out var packet)) use(packet);
    }

    // Half of the packets go each way; a few services have most of them.
    static byte[] Ordinary(int seed)
    {
        var random = new Random(seed);
        var capture = new MadeUpCapture();
        for (var i = 0; i < Packets; i++)
        {
            var host = random.Next(1_000);
            var service = (int)(50 * Math.Pow(random.NextDouble(), 3));
            var (client, port) = (0x0A00_0100u + (uint)host, 32_768 + (host * 7 + random.Next(4)) % 28_000);
            var (server, offered) = (0xC000_0200u + (uint)service, 80 + service % 5);
            if (random.Next(2) == 0) capture.Add(client, port, server, offered, random.Next(60, 400));
            else capture.Add(server, offered, client, port, random.Next(3) == 0 ? 60 : 1_514);
        }

        return capture.ToArray();
    }

    static byte[] Flood(int ports)
    {
        var random = new Random(1);
        var capture = new MadeUpCapture();
        while (capture.Packets < Packets)
        {
            var port = 1_024 + random.Next(ports);
            capture.Add(0xCB00_7101, port, 0xC000_0201, 80);
            if (random.Next(4) == 0) capture.Add(0xC000_0201, 80, 0xCB00_7101, port);
        }

        return capture.ToArray();
    }

    static byte[] Scan(int hosts)
    {
        var random = new Random(1);
        var capture = new MadeUpCapture();
        while (capture.Packets < Packets)
        {
            var host = 0x0A00_0000u + (uint)random.Next(hosts);
            capture.Add(0xCB00_7101, 40_000, host, 22);
            if (random.Next(4) == 0) capture.Add(host, 22, 0xCB00_7101, 40_000);
        }

        return capture.ToArray();
    }

    static byte[] Addresses()
    {
        var random = new Random(1);
        var capture = new MadeUpCapture();
        for (var i = 0; i < 1_000_000; i++)
            capture.Add((uint)random.NextInt64(1L << 32), random.Next(1 << 16), 0xC000_0201, 80);
        return capture.ToArray();
    }

    static byte[] Mesh(int hosts)
    {
        var random = new Random(1);
        var capture = new MadeUpCapture();
        while (capture.Packets < Packets)
        {
            capture.Add(0x0A00_0000u + (uint)random.Next(hosts), 500, 0x0A00_0000u + (uint)random.Next(hosts), 500,
                random.Next(60, 1_514));
        }

        return capture.ToArray();
    }
}
