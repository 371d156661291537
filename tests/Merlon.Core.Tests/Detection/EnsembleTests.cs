using Merlon.Detection.Models;

namespace Merlon.Detection;

public class EnsembleTests
{
    static readonly EnsembleSettings Short = new() { MapVectors = 200, TrainingVectors = 2_000 };

    [Fact]
    public void The_draws_stay_what_they_are()
    {
        // SplitMix64 from 1234567: 6457827717110365317, 3203168211198807973 (its authors' own example).
        Assert.Equal(
            [6_457_827_717_110_365_317 >> 11, 3_203_168_211_198_807_973 >> 11],
            UniformDraws.Take(1_234_567, 2).Select(draw => (ulong)double.ScaleB(draw, 53)));
        Assert.All(UniformDraws.Take(1, 100_000), draw => Assert.InRange(draw, 0, 1 - 1e-16));
        Assert.InRange(UniformDraws.Take(1, 100_000).Average(), 0.495, 0.505);
    }

    [Fact]
    public void What_goes_together_is_told_from_what_does_not()
    {
        var course = Trained(1, Short);
        var ensemble = course.ToEnsemble()!;
        var random = new Random(2);
        var usual = Enumerable.Range(0, 500).Select(_ => ensemble.Score(Vector(random))).Order().ToList();
        var strange = Vector(random);
        Array.Reverse(strange);
        Assert.True(ensemble.Score(strange) > usual[^1]);
        Assert.All(usual, score => Assert.InRange(score, 0, 1));
        Assert.Equal(Enumerable.Range(0, 30), course.Map!.SelectMany(group => group).Order());
        Assert.All(course.Map!, group => Assert.InRange(group.Count, 1, Short.LargestAutoencoder));
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores_and_another_others()
    {
        var vector = Vector(new Random(3));
        var score = Trained(1, Short).ToEnsemble()!.Score(vector);
        Assert.Equal(score, Trained(1, Short).ToEnsemble()!.Score(vector));
        Assert.NotEqual(score, Trained(1, Short with { Seed = 2 }).ToEnsemble()!.Score(vector));
    }

    [Fact]
    public void What_was_trained_does_not_change_any_more()
    {
        var course = Trained(1, Short with { TrainingVectors = 4_000 }, given: 2_000);
        var vector = Vector(new Random(3));
        var early = course.ToEnsemble()!;
        var score = early.Score(vector);
        for (var i = 0; i < 500; i++) course.Learn(Vector(new Random(i)));
        Assert.Equal(score, early.Score(vector));
        Assert.NotEqual(score, course.ToEnsemble()!.Score(vector));
    }

    [Fact]
    public void How_far_it_came_is_told_once_it_can_be_stored()
    {
        var course = new EnsembleCourse(30, Short);
        var random = new Random(1);
        for (var i = 0; i < Short.MapVectors; i++) course.Learn(Vector(random));
        Assert.Null(course.Progress);   // nothing was scaled yet

        course.Learn(Vector(random));
        Assert.True(course.Progress!.IsSound(30, TrainingSettings.Standard with { MapPackets = Short.MapVectors }));
    }

    [Fact]
    public void Side_by_side_autoencoders_find_what_each_finds_alone()
    {
        var random = new Random(1);
        foreach (var sizes in new[] { new[] { 1 }, [20], [3, 9, 1, 8, 17, 2], [.. Enumerable.Repeat(10, 10)] })
        {
            var count = sizes.Sum();
            var places = Enumerable.Range(0, count).ToArray();
            random.Shuffle(places);
            var alone = new List<(Autoencoder, IReadOnlyList<int>)>();
            foreach (var size in sizes)
            {
                var draws = UniformDraws.Take((ulong)size, Autoencoder.WeightCount(size, 0.75));
                alone.Add((new(size, 0.75, 0.1, draws), places[alone.Sum(one => one.Item2.Count)..][..size]));
            }

            for (var i = 0; i < 100; i++)
            {
                var vector = Enumerable.Range(0, count).Select(_ => random.NextDouble() * 9).ToArray();
                foreach (var (one, own) in alone) one.Learn([.. own.Select(place => vector[place])]);
            }

            var layer = new AutoencoderLayer([.. alone.Select(one => (one.Item1.State, one.Item2))]);
            var errors = new double[sizes.Length];
            var other = Enumerable.Range(0, count).Select(_ => random.NextDouble() * 20).ToArray();
            layer.Score(other, errors);
            foreach (var ((one, own), error) in alone.Zip(errors))
                Assert.Equal(one.Score([.. own.Select(place => other[place])]), error, 1e-12);
        }
    }

    [Fact]
    public void A_score_costs_no_memory()
    {
        var ensemble = Trained(1, Short).ToEnsemble()!;
        var vector = Vector(new Random(1));
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) ensemble.Score(vector);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    static EnsembleCourse Trained(int seed, EnsembleSettings settings, int given = int.MaxValue)
    {
        var random = new Random(seed);
        var course = new EnsembleCourse(30, settings);
        for (var i = 0; i < given && !course.IsDone; i++) course.Learn(Vector(random));
        return course;
    }

    // 30 numbers of which each third goes its own way.
    static double[] Vector(Random random)
    {
        double[] ways = [random.NextDouble() * 5, random.NextDouble() * 100, 10 - random.NextDouble()];
        return [.. Enumerable.Range(0, 30).Select(i => ways[i / 10] * (1 + i % 10) + random.NextDouble() * 0.1)];
    }
}
