using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>Which strange packets are told.</summary>
public class PacketWatchTests
{
    static readonly byte[] Asks = Convert.FromHexString(
        "0200000000020200000000010800" + "4500002800000000400600000A000001C0000201"
        + "04000050000000000000000050020000");

    // The ends exchanged, of addresses and of ports.
    static readonly byte[] Answers =
        [.. Asks[..26], .. Asks[30..34], .. Asks[26..30], .. Asks[36..38], .. Asks[34..36], .. Asks[38..]];

    [Fact]
    public void Of_a_flow_one_a_minute_is_told_whichever_way_it_goes()
    {
        var watch = new PacketWatch(new(new LengthFeatures(), new LengthDetector()), threshold: 50);
        Assert.Equal([100, 110], Told(watch, (0, Asks, 100), (1, Answers, 150), (59, Asks, 199), (61, Asks, 110)));
        Assert.Equal((4, 4), (watch.Packets, watch.Strange));
    }

    // ARP has no flow: each packet stands for one.
    [Fact]
    public void An_answer_to_what_was_told_repeats_it()
    {
        var ask = Convert.FromHexString("ffffffffffff0200000000010806" + "0001080006040001"
            + "0200000000010A0000010000000000000A000002");
        byte[] answer = [.. ask[..28], .. ask[38..42], .. ask[22..28], .. ask[28..32]];
        var watch = new PacketWatch(new(new LengthFeatures(), new LengthDetector()), threshold: 50);
        Assert.Equal([60], Told(watch, (0, ask, 60), (1, answer, 61), (2, ask, 62)));
    }

    [Fact]
    public void What_is_twice_as_strange_is_told_at_once()
    {
        var watch = new PacketWatch(new(new LengthFeatures(), new LengthDetector()), threshold: 50);
        Assert.Equal([100, 200, 401],
            Told(watch, (0, Asks, 100), (1, Asks, 199), (2, Answers, 200), (3, Asks, 399), (4, Asks, 401)));
    }

    // The scores of those that are told.
    static List<double> Told(PacketWatch watch, params (int Second, byte[] Bytes, int Length)[] packets)
    {
        var told = new List<double>();
        foreach (var (second, bytes, length) in packets)
        {
            var strange = watch.Next(new(Given.Noon.AddSeconds(second), LinkType.Ethernet, length, bytes));
            if (strange is not null) told.Add(strange.Flow.Score);
        }

        return told;
    }

    /// <summary>How long a packet is, and nothing else.</summary>
    sealed class LengthFeatures : IFeatureExtractor
    {
        readonly double[] _last = new double[1];

        public int Count => 1;

        public long Forgotten => 0;

        public bool IsTelling => true;

        public ReadOnlySpan<double> Last => _last;

        public ReadOnlySpan<double> Add(scoped in PacketHeaders packet, DateTime at, int length)
        {
            _last[0] = length;
            return _last;
        }

        public bool Tells(int feature) => true;

        public string KindOf(int feature) => "length";

        public string Describe(int feature, double value, double usual) => "long";
    }

    /// <summary>The longer the stranger.</summary>
    sealed class LengthDetector : IDetector
    {
        public double Score(ReadOnlySpan<double> features) => features[0];

        public IReadOnlyList<StrangeFeature> Explain(ReadOnlySpan<double> features) =>
            [new(0, features[0], 0, features[0])];
    }
}
