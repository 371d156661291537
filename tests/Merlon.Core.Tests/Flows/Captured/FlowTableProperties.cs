using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>
/// A flow table against the plainest one there is, under chance; its bounds; and what a packet costs in memory.
/// </summary>
public class FlowTableProperties
{
    static readonly string[] Hosts = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

    [Fact]
    public void Makes_the_flows_that_the_plainest_table_makes()
    {
        var ended = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var timeouts = new FlowTimeouts
            {
                Idle = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(60)) : null,
                Active = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(200)) : FlowTimeouts.StandardActive,
            };
            var (assembly, naive) = (new Assembly(timeouts), new NaiveFlows(timeouts));
            SendTo(assembly, naive, random);
            Assert.Equal(naive.Lines, assembly.All().Select(Line).Order());
            ended += assembly.All().Count;
        }

        Assert.True(ended > 5_000, $"{ended} flows say little");
    }

    [Fact]
    public void A_timeout_that_is_off_by_a_second_would_be_noticed()
    {
        var noticed = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var wrong = new Assembly(new() { Idle = TimeSpan.FromSeconds(20) });
            var naive = new NaiveFlows(new() { Idle = TimeSpan.FromSeconds(19) });
            SendTo(wrong, naive, new Random(seed));
            if (!naive.Lines.SequenceEqual(wrong.All().Select(Line).Order())) noticed++;
        }

        Assert.InRange(noticed, 5, 40);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1_000)]
    public void A_flood_takes_no_more_flows_than_there_may_be_and_loses_no_packet(int capacity)
    {
        var assembly = new Assembly(capacity: capacity);
        for (var i = 0; i < 20_000; i++)
        {
            assembly.Add(Wire.Tcp(Of(i), "192.0.2.1:80", Wire.Syn), i * 0.001);
            Assert.True(assembly.Table.Count <= capacity);
        }

        Assert.Equal(20_000, assembly.All().Sum(flow => flow.Forward.Packets));
        Assert.Equal(20_000 - capacity, assembly.Table.Evicted);
        Assert.Equal(0, assembly.Table.Count);
    }

    [Fact]
    public void Flows_that_are_seen_now_outlast_a_flood()
    {
        var assembly = new Assembly(capacity: 1_000);
        for (var i = 0; i < 50_000; i++)
        {
            var source = i % 100 == 0 ? "192.0.2.9:9" : Of(i);
            assembly.Add(Wire.Udp(source, "192.0.2.1:53"), i * 0.0001);
        }

        var seen = Assert.Single(assembly.All(), flow => flow.Key.SourceIp == Ip.Parse("192.0.2.9"));
        Assert.Equal(500, seen.Forward.Packets);
    }

    // A collection on another thread may take this one's allocation quantum, 8 KB, from it.
    [Fact]
    public void A_packet_of_a_known_flow_allocates_nothing()
    {
        var (few, many) = (Allocated(packets: 20_000, flows: 500), Allocated(packets: 220_000, flows: 500));
        Assert.True(many - few < 40_000, $"{(many - few) / 200_000.0:0.000} bytes a packet");
    }

    // Nor does one of a new flow, once there have been as many as there may be.
    [Fact]
    public void A_flood_allocates_nothing_once_the_table_is_full()
    {
        var (few, many) = (Allocated(packets: 20_000, flows: 1 << 30), Allocated(packets: 220_000, flows: 1 << 30));
        Assert.True(many - few < 40_000, $"{(many - few) / 200_000.0:0.000} bytes a packet");
    }

    static long Allocated(int packets, int flows)
    {
        var table = new FlowTable(FlowTimeouts.Standard, capacity: 1_024);
        var assembler = new FlowAssembler(table);
        var packet = Wire.Tcp("10.0.0.1:1", "192.0.2.1:80", Wire.Ack);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < packets; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(12), i % flows);
            assembler.Add(new(Given.Noon.AddMicroseconds(i), LinkType.Raw, packet.Length, packet));
            while (table.TryTake(out _)) { }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    static void SendTo(Assembly assembly, NaiveFlows naive, Random random)
    {
        var at = 0;
        for (var i = 0; i < 300; i++)
        {
            at += random.Next(20) switch { 0 => random.Next(400), < 4 => random.Next(30), _ => 0 };
            var (isTcp, length) = (random.Next(2) == 0, random.Next(100));
            var source = $"{Hosts[random.Next(3)]}:{random.Next(1, 3)}";
            var destination = $"{Hosts[random.Next(3)]}:{random.Next(1, 3)}";
            byte[] flags = [Wire.Syn, Wire.Syn | Wire.Ack, Wire.Ack, Wire.Fin | Wire.Ack, Wire.Rst];
            var flag = isTcp ? flags[random.Next(flags.Length)] : (byte)0;
            var udp = Wire.Udp(source, destination, length);
            assembly.Add(isTcp ? Wire.Tcp(source, destination, flag, length) : udp, at);
            naive.Add(source, destination, isTcp, flag, length + (isTcp ? 40 : 28), at);
        }
    }

    static string Of(int number) => $"10.0.{number >> 8 & 255}.{number & 255}:{number}";

    static string Line(CapturedFlow flow) => $"{flow.Key}, {flow.Forward.Traffic}, {flow.Backward.Traffic}, "
        + $"{(flow.FirstSeen - Given.Noon).TotalSeconds:0} to {(flow.LastSeen - Given.Noon).TotalSeconds:0}";
}
