using System.Globalization;
using Merlon.Detection;
using Merlon.Features;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Benchmarks;

/// <summary>
/// From a capture in memory to a score per packet, on one core: what each stage takes, and what a packet takes when a
/// host has many peers.
/// </summary>
static class DetectorSpeed
{
    const int Packets = 500_000, Runs = 3;

    static readonly EnsembleSettings Course = new() { MapVectors = 5_000, TrainingVectors = 20_000 };

    delegate void Use(in CapturedPacket packet);

    /// <param name="part">Of the name of the traffic; only such is measured.</param>
    public static int Run(string part)
    {
        Console.WriteLine("| traffic | packets | read | decode | features | ensemble | ns in all | packets/s | bytes "
            + "per packet | evicted |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (var (traffic, make) in Traffic())
        {
            if (traffic.Contains(part, StringComparison.Ordinal)) Row(traffic, make());
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var features = new PacketFeatures(new());
        var taken = (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6;
        GC.KeepAlive(features);
        Console.WriteLine($"Tables of the standard capacity: {taken.ToString("0", CultureInfo.InvariantCulture)} MB.");
        return 0;
    }

    static IEnumerable<(string Name, Func<byte[]> Make)> Traffic()
    {
        if (Inputs.Shared("data/pcap/kitsune-oracle.pcap") is { } oracle)
        {
            yield return ("a real capture (7,931 packets), 64 times",
                () => MadeUpCapture.Repeat(File.ReadAllBytes(oracle), 64));
        }

        foreach (var services in new[] { 5, 50 })
            yield return ($"1,000 hosts, each to each of {services} services", () => Clients(services));
        foreach (var ports in new[] { 100, 1_500, 15_000, 60_000 })
            yield return ($"flood from {ports:N0} ports to one service", () => Flood(ports));
        foreach (var hosts in new[] { 100, 1_500, 15_000, 65_000 })
            yield return ($"scan of {hosts:N0} hosts", () => Scan(hosts));
        yield return ("flood from a million addresses", Addresses);
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
                var whole = new PacketDetector(new PacketFeatures(new()), detector);
                return (in packet) => whole.Score(packet);
            }, count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {traffic} | {count:N0} | {read:0} | {decoded - read:0} | {described - decoded:0} | "
            + $"{scored - described:0} | **{scored:0}** | {1e9 / scored:N0} | {Allocated(capture, detector, count)} | "
            + $"{features.Evicted.Total:N0} |"));
    }

    static AutoencoderEnsemble Trained(byte[] capture)
    {
        var course = new EnsembleCourse(PacketFeatures.FeatureCount, Course);
        var features = new PacketFeatures(new());
        ForEach(capture, (in packet) =>
        {
            if (!course.IsDone) course.Learn(features.Add(packet));
        });
        return course.ToEnsemble()!;
    }

    // Processor time, and the best of some runs, since others may be at work beside; over the whole capture, each time
    // from an empty state.
    static double Nanoseconds(byte[] capture, Func<Use> begin, int count)
    {
        var best = double.PositiveInfinity;
        ForEach(capture, begin());
        for (var i = 0; i < Runs; i++)
        {
            var use = begin();
            var before = Environment.CpuUsage.TotalTime;
            ForEach(capture, use);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / count);
        }

        return best;
    }

    // In the second half of the capture, when all is warm.
    static long Allocated(byte[] capture, IDetector detector, int count)
    {
        var whole = new PacketDetector(new PacketFeatures(new()), detector);
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
    static byte[] Clients(int services)
    {
        var random = new Random(1);
        var capture = new MadeUpCapture();
        for (var i = 0; i < Packets; i++)
        {
            var host = random.Next(1_000);
            var service = (int)(services * Math.Pow(random.NextDouble(), 3));
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
}
