namespace Merlon.Synthesis.Evidence;

public class BinomialTests
{
    [Fact]
    public void Tails_are_the_sums_of_their_terms()
    {
        foreach (var share in (double[])[1e-6, 0.01, 0.3, 0.5, 0.97])
        {
            for (var seen = 1; seen <= 60; seen++)
            {
                for (var hits = 0; hits <= seen; hits++)
                {
                    var atMost = Enumerable.Range(0, hits + 1).Sum(i => Term(i, seen, share));
                    Assert.Equal(atMost, Binomial.AtMost(hits, seen, share), 1e-11);
                    Assert.Equal(1 - atMost + Term(hits, seen, share), Binomial.AtLeast(hits, seen, share), 1e-11);
                }
            }
        }
    }

    [Fact]
    public void Of_many_the_tail_is_the_sum_of_its_terms_too()
    {
        (int, int, double)[] cases = [(0, 1_001, 0.01), (7, 5_000, 0.004), (900, 2_000, 0.5)];
        foreach (var (hits, seen, share) in cases)
        {
            var atMost = Enumerable.Range(0, hits + 1).Sum(i => Math.Exp(LogTerm(i, seen, share)));
            Assert.Equal(atMost, Binomial.AtMost(hits, seen, share), 1e-9 * atMost);
            Assert.Equal(1 - atMost, Binomial.AtLeast(hits + 1, seen, share), 1e-9);
        }

        static double LogTerm(int hits, int seen, double share) =>
            Enumerable.Range(1, hits).Sum(i => Math.Log((seen - hits + i) / (double)i))
                + hits * Math.Log(share) + (seen - hits) * Math.Log(1 - share);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 59, 0.0495)]           // the rule of three
    [InlineData(10, 1_000, 0.0169)]       // scipy.stats.beta.ppf(0.95, 11, 990)
    [InlineData(0, 1_000_000_000, 3e-9)]
    [InlineData(20_000, 1_000_000, 0.02023)]
    public void Bounds_are_those_of_the_tables(long hits, long seen, double bound) =>
        Assert.Equal(bound, Binomial.UpperBound(hits, seen, 0.05), bound * 0.002);

    [Fact]
    public void A_bound_is_broken_as_seldom_as_it_says()
    {
        foreach (var (share, seen) in ((double, int)[])[(0.01, 50), (0.01, 400), (0.1, 100), (0.5, 30)])
        {
            var broken = Enumerable.Range(0, seen + 1).Sum(
                hits => Binomial.UpperBound(hits, seen, 0.05) < share ? Term(hits, seen, share) : 0);
            Assert.InRange(broken, 0, 0.05);
        }
    }

    [Fact]
    public void So_is_one_on_what_is_to_come()
    {
        foreach (var (share, seen, next) in ((double, int, int)[])[(0.01, 200, 20), (0.03, 100, 40), (0.1, 50, 10)])
        {
            var broken = 0.0;
            for (var hits = 0; hits <= seen; hits++)
            {
                var most = (int)Math.Round(Binomial.UpperBoundToCome(hits, seen, next, 0.05) * next);
                var above = Enumerable.Range(most + 1, next - most);
                broken += Term(hits, seen, share) * above.Sum(i => Term(i, next, share));
            }

            Assert.InRange(broken, 0, 0.05);
        }

        Assert.Equal(1, Binomial.UpperBoundToCome(0, 0, 10, 0.05));
        Assert.Equal(1, Binomial.UpperBoundToCome(0, 100, 0, 0.05));
        Assert.Equal(0.1, Binomial.UpperBoundToCome(2, 270, 30, 0.05));   // four of thirty come too seldom
    }

    static double Term(int hits, int seen, double share)
    {
        var ways = Enumerable.Range(1, hits).Aggregate(1.0, (ways, i) => ways * (seen - hits + i) / i);
        return ways * Math.Pow(share, hits) * Math.Pow(1 - share, seen - hits);
    }
}
