using Merlon.Features;
using Merlon.Packets;

namespace Merlon.Detection.Drift;

/// <summary>
/// A month of drift: the shipped test capture is each day's traffic, changed by 2 % more each day; the detectors were
/// trained and calibrated before. Each second of it stands for some minutes.
/// </summary>
public class DriftedTrafficTests
{
    const int Days = 30;

    static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is "1";

    static readonly DriftedTraffic
        Train = new("train.pcap.gz"), Calibrate = new("calibrate.pcap.gz"), Test = new("test.pcap.gz");

    static readonly Dictionary<string, Func<DriftedTraffic.Packet, int, DriftedTraffic.Packet>> Drifts = new()
    {
        ["none"] = (packet, _) => packet,
        ["longer packets"] = (packet, day) => DriftedTraffic.Longer(packet, Math.Pow(1.02, day)),
        ["more packets"] = (packet, day) => Test.Faster(packet, Math.Pow(1.02, day)),
        ["new hosts"] = (packet, day) => DriftedTraffic.Newer(packet, 0.02 * day),
    };

    [Fact]
    public void False_alerts_stay_near_the_wanted_rate_and_attacks_are_found()
    {
        var month = Month.Of(Trained("flows", epochs: 20), "longer packets", stride: 6, hasAttacks: false);
        Write(month);
        var last = month.Days[^1];
        Assert.True(last.FixedFpr > 0.005, $"{last}");
        Assert.True(last.Fpr < 0.001, $"{last}");
        Assert.InRange(month.Found, month.FixedFound - 3, month.FixedFound);
    }

    public static TheoryData<string> Kinds => ["flows", "flows-mahalanobis", "packets", "packets-zscore"];

    [Theory, MemberData(nameof(Kinds))]
    public void All_drifts_day_by_day(string detector)
    {
        Assert.SkipUnless(IsFull, "a table for docs/detection.md: MERLON_FULL=1");
        var trained = Trained(detector, epochs: 40);
        foreach (var drift in Drifts.Keys)
        {
            foreach (var hasAttacks in (bool[])[false, true]) Write(Month.Of(trained, drift, stride: 1, hasAttacks));
        }
    }

    // What would come of it, were each feature's mean put back to where it was, at once and by one who knows which
    // packets are honest. Whoever can move a mean can make honest packets strange: it is not done.
    [Theory]
    [InlineData("longer packets")]
    [InlineData("new hosts")]
    public void Features_put_back_by_their_means(string drift)
    {
        Assert.SkipUnless(IsFull, "figures for docs/detection.md: MERLON_FULL=1");
        var trained = Trained("flows", epochs: 40);
        var (before, after) = (MeansOn(0), MeansOn(Days));
        var (features, detector) = (trained.NewFeatures(), trained.NewDetector());
        var (benign, found) = (new Count(), new Dictionary<int, Count>());
        Test.Replay((in packet, attack) =>
        {
            var vector = features.Add(PacketHeaders.Read(packet), packet.At, packet.Length).ToArray();
            if (!features.IsTelling) return;
            var score = detector.Score(vector);
            for (var i = 0; i < vector.Length; i++) vector[i] -= after[i] - before[i];
            var count = attack is { } number ? CountOf(found, number) : benign;
            count.Add(score > trained.Threshold, detector.Score(vector) > trained.Threshold);
        }, packet => Drifts[drift](packet, Days));
        TestContext.Current.TestOutputHelper!.WriteLine($"{drift}: FPR {benign.FixedShare:G3} as they are, "
            + $"{benign.Share:G3} put back; TPR {found.Values.Average(count => count.FixedShare):0.000} and "
            + $"{found.Values.Average(count => count.Share):0.000}");

        double[] MeansOn(int day)
        {
            var (sums, seen, seer) = (new double[FlowFeatures.FeatureCount], 0, trained.NewFeatures());
            Test.Replay((in packet, attack) =>
            {
                var vector = seer.Add(PacketHeaders.Read(packet), packet.At, packet.Length);
                if (!seer.IsTelling || attack is not null) return;
                seen++;
                for (var i = 0; i < sums.Length; i++) sums[i] += vector[i];
            }, packet => Drifts[drift](packet, day));
            return [.. sums.Select(sum => sum / seen)];
        }
    }

    static Count CountOf(Dictionary<int, Count> counts, int attack) =>
        counts.TryGetValue(attack, out var count) ? count : counts[attack] = new();

    static void Write(Month month)
    {
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{month.Name}: found {month.FixedFound} fixed, {month.Found} adapted; "
            + $"TPR {month.FixedTpr:0.000} fixed, {month.Tpr:0.000} adapted; "
            + $"{month.Lasting} found at twice the threshold");
        foreach (var day in month.Days) output.WriteLine($"  {day}");
    }

    static TrainedDetector Trained(string name, int epochs) =>
        TrainedDetector.Of(DetectorKind.Of(name)!, epochs, Train, Calibrate);

    sealed record Day(int Number, double FixedFpr, double Fpr, double Factor);

    sealed record Month(
        string Name, IReadOnlyList<Day> Days, int FixedFound, int Found, int Lasting,
        double FixedTpr, double Tpr)
    {
        public static Month Of(TrainedDetector trained, string drift, int stride, bool hasAttacks)
        {
            var scale = stride * TimeSpan.FromDays(1) / Test.Span;
            var standard = new DriftPace();
            var pace = standard with { Step = standard.Step * scale, Gain = standard.Gain * scale };
            var threshold = new DriftingThreshold(trained.Threshold, trained.Level, pace);
            var days = new List<Day>();
            for (var day = 0; day <= DriftedTrafficTests.Days; day += stride)
            {
                var (count, detector) = (new Count(), trained.ToDetector());
                Test.Replay((in packet, attack) =>
                {
                    if (attack is not null && !hasAttacks) return;

                    var score = detector.Score(packet);
                    if (attack is null) count.Add(score > trained.Threshold, score > threshold.Value);
                    threshold.Hear(score, packet.At.AddDays(day));
                }, packet => Drifts[drift](packet, day));
                days.Add(new(day, count.FixedShare, count.Share, threshold.Value / trained.Threshold));
            }

            var (found, lasting) = (new Dictionary<int, Count>(), new HashSet<int>());
            var last = trained.ToDetector();
            Test.Replay((in packet, attack) =>
            {
                var score = last.Score(packet);
                if (attack is not { } number) return;
                CountOf(found, number).Add(score > trained.Threshold, score > threshold.Value);
                if (score > pace.Most * trained.Threshold) lasting.Add(number);
            }, packet => Drifts[drift](packet, DriftedTrafficTests.Days));
            return new($"{trained.Kind.Name}, {drift}{(hasAttacks ? ", attacks each day" : "")}", days,
                found.Values.Count(count => count.FixedShare > 0), found.Values.Count(count => count.Share > 0),
                lasting.Count, found.Values.Average(count => count.FixedShare),
                found.Values.Average(count => count.Share));
        }
    }

    sealed class Count
    {
        int _all, _fixed, _moved;

        public double FixedShare => (double)_fixed / _all;

        public double Share => (double)_moved / _all;

        public void Add(bool isAboveFixed, bool isAbove)
        {
            _all++;
            if (isAboveFixed) _fixed++;
            if (isAbove) _moved++;
        }
    }
}
