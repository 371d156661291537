using System.Buffers.Binary;
using Merlon.Packets;

namespace Merlon.Features;

public class FlowFeaturesTests
{
    const byte Syn = 2, Rst = 4, SynAck = 18, Ack = 16;

    const uint Client = 0xC000_0201, Server = 0x0A00_0001;

    readonly Familiarity _known = new(seed: 1);

    [Fact]
    public void Tells_a_connection_from_its_beginning_both_ways()
    {
        var features = new FlowFeatures(_known);
        Add(features, 0, Client, 40_000, Server, 443, Syn, length: 74);
        Add(features, 10, Server, 443, Client, 40_000, SynAck, length: 70);
        Add(features, 20, Client, 40_000, Server, 443, Ack, length: 1_000);
        Assert.Equal(2, Amount(features, FlowFeature.PacketsForward));
        Assert.Equal(1, Amount(features, FlowFeature.PacketsBackward));
        Assert.Equal(1_074, Amount(features, FlowFeature.BytesForward));
        Assert.Equal(70, Amount(features, FlowFeature.FirstBackward));
        Assert.Equal(1_000, Amount(features, FlowFeature.LongestForward));
        Assert.Equal(20, Amount(features, FlowFeature.Duration), 0.001);
        Assert.Equal(443, Amount(features, FlowFeature.ServicePort));
        Assert.Equal((1, 0), (features.Last[(int)FlowFeature.IsAnswered], features.Last[(int)FlowFeature.IsReset]));

        // The same ports again, after a reset: another connection.
        Add(features, 30, Client, 40_000, Server, 443, Rst, length: 60);
        Add(features, 40, Client, 40_000, Server, 443, Syn, length: 74);
        Assert.Equal(1, Amount(features, FlowFeature.PacketsForward));
        Assert.Equal(1, Amount(features, FlowFeature.KnownUse));
        Assert.Equal(2, Amount(features, FlowFeature.Flows100), 0.1);
    }

    // Seen from its midst on: who has the service is the one who is asked.
    [Fact]
    public void A_flow_that_began_before_goes_to_its_service()
    {
        var features = new FlowFeatures(_known);
        Add(features, 0, Server, 22, Client, 50_000, Ack, length: 100);
        Assert.Equal(22, Amount(features, FlowFeature.ServicePort));
        Assert.Equal(1, Amount(features, FlowFeature.PacketsBackward));
        Add(features, 1, Client, 50_001, Server, 8_080, SynAck, length: 70);
        Assert.Equal(50_001, Amount(features, FlowFeature.ServicePort));
    }

    [Fact]
    public void A_scan_is_seen_by_its_refusals_and_new_services()
    {
        var features = new FlowFeatures(_known);
        for (var port = 1; port <= 50; port++)
        {
            Add(features, port * 10, Client, 40_000, Server, port, Syn, length: 58);
            Add(features, port * 10 + 1, Server, port, Client, 40_000, Rst | Ack, length: 54);
        }

        Assert.InRange(Amount(features, FlowFeature.Uses10), 45, 50);
        Assert.InRange(Amount(features, FlowFeature.Refusals10), 45, 50);
        Assert.InRange(Amount(features, FlowFeature.Silences10), 45, 50);
        Assert.Equal(1, features.Last[(int)FlowFeature.IsRefused]);
    }

    // Otherwise an unlucky first second would make two hosts strange to each other for ever.
    [Fact]
    public void What_a_host_did_when_it_began_to_use_a_service_fades()
    {
        var features = new FlowFeatures(_known);
        for (var port = 1; port <= 50; port++) Add(features, port, Client, 40_000, Server, port, Syn, length: 58);
        Assert.InRange(Amount(features, FlowFeature.Uses100), 45, 50);

        Add(features, 100_000, Client, 40_000, Server, 50, Syn, length: 58);
        Assert.InRange(Amount(features, FlowFeature.Uses100), 23, 26);
        for (var ms = 500_000; ms <= 1_000_000; ms += 500_000)
            Add(features, ms, Client, 40_000, Server, 50, Syn, length: 58);
        Assert.InRange(Amount(features, FlowFeature.Uses100), 0, 0.1);
    }

