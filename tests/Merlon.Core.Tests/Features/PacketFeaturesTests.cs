using System.Buffers.Binary;
using Merlon.Packets;

namespace Merlon.Features;

/// <summary>What packets cost, whoever sends them and whatever they are.</summary>
public class PacketFeaturesTests
{
    static readonly FeatureCapacity Small = new()
    {
        Senders = 1_000,
        Hosts = 900,
        HostPairs = 800,
        Channels = 700,
        Endpoints = 600,
        EndpointPairs = 500,
    };

    [Fact]
    public void A_packet_costs_no_memory()
    {
        var features = new PacketFeatures(Small);
        Assert.Equal(0, BytesFor(4_000, i => features.Add(Packet(i % 2_000, 1 + i % 7, i))));
    }

    [Fact]
    public void What_allocates_would_be_noticed() =>
        Assert.True(BytesFor(100, i => new PacketFeatures(Small).Add(Packet(1, 2, i))) > 100_000);

    [Fact]
    public void A_flood_from_a_million_addresses_takes_no_more_memory_and_is_counted()
    {
        var features = new PacketFeatures(Small);
        for (var i = 0; i < 10_000; i++) features.Add(Packet(i, i, i));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++) features.Add(Packet(1_000_000 + i, i & 0xFFFF, i));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);   // of what compiles it
        var evicted = features.Evicted;
        Assert.All(
            [
                evicted.Senders, evicted.Hosts, evicted.HostPairs, evicted.Channels, evicted.Endpoints,
                evicted.EndpointPairs,
            ],
            count => Assert.InRange(count, 999_000, 1_010_000));
    }

    [Fact]
    public void Whatever_a_packet_is_nothing_is_thrown_and_every_feature_is_a_number()
    {
        var random = new Random(1);
        var features = new PacketFeatures(Small);
        var bytes = new byte[80];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            if (random.Next(2) == 0) bytes[12] = 8;
            if (random.Next(2) == 0) bytes[13] = (byte)(random.Next(2) * 6);
            if (random.Next(2) == 0) bytes[14] = 0x45;
            var at = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks / 50) * (random.Next(9) == 0 ? 40 : 1));
            var length = random.Next(3) == 0 ? int.MaxValue : random.Next(2_000);
            var link = random.Next(4) == 0 ? (LinkType)random.Next(300) : LinkType.Ethernet;
            foreach (var feature in features.Add(new(at, link, length, bytes.AsSpan(0, random.Next(bytes.Length)))))
                Assert.True(double.IsFinite(feature));
        }
    }

    [Fact]
    public void A_packet_that_seems_earlier_counts_as_of_the_same_time()
    {
        var (one, other) = (new PacketFeatures(Small), new PacketFeatures(Small));
        foreach (var (second, other_) in new[] { (5, 5), (3, 5), (6, 6), (1, 6) })
            Assert.Equal(one.Add(Packet(1, 2, second * 1_000)), other.Add(Packet(1, 2, other_ * 1_000)));
    }

    // The least of several runs: the first ones may compile.
    static long BytesFor(int packets, Action<int> add)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < packets; i++) add(i);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    static readonly byte[] Frame = Convert.FromHexString(
        "0200000000020200000000010800" + "4500002800000000400600000A000001C0000201" + "04000050000000000000000050020000"
        + "00000000");

    // From 10.0.0.0 and so many on, at so many milliseconds.
    static CapturedPacket Packet(int source, int port, int at)
    {
        BinaryPrimitives.WriteInt32BigEndian(Frame.AsSpan(26), 0x0A00_0000 + source);
        BinaryPrimitives.WriteUInt16BigEndian(Frame.AsSpan(34), (ushort)port);
        return new(Given.Noon.AddMilliseconds(at), LinkType.Ethernet, Frame.Length, Frame);
    }
}
