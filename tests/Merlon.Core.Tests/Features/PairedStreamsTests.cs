namespace Merlon.Features;

/// <summary>Pairs in constant time are those of the original.</summary>
public class PairedStreamsTests(ITestOutputHelper output)
{
    const double Close = 1e-9;
    const int Covariance = 5, Correlation = 6;

    public enum Traffic
    {
        Mixed,
        Flood,       // many to one
        Scan,        // one to many, answered now and then
        PingPong,    // two, with others coming late
        AtOnce,      // nearly all at the same time
        Slow,        // so long apart that all is forgotten
    }

    [Theory]
    [InlineData(Traffic.Mixed)]
    [InlineData(Traffic.Flood)]
    [InlineData(Traffic.Scan)]
    [InlineData(Traffic.PingPong)]
    [InlineData(Traffic.AtOnce)]
    [InlineData(Traffic.Slow)]
    public void They_are_those_of_the_original_in_any_order(Traffic traffic)
    {
        var worst = Enumerable.Range(1, 30).Max(seed => FarthestApart(traffic, seed, 600, new()));
        output.WriteLine($"{traffic}, farthest apart: {worst:0.0e+0}");
        Assert.InRange(worst, 0, Close);
    }

    // A pair that is made late is the difference of two large sums: of 200,000 numbers, and of one more.
    [Fact]
    public void A_pair_that_is_made_late_is_as_exact()
    {
        var worst = FarthestApart(Traffic.PingPong, 1, 200_000, new());
        output.WriteLine($"farthest apart: {worst:0.0e+0}");
        Assert.InRange(worst, 0, Close);
    }

    [Theory]
    [InlineData(EagerStreams.Fault.SlowDecay)]
    [InlineData(EagerStreams.Fault.SingleUpdate)]
    [InlineData(EagerStreams.Fault.EarlyResidual)]
    [InlineData(EagerStreams.Fault.Oriented)]
    public void A_fault_would_be_noticed(object fault) =>
        Assert.True(FarthestApart(Traffic.Mixed, 1, 600, new((EagerStreams.Fault)fault)) > 100 * Close);

    [Fact]
    public void A_stream_is_no_pair_with_itself()
    {
        var streams = new PairedStreams(4, 4);
        var features = new double[PairedStreams.Features];
        for (var i = 0; i < 9; i++)
        {
            var slot = streams.Find(new(1, 1), i);
            streams.Add(slot, slot, streams.FindPair(slot, slot), i * i, i, features);
        }

        Assert.Equal((0, 0, 0), (streams.Pairs, features[Covariance], features[Correlation]));
        Assert.True(features[2] > 1);
    }

    [Fact]
    public void A_stream_answers_for_so_many_pairs_and_no_more()
    {
        const int hosts = 2 * PairedStreams.MostPairs + 10;
        var streams = new PairedStreams(1_000, 100_000);
        var features = new double[PairedStreams.Features];
        for (var round = 0; round < 2; round++)
        {
            for (var from = 0; from < hosts; from++)
            {
                for (var to = 0; to < hosts; to++)
                {
                    if (from != to) Send(streams, from, to, from * to % 7, round, features);
                }
            }
        }

        Assert.InRange(streams.Pairs, 1, hosts * PairedStreams.MostPairs);
        Assert.True(streams.EvictedPairs > 0);
        Assert.All(features, feature => Assert.True(double.IsFinite(feature)));
    }

    [Fact]
    public void Those_that_make_way_are_counted_and_what_is_left_stays_sound()
    {
        var random = new Random(1);
        var streams = new PairedStreams(50, 40);
        var features = new double[PairedStreams.Features];
        for (var i = 0; i < 20_000; i++)
        {
            Send(streams, random.Next(90), random.Next(90), random.Next(60, 1_500), i * 0.01, features);
            Assert.All(features, feature => Assert.True(double.IsFinite(feature)));
        }

        Assert.Equal((50, 40), (streams.Count, streams.Pairs));
        Assert.InRange(streams.Evicted, 1, 40_000);
        Assert.InRange(streams.EvictedPairs, 1, 20_000);
    }

    // Relative to what is expected, and, where that is small, to 1e-4 of what it is a sum or difference of: these are
    // rounded, and not in the same way. Correlations of streams that hardly vary are all rounding, and left out.
    static double FarthestApart(Traffic traffic, int seed, int events, EagerStreams eager)
    {
        var random = new Random(seed);
        var streams = new PairedStreams(1_000, 4_000);
        var (features, sizes) = (new double[PairedStreams.Features], new double[PairedStreams.Features]);
        var (worst, at) = (0.0, 1.7e9);
        for (var i = 0; i < events; i++)
        {
            at += Pause(traffic, random);
            var (from, to) = Ends(traffic, random, (double)i / events);
            double size = random.Next(4) == 0 ? 1_514 : random.Next(60, 1_514);
            Send(streams, from, to, size, at, features);
            var expected = eager.Add(from, to, size, at, sizes);
            for (var f = 0; f < features.Length; f++)
            {
                var apart = Math.Abs(features[f] - expected[f]);
                if (apart > 0) worst = Math.Max(worst, apart / (Math.Abs(expected[f]) + 1e-4 * sizes[f]));
            }
        }

        Assert.Equal((0, 0), (streams.Evicted, streams.EvictedPairs));
        return worst;
    }

    static void Send(PairedStreams streams, int from, int to, double size, double at, double[] features)
    {
        var sender = streams.Find(new(0, (ulong)from), at);
        var receiver = streams.Find(new(0, (ulong)to), at, kept: sender);
        streams.Add(sender, receiver, streams.FindPair(sender, receiver), size, at, features);
    }

    static double Pause(Traffic traffic, Random random) => traffic switch
    {
        Traffic.AtOnce => random.Next(100) == 0 ? 0.25 : 0,
        Traffic.Slow => Math.Pow(10, random.NextDouble() * 7 - 3),
        _ => random.Next(4) switch { 0 => 0, 1 => random.Next(1, 2_000) * 1e-6, _ => random.NextDouble() * 0.3 },
    };

    static (int From, int To) Ends(Traffic traffic, Random random, double progress)
    {
        var (one, other) = traffic switch
        {
            Traffic.Flood => (0, 1 + random.Next(60)),
            Traffic.Scan => (0, 1 + random.Next(400)),
            Traffic.PingPong => (0, random.Next(50) == 0 ? 1 + random.Next((int)(20 * progress) + 1) : 1),
            _ => (random.Next(8), random.Next(8)),
        };
        var isTurned = traffic switch
        {
            Traffic.Flood => random.Next(10) > 0,
            Traffic.Scan => random.Next(8) == 0,
            _ => random.Next(2) == 0,
        };
        return isTurned ? (other, one) : (one, other);
    }
}