    [Fact]
    public void Who_talks_for_an_hour_is_as_well_known_as_who_comes_each_minute_of_it()
    {
        var features = new FlowFeatures(_known);
        Add(features, 0, Client, 40_000, Server, 443, Syn);
        for (var second = 1; second <= 600; second++) Add(features, second * 1_000, Client, 40_000, Server, 443, Ack);
        Add(features, 601_000, Client, 40_001, Server, 443, Syn);
        Assert.Equal(11, Amount(features, FlowFeature.KnownPair));

        var run = new FlowFeatures(new Familiarity(_known.State));
        for (var second = 0; second <= 600; second++)
            Add(run, second * 1_000, Client, 40_000, Server, 443, second == 0 ? Syn : Ack);
        Assert.Equal(12, Amount(run, FlowFeature.KnownPair));   // and learns nothing
    }

    // RFC 792: the error carries the beginning of the datagram that it is about.
    [Fact]
    public void An_unreachable_port_refuses_the_flow_that_asked_for_it()
    {
        var features = new FlowFeatures(_known);
        var asked = Frame(Client, 40_000, Server, 161, protocol: 17, flags: 0);
        features.Add(PacketHeaders.Read(Packet(0, asked)), Given.Noon, 100);
        byte[] error = [.. Frame(Server, 0, Client, 0, protocol: 1, flags: 0)[..34], 3, 3, 0, 0, 0, 0, 0, 0,
            .. asked[14..42]];
        BinaryPrimitives.WriteUInt16BigEndian(error.AsSpan(16), (ushort)(error.Length - 14));
        features.Add(PacketHeaders.Read(Packet(5, error)), Given.Noon.AddMilliseconds(5), error.Length);
        Assert.Equal(161, Amount(features, FlowFeature.ServicePort));
        Assert.Equal((1, 0), (features.Last[(int)FlowFeature.IsRefused], features.Last[(int)FlowFeature.IsAnswered]));
        Assert.Equal(1, Amount(features, FlowFeature.PacketsBackward));
    }

    [Fact]
    public void Another_hardware_address_than_at_first_is_noticed()
    {
        var features = new FlowFeatures(_known);
        Add(features, 0, Client, 1_024, Server, 80, Syn);
        Add(features, 1, Client, 1_025, Server, 80, Syn);
        Assert.Equal(0, features.Last[(int)FlowFeature.IsOtherSender]);
        var other = Frame(Client, 1_026, Server, 80, protocol: 6, Syn);
        other[11] = 99;
        features.Add(PacketHeaders.Read(Packet(2, other)), Given.Noon, 60);
        Assert.Equal((1, 0),
            (features.Last[(int)FlowFeature.IsOtherSender], features.Last[(int)FlowFeature.IsOtherReceiver]));
    }

