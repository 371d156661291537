using System.Collections.Immutable;
using System.Text;
using Merlon.Features;

namespace Merlon.Detection.Models;

public class ModelSyntaxTests
{
    [Fact]
    public void What_was_written_is_read_and_scores_to_the_last_bit_as_before()
    {
        var (course, vectors) = Trained(seed: 1);
        var written = ModelSyntax.Print(Of(course, calibrated: true));
        var read = ModelSyntax.Read(written, out var fault);
        Assert.Null(fault);
        Assert.Equal(written, ModelSyntax.Print(read!));

        var (before, after) = (course.ToEnsemble()!, read!.State.ToDetector());
        Assert.All(vectors, vector => Assert.Equal(before.Score(vector), after.Score(vector)));
    }

    public static TheoryData<string> Kinds => [.. DetectorKind.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void Each_detector_is_read_as_it_was_written(string name)
    {
        var (kind, random) = (DetectorKind.Of(name)!, new Random(1));
        var settings = new TrainingSettings(MapPackets: 300, Epochs: 1, Seed: 1);
        var (course, known) = (kind.NewCourse(settings), kind.NewKnown(seed: 1));
        var count = kind.NewFeatures(known).Count;
        for (var i = 0; i < 1_000; i++) course.Learn(Vector(random, count));
        while (course.EpochsLeft > 0) course.LearnEpoch();
        known?.Meet(new(1, 2), 3);

        var model = Of(Trained(seed: 1).Course, calibrated: true) with
        {
            Detector = name,
            Settings = settings,
            Known = known?.State,
            State = course.State!,
        };
        var read = ModelSyntax.Read(ModelSyntax.Print(model), out var fault);
        Assert.Null(fault);
        Assert.Equal(ModelSyntax.Print(model), ModelSyntax.Print(read!));
        var (before, after) = (course.State!.ToDetector(), read!.State.ToDetector());
        for (var i = 0; i < 100; i++)
        {
            var vector = Vector(random, count);
            Assert.Equal(before.Score(vector), after.Score(vector));
            Assert.Equal(before.Explain(vector), after.Explain(vector));
        }

        // What is another's is none of it.
        var other = DetectorKind.All.First(one => one.Name != name);
        Assert.Null(ModelSyntax.Read(ModelSyntax.Print(model with { Detector = other.Name }), out fault));
        Assert.Contains("do not fit together", fault, StringComparison.Ordinal);
        Assert.Null(ModelSyntax.Read(ModelSyntax.Print(model with { Detector = "oracle" }), out fault));
        Assert.Contains("does not know", fault, StringComparison.Ordinal);
    }

    static double[] Vector(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(feature => random.NextDouble() * (1 + feature % 7))];

    [Fact]
    public void Whatever_is_changed_in_it_is_noticed()
    {
        var written = ModelSyntax.Print(Of(Trained(seed: 2).Course, calibrated: true));
        var (random, refused) = (new Random(3), 0);
        for (var i = 0; i < 500; i++)
        {
            var damaged = written.ToArray();
            damaged[random.Next(damaged.Length - 1)] ^= (byte)(1 << random.Next(8));
            if (i % 5 == 0) damaged = damaged[..random.Next(damaged.Length - 1)];
            if (ModelSyntax.Read(damaged, out var fault) is not { } read)
            {
                Assert.False(string.IsNullOrEmpty(fault));
                Assert.DoesNotContain("Merlon.", fault, StringComparison.Ordinal);
                refused++;
            }
            else
            {
                // The same in other words: 1e3 as 1E3, say.
                Assert.Equal(written, ModelSyntax.Print(read));
            }
        }

        Assert.InRange(refused, 490, 500);
    }

    [Theory]
    [InlineData("", "this is something else, or damaged")]
    [InlineData("[]", "this is something else, or damaged")]
    [InlineData("{}", "not a model")]
    [InlineData("{\"form\":\"merlon-certificate\",\"version\":1}", "not a model")]
    [InlineData("{\"form\":\"merlon-model\",\"version\":1,\"all\":\"else\"}", "of version 1; expected version 2")]
    public void What_is_none_is_refused_in_one_clear_line(string text, string expected)
    {
        Assert.Null(ModelSyntax.Read(Encoding.UTF8.GetBytes(text), out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    // As one would be who can reckon checksums.
    [Fact]
    public void Numbers_that_do_not_fit_together_are_refused()
    {
        var model = Of(Trained(seed: 4).Course, calibrated: false);
        var ensemble = (EnsembleState)model.State;
        var first = ensemble.Autoencoders[0];
        EnsembleState[] others =
        [
            ensemble with { Map = ensemble.Map.SetItem(0, [PacketFeatures.FeatureCount]) },
            ensemble with { Map = ensemble.Map.RemoveAt(0) },
            ensemble with { Last = ensemble.Last with { Inputs = 1 } },
            ensemble with { Autoencoders = ensemble.Autoencoders.SetItem(0, first with { Weights = [] }) },
            ensemble with { Last = ensemble.Last with { HiddenBiases = [] } },
            ensemble with { Means = [] },
        ];
        foreach (var other in others)
        {
            Assert.Null(ModelSyntax.Read(ModelSyntax.Print(model with { State = other }), out var fault));
            Assert.NotNull(fault);
        }
    }

    // As one would write them who can reckon checksums: a score from these would be no number.
    [Fact]
    public void Numbers_that_no_traffic_leads_to_are_refused()
    {
        var model = Plain("flows-zscore", count => new ZScoreState(count(0), count(1)));
        Assert.NotNull(ModelSyntax.Read(ModelSyntax.Print(model), out _));
        Model[] others =
        [
            Plain("flows-zscore", count => new ZScoreState(count(1e308), count(1))),
            Plain("flows-zscore", count => new ZScoreState(count(0), count(5e-324))),
            Plain("flows-boxplot", count => new BoxPlotState(count(0), count(1), count(5e-324))),
            Plain("flows-boxplot", count => new BoxPlotState(count(1), count(0), count(1))),
            Plain("flows-mahalanobis", count => new MahalanobisState(
                count(0), count(1), [.. Enumerable.Repeat(5e-324, count(0).Length * (count(0).Length + 1) / 2)])),
        ];
        foreach (var other in others)
        {
            Assert.Null(ModelSyntax.Read(ModelSyntax.Print(other), out var fault));
            Assert.Contains("do not fit together; expected a model", fault, StringComparison.Ordinal);
        }

        var infinite = Encoding.UTF8.GetString(ModelSyntax.Print(model)).Replace("[0,", "[1e999,");
        Assert.Null(ModelSyntax.Read(Encoding.UTF8.GetBytes(infinite), out var beyond));
        Assert.Contains("this is something else, or damaged", beyond, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calibration_that_cannot_be_is_refused()
    {
        var sound = Of(Trained(seed: 5).Course, calibrated: true);
        var (on, calibration, _) = sound.Calibrated!;
        Calibrated[] others =
        [
            new(on, calibration with { Threshold = -5 }), new(on, calibration with { Wanted = 7 }),
            new(on, calibration with { Wanted = 0 }), new(on, calibration with { Lowest = 0.5 }),
            new(on, calibration with { Highest = 2 }), new(on, calibration with { Scores = 10, Peaks = 1 }),
            new(on, calibration with { Peaks = -1 }), new(on, calibration with { Blocks = 101 }),
            new(on, calibration, Level: -1), new(on, calibration, Level: 1e30),
            new(on with { Packets = -1 }, calibration), new(on with { LastSeen = Given.Noon.AddDays(-1) }, calibration),
        ];
        foreach (var other in others)
        {
            Assert.Null(ModelSyntax.Read(ModelSyntax.Print(sound with { Calibrated = other }), out var fault));
            Assert.Contains("its calibration makes no sense; expected", fault, StringComparison.Ordinal);
        }
    }

    static Model Plain(string detector, Func<Func<double, ImmutableArray<double>>, DetectorState> state)
    {
        var kind = DetectorKind.Of(detector)!;
        var known = kind.NewKnown(seed: 1);
        var count = kind.NewFeatures(known).Count;
        return Of(Trained(seed: 5).Course, calibrated: true) with
        {
            Detector = detector,
            Known = known!.State,
            State = state(number => [.. Enumerable.Repeat(number, count)]),
        };
    }

    static Model Of(EnsembleCourse course, bool calibrated)
    {
        var learnt = new Learnt([new("a.pcap", 100, new('0', 64))], 3_000, Given.Noon, Given.Noon.AddHours(1));
        return new()
        {
            Form = Model.TheForm,
            Version = Model.TheVersion,
            Detector = "packets",
            TrainedOn = learnt,
            Settings = new(MapPackets: 1_000, Epochs: 40, Seed: 1),
            Known = null,
            State = course.State!,
            Calibrated = calibrated ? new(learnt, new(0.1, 1e-3, 5e-4, 2e-3, 100_000, 250, 80)) : null,
            Checksum = "",
        };
    }

    static (EnsembleCourse Course, List<double[]> Vectors) Trained(int seed)
    {
        var random = new Random(seed);
        var course = new EnsembleCourse(PacketFeatures.FeatureCount, new() { MapVectors = 300, TrainingVectors = 700 });
        var vectors = new List<double[]>();
        for (var i = 0; i < 1_000; i++)
        {
            var common = random.NextDouble();
            var features = Enumerable.Range(0, PacketFeatures.FeatureCount);
            vectors.Add([.. features.Select(feature => common * (feature % 7) + random.NextDouble())]);
            course.Learn(vectors[^1]);
        }

        return (course, vectors);
    }
}
