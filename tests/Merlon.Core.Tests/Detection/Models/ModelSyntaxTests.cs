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

        var (before, after) = (course.ToEnsemble()!, new AutoencoderEnsemble(read!.Ensemble));
        Assert.All(vectors, vector => Assert.Equal(before.Score(vector), after.Score(vector)));
    }

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
    [InlineData("{\"form\":\"merlon-model\",\"version\":2,\"all\":\"else\"}", "of version 2; expected version 1")]
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
        var ensemble = model.Ensemble;
        var first = ensemble.Autoencoders[0];
        EnsembleState[] others =
        [
            ensemble with { Map = ensemble.Map.SetItem(0, [PacketFeatures.Count]) },
            ensemble with { Map = ensemble.Map.RemoveAt(0) },
            ensemble with { Last = ensemble.Last with { Inputs = 1 } },
            ensemble with { Autoencoders = ensemble.Autoencoders.SetItem(0, first with { Weights = [] }) },
            ensemble with { Last = ensemble.Last with { HiddenBiases = [] } },
            ensemble with { Means = [] },
        ];
        foreach (var other in others)
        {
            Assert.Null(ModelSyntax.Read(ModelSyntax.Print(model with { Ensemble = other }), out var fault));
            Assert.NotNull(fault);
        }
    }

    static Model Of(EnsembleCourse course, bool calibrated)
    {
        var learnt = new Learnt([new("a.pcap", 100, new('0', 64))], 3_000, Given.Noon, Given.Noon.AddHours(1));
        var settings = new EnsembleSettings();
        return new()
        {
            Form = Model.TheForm,
            Version = Model.TheVersion,
            Detector = Model.Packets,
            TrainedOn = learnt,
            Settings = new(1_000, 10, settings.HiddenRatio, settings.LearningRate, settings.Seed),
            Ensemble = course.State!,
            Calibrated = calibrated ? new(learnt, new(0.1, 1e-3, 5e-4, 2e-3, 100_000, 250, 200)) : null,
            Checksum = "",
        };
    }

    static (EnsembleCourse Course, List<double[]> Vectors) Trained(int seed)
    {
        var random = new Random(seed);
        var course = new EnsembleCourse(PacketFeatures.Count, new() { MapVectors = 300, TrainingVectors = 700 });
        var vectors = new List<double[]>();
        for (var i = 0; i < 1_000; i++)
        {
            var common = random.NextDouble();
            var features = Enumerable.Range(0, PacketFeatures.Count);
            vectors.Add([.. features.Select(feature => common * (feature % 7) + random.NextDouble())]);
            course.Learn(vectors[^1]);
        }

        return (course, vectors);
    }
}
