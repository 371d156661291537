using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Evaluation;

public class ScoresTests
{
    static readonly string?[] Attacks = [null, "", "scan", "DDoS", "worm", "unnamed"];

    [Fact]
    public void Tallies_are_those_of_a_count_over_all_flows()
    {
        var (random, scores) = (new Random(1), new Scores());
        var seen = new List<(Flow Flow, bool IsBlocked)>();
        for (var i = 0; i < 20_000; i++)
        {
            var attack = Attacks[random.Next(Attacks.Length)];
            if (random.Next(2) == 0 && attack is not null) attack = new([.. attack]);   // the same word, read again
            var flow = Arbitrary.Flow(random, i) with { Label = (Label)random.Next(4), Attack = attack };
            seen.Add((flow, random.Next(3) == 0));
            scores.Add(seen[^1].Flow, seen[^1].IsBlocked);
        }

        Tally Of(Label label) => Tallied(seen.Where(one => one.Flow.Label == label));
        Assert.Equal((Of(Label.Malicious), Of(Label.Benign)), (scores.Malicious, scores.Benign));
        Assert.Equal(seen.Count, scores.Flows);
        Assert.Equal(Of(Label.None).Flows + Of(Label.Background).Flows, scores.Unscored);
        Assert.Equal((scores.Malicious.Share, scores.Benign.Share), (scores.Cbr, scores.Wbr));

        var byType =
            from one in seen
            where one.Flow.Label is Label.Malicious
            group one by one.Flow.Attack ?? "unnamed" into type
            orderby type.Count() descending
            select KeyValuePair.Create(type.Key, Tallied(type));
        Assert.Equal(byType, scores.ByType);
        Assert.Equal(scores.Malicious.Flows, scores.ByType.Sum(type => type.Value.Flows));
        Assert.Equal(scores.Malicious.Blocked, scores.ByType.Sum(type => type.Value.Blocked));
    }

    [Fact]
    public void The_share_of_none_is_0()
    {
        var scores = new Scores();
        Assert.Equal((0, 0), (scores.Cbr, scores.Wbr));
        Assert.Null(scores.SecondsToFirstBlock(0.5));
        Assert.Equal(0.25, new Tally(3, 0).Plus(true).Share);
    }

    [Fact]
    public void Seconds_to_first_block_run_from_a_sources_first_malicious_flow()
    {
        var scores = new Scores();
        scores.Add(From(1, -50, Label.Benign), isBlocked: false);
        scores.Add(From(1, 0), isBlocked: false);
        scores.Add(From(2, 1), isBlocked: false);
        scores.Add(From(1, 2, Label.Benign), isBlocked: true);
        scores.Add(From(1, 5), isBlocked: true);
        scores.Add(From(1, 9), isBlocked: true);
        scores.Add(From(3, 9), isBlocked: true);
        Assert.Equal((3, 2), (scores.Sources, scores.SourcesBlocked));
        Assert.Equal((0, 5), (scores.SecondsToFirstBlock(0.5), scores.SecondsToFirstBlock(0.95)));
    }

    [Fact]
    public void Their_shares_are_by_nearest_rank()
    {
        var (scores, delays, random) = (new Scores(), new List<int>(), new Random(1));
        for (var n = 1; n <= 150; n++)
        {
            delays.Add(random.Next(100));
            scores.Add(From(n, 0), isBlocked: false);
            scores.Add(From(n, delays[^1]), isBlocked: true);

            // The least value that so many percent do not exceed.
            int Least(int percent) =>
                delays.Where(delay => percent * n <= 100 * delays.Count(one => one <= delay)).Min();
            Assert.Equal(Least(50), scores.SecondsToFirstBlock(0.5));
            Assert.Equal(Least(95), scores.SecondsToFirstBlock(0.95));
            Assert.Equal(delays.Max(), scores.SecondsToFirstBlock(1));
            Assert.Equal(delays.Min(), scores.SecondsToFirstBlock(0));
        }
    }

    [Fact]
    public void Names_beyond_the_most_are_pooled()
    {
        var scores = new Scores();
        for (var i = 0; i < 3_000; i++) scores.Add(From(1, i) with { Attack = $"attack {i % 1_500}" }, i % 2 == 0);
        var types = scores.ByType.ToList();
        Assert.Equal(Scores.MostTypes + 1, types.Count);
        Assert.Equal(KeyValuePair.Create("others", new Tally(1_000, 500)), types[0]);
        Assert.All(types.Skip(1), type => Assert.Equal(2, type.Value.Flows));
        Assert.Equal(3_000, types.Sum(type => type.Value.Flows));
    }

    [Fact]
    public void Sources_beyond_the_most_are_scored_and_not_followed()
    {
        var (scores, flow) = (new Scores(), From(0, 0));
        for (var i = 0; i < Scores.MostSources + 10_000; i++) scores.Add(Sent(flow, i), isBlocked: false);
        scores.Add(Sent(flow, Scores.MostSources + 1), isBlocked: true);
        Assert.Equal((Scores.MostSources, 0), (scores.Sources, scores.SourcesBlocked));
        Assert.Equal((Scores.MostSources + 10_001, 1), (scores.Malicious.Flows, scores.Malicious.Blocked));

        scores.Add(Sent(flow, 1), isBlocked: true);   // one that is followed
        Assert.Equal((Scores.MostSources, 1), (scores.Sources, scores.SourcesBlocked));
    }

    static Tally Tallied(IEnumerable<(Flow Flow, bool IsBlocked)> flows) =>
        new(flows.Count(), flows.Count(one => one.IsBlocked));

    static Flow From(int source, double second, Label label = Label.Malicious) =>
        Given.Flow($"tcp {Ip.V4((uint)source)}:1000 > 192.0.2.1:80", second, label);

    static Flow Sent(in Flow flow, int source) =>
        flow with { Key = new(flow.Key.Protocol, new(Ip.V4((uint)source), 1000), flow.Key.Destination) };
}
