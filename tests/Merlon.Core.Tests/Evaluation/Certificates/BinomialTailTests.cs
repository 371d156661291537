using Merlon.Synthesis.Evidence;

namespace Merlon.Evaluation.Certificates;

public class BinomialTailTests
{
    [Fact]
    public void Says_what_another_arithmetic_says()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var seen = random.Next(1, i % 5 == 0 ? 200_000 : 500);
            var hits = random.Next(Math.Min(seen, 60));
            var risk = Math.Pow(10, -1.3 - 5 * random.NextDouble());
            Assert.Equal(Binomial.UpperBound(hits, seen, risk), BinomialTail.UpperBound(hits, seen, risk), 9);
            var next = random.Next(0, 300);
            Assert.Equal(
                Binomial.UpperBoundToCome(hits, seen, next, risk),
                BinomialTail.UpperBoundToCome(hits, seen, next, risk), 9);
        }
    }

    [Theory]
    [InlineData(0, 10, 0.05, 0.2588656)]   // 1 - 0.05^(1/10)
    [InlineData(1, 10, 0.05, 0.3941633)]
    [InlineData(10, 10, 0.05, 1)]
    [InlineData(0, 0, 0.05, 1)]
    public void Knows_textbook_values(long hits, long seen, double risk, double expected) =>
        Assert.Equal(expected, BinomialTail.UpperBound(hits, seen, risk), 6);
}
