namespace Merlon.Features;

public class PacketFeatureWordsTests
{
    [Theory]
    [InlineData(0, 80, 2, "packets from the sender's card in the last 0.2 s: 40 times the usual")]
    [InlineData(15 + 3 * 7, 480, 12, "packets from the sender's address in the last 10 s: 40 times the usual")]
    [InlineData(15 + 34, 0.9, -0.1,
        "how closely the packet size goes with that of the answers from the sender's address in the last 100 s: "
            + "0.9, usually -0.1")]
    [InlineData(50 + 1, 0.001, 0.1,
        "mean time between packets from the sender to the receiver in the last 0.2 s: the usual divided by 100")]
    [InlineData(99 - 6, 30, 29,
        "packets from the sender's port to the receiver's in the last 100 s: as usual, but not beside the others")]
    public void Says_what_is_strange_in_words(int feature, double value, double usual, string expected) =>
        Assert.Equal(expected,
            PacketFeatureWords.Of(feature, value, usual));

    [Fact]
    public void No_two_features_have_the_same_words()
    {
        var words = Enumerable.Range(0, PacketFeatures.FeatureCount).Select(PacketFeatureWords.Of).ToList();
        Assert.Equal(PacketFeatures.FeatureCount, words.Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => PacketFeatureWords.Of(PacketFeatures.FeatureCount));
    }
}