    [Fact]
    public void A_flood_to_its_server_changes_nothing_of_an_honest_flow()
    {
        var known = Learnt();
        var (quiet, flooded) = (new FlowFeatures(new(known)), new FlowFeatures(new(known)));
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            for (var packet = 0; packet < 20; packet++)
                Add(flooded, i * 10, (uint)random.NextInt64(1L << 32), random.Next(65_536), Server, 443, Syn, card: 7);
            var (port, flags) = (40_000 + i / 10, i % 10 == 0 ? Syn : Ack);
            Add(quiet, i * 10 + 5, Client, port, Server, 443, flags);
            Add(flooded, i * 10 + 5, Client, port, Server, 443, flags);
            Assert.Equal(quiet.Last.ToArray(), flooded.Last.ToArray());
        }
    }

    [Fact]
    public void A_packet_costs_no_memory_and_a_million_addresses_take_no_more()
    {
        var features = new FlowFeatures(_known, capacity: 1_000);
        for (var i = 0; i < 10_000; i++) Add(features, i, (uint)i, i & 0xFFFF, Server, 80, Syn);
        var frame = Frame(Client, 1_000, Server, 80, protocol: 6, Syn);
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 200_000; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(26), 1_000_000 + i);
                features.Add(PacketHeaders.Read(Packet(20_000 + i, frame)), Given.Noon, 60);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.InRange(features.Forgotten, 3_000_000, 3_100_000);   // hosts, flows and uses
    }

    [Fact]
    public void Whatever_a_packet_is_nothing_is_thrown_and_every_feature_is_a_number()
    {
        var (random, features, bytes) = (new Random(1), new FlowFeatures(_known, capacity: 500), new byte[90]);
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            if (random.Next(2) == 0) bytes[12] = 8;
            if (random.Next(2) == 0) bytes[13] = (byte)(random.Next(2) * 6);
            if (random.Next(2) == 0) bytes[14] = 0x45;
            if (random.Next(2) == 0) bytes[23] = (byte)(random.Next(3) switch { 0 => 1, 1 => 6, _ => 17 });
            var packet = new CapturedPacket(
                new(random.NextInt64(DateTime.MaxValue.Ticks)), LinkType.Ethernet, random.Next(70_000), bytes);
            foreach (var feature in features.Add(PacketHeaders.Read(packet), packet.At, packet.Length))
                Assert.True(double.IsFinite(feature) && feature >= 0);
        }
    }

    [Fact]
    public void Of_a_protocol_without_ports_or_options_these_tell_nothing()
    {
        var features = new FlowFeatures(_known);
        Add(features, 0, Client, 40_000, Server, 443, Syn, length: 74);
        Assert.True(Tells(FlowFeature.Options) && Tells(FlowFeature.ServicePort));
        byte[] ping = [.. new byte[12], 8, 0, 0x45, .. new byte[8], 1, .. new byte[18]];
        features.Add(PacketHeaders.Read(new(Given.Noon, LinkType.Ethernet, 60, ping)), Given.Noon, 60);
        Assert.False(Tells(FlowFeature.Options) || Tells(FlowFeature.ServicePort) || Tells(FlowFeature.Arp10));
        Assert.False(Tells(FlowFeature.IsIcmp));
        Assert.True(Tells(FlowFeature.Packets10));

        bool Tells(FlowFeature feature) => features.Tells((int)feature);
    }

    [Fact]
    public void Each_feature_has_words()
    {
        var features = new FlowFeatures(_known);
        var told = Enumerable.Range(0, features.Count).Select(one => features.Describe(one, 3, 0.5)).ToList();
        Assert.Equal(told.Count, told.Distinct().Count());
        Assert.Equal("new services used by the source in the last 10 s: 49, usually 1",
            features.Describe((int)FlowFeature.Uses10, Math.Log2(50), Math.Log2(2.2)));
        Assert.Equal("packets between the source and this service in the last 1 s: none, usually 32",
            features.Describe((int)FlowFeature.Packets1, 0.1, Math.Log2(33)));
        Assert.Equal("it is reset: so for 4% of the packets in training",
            features.Describe((int)FlowFeature.IsReset, 1, 0.04));
        Assert.Equal("it is not answered: so for less than 0.01% of the packets in training",
            features.Describe((int)FlowFeature.IsAnswered, 0, 1));
        Assert.Equal("time since this flow's last packet: 1.2 s, usually 0.3 ms",
            features.Describe((int)FlowFeature.Gap, Math.Log2(1_201), Math.Log2(1.3)));
        Assert.Equal("the service's port: 8080, above the usual ones",
            features.Describe((int)FlowFeature.ServicePort, Math.Log2(8_081), Math.Log2(200)));
    }

    static FamiliarityState Learnt()
    {
        var known = new Familiarity(seed: 1);
        var features = new FlowFeatures(known);
        for (var i = 0; i < 100; i++) Add(features, i, Client, 40_000 + i, Server, 443, Syn);
        return known.State;
    }

    static double Amount(FlowFeatures features, FlowFeature feature) =>
        Math.Round(Math.Pow(2, features.Last[(int)feature]) - 1, 6);

    static void Add(
        FlowFeatures features, int milliseconds, uint from, int fromPort, uint to, int toPort, byte flags,
        int length = 60, byte card = 1)
    {
        var frame = Frame(from, fromPort, to, toPort, protocol: 6, flags);
        frame[11] = card;
        var packet = Packet(milliseconds, frame);
        features.Add(PacketHeaders.Read(packet), packet.At, length);
    }

    static CapturedPacket Packet(int milliseconds, byte[] frame) =>
        new(Given.Noon.AddMilliseconds(milliseconds), LinkType.Ethernet, frame.Length, frame);

    static byte[] Frame(uint from, int fromPort, uint to, int toPort, byte protocol, byte flags)
    {
        var frame = Convert.FromHexString(
            "0200000000020200000000010800" + "450000280000000040060000" + new string('0', 56));
        frame[23] = protocol;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(26), from);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(30), to);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(34), (ushort)fromPort);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(36), (ushort)toPort);
        if (protocol == 17) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), 20);
        else (frame[46], frame[47]) = (0x50, flags);
        return frame;
    }
}
