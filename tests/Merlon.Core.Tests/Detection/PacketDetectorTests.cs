using System.Buffers.Binary;
using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>From packets to scores.</summary>
public class PacketDetectorTests
{
    static readonly EnsembleSettings Short = new() { MapVectors = 500, TrainingVectors = 2_000 };

    static readonly byte[] Frame = Convert.FromHexString(
        "0200000000020200000000010800" + "4500002800000000400600000A000001C0000201"
        + "04000050000000000000000050020000");

    [Fact]
    public void A_score_is_that_of_the_packet_s_features_and_a_flood_is_stranger_than_what_was_learnt()
    {
        var (features, same) = (new PacketFeatures(new()), new PacketFeatures(new()));
        var course = new EnsembleCourse(PacketFeatures.FeatureCount, Short);
        for (var i = 0; !course.IsDone; i++)
        {
            course.Learn(features.Add(Usual(i)));
            same.Add(Usual(i));
        }

        var ensemble = course.ToEnsemble()!;
        var detector = new PacketDetector(features, ensemble);
        var (most, packet) = (0.0, 2_500);
        for (; packet < 3_500; packet++)
        {
            var score = detector.Score(Usual(packet));
            Assert.Equal(ensemble.Score(same.Add(Usual(packet))), score);
            most = Math.Max(most, score);
        }

        var flood = 0.0;
        for (var i = 0; i < 500; i++)
            flood = Math.Max(flood, detector.Score(Packet(99, i, 1_514, packet * 50_000 + i)));
        Assert.True(flood > 2 * most, $"{flood} in the flood, {most} before");
    }

    [Fact]
    public void A_packet_costs_no_memory_from_its_bytes_to_its_score()
    {
        var features = new PacketFeatures(new());
        var course = new EnsembleCourse(PacketFeatures.FeatureCount, Short);
        for (var i = 0; !course.IsDone; i++) course.Learn(features.Add(Usual(i)));
        var detector = new PacketDetector(features, course.ToEnsemble()!);

        var (least, packet) = (long.MaxValue, 2_500);
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 2_000; i++) detector.Score(Usual(packet++));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void A_score_that_overflows_is_the_highest_there_is(double score)
    {
        var detector = new PacketDetector(new PacketFeatures(new()), new Overflowing(score));
        Assert.Equal(PacketDetector.HighestScore, detector.Score(Usual(1)));
    }

    sealed class Overflowing(double score) : IDetector
    {
        public double Score(ReadOnlySpan<double> features) => score;

        public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features) => [];
    }

    // Ten hosts, each with its port and some sizes, twenty packets a second.
    static CapturedPacket Usual(int i) => Packet(i % 10, 2_000 + i % 10, 60 + i * 7_919 % 300, i * 50_000);

    static CapturedPacket Packet(int host, int port, int length, int microseconds)
    {
        BinaryPrimitives.WriteInt32BigEndian(Frame.AsSpan(26), 0x0A00_0001 + host);
        BinaryPrimitives.WriteUInt16BigEndian(Frame.AsSpan(34), (ushort)port);
        return new(Given.Noon.AddMicroseconds(microseconds), LinkType.Ethernet, length, Frame);
    }
}
