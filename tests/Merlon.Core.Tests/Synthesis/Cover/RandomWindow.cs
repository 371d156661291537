using System.Collections.Immutable;

namespace Merlon.Synthesis.Cover;

/// <summary>
/// Small windows made at random, of every shape that matters: candidates that overlap, nest or are the same, equal
/// weights, no harm at all, a budget or a limit that binds, that does not, or that lets nothing through.
/// </summary>
static class RandomWindow
{
    /// <param name="scale">Weights and harms are multiplied by numbers up to so much.</param>
    public static CoverProblem Of(int seed, int mostCandidates = 12, int mostClasses = 14, long scale = 1)
    {
        var random = new Random(seed);
        var (classes, count) = (random.Next(1, mostClasses + 1), random.Next(1, mostCandidates + 1));
        var mostWeight = random.Next(3) switch { 0 => 1, 1 => 3, _ => 20 };
        var mostHarm = random.Next(4) switch { 0 => 0, 1 => 2, _ => 25 };
        var weights = Enumerable.Range(0, classes).Select(_ => Value(random, 1, mostWeight, scale)).ToImmutableArray();
        var sets = random.Next(3) switch
        {
            0 => Overlapping(random, classes, count),
            1 => Nested(random, classes, count),
            _ => Prefixes(random, classes, count),
        };
        var candidates = sets.Select(set => new CoverCandidate(set, Value(random, 0, mostHarm, scale)));
        var all = candidates.ToImmutableArray();
        var harm = all.Sum(candidate => candidate.Harm);
        var budget = random.Next(5) switch { 0 => 0, 1 => harm + 7, _ => random.NextInt64(harm / 2 + 1) };
        var few = random.Next(1, 5 + count / 8);
        var limit = random.Next(4) switch { 0 => count + 1, 1 => random.Next(count + 1), _ => few };
        return new(weights, all, budget, limit);
    }

    /// <summary>
    /// Candidates much alike, of a few classes each that they share with many others: what takes a search most nodes.
    /// </summary>
    public static CoverProblem Hard(int seed, int candidates, int classes)
    {
        var random = new Random(seed);
        var mostWeight = random.Next(3) is 0 ? 3 : 1;
        var mostHarm = random.Next(4) switch { 0 => 0, 1 => 1, _ => 9 };
        var weights = Enumerable.Range(0, classes).Select(_ => (long)random.Next(1, mostWeight + 1)).ToImmutableArray();
        var all = ImmutableArray.CreateBuilder<CoverCandidate>(candidates);
        var numbers = Enumerable.Range(0, classes).ToArray();
        for (var i = 0; i < candidates; i++)
        {
            random.Shuffle(numbers);
            all.Add(new([.. numbers.Take(random.Next(3, 7)).Order()], random.Next(mostHarm + 1)));
        }

        var harm = all.Sum(candidate => candidate.Harm);
        var limit = random.Next(candidates / 4, candidates);
        return new(weights, all.MoveToImmutable(), random.NextInt64(harm / 6, harm + 1), limit);
    }

    static long Value(Random random, int least, int most, long scale)
    {
        var value = (long)random.Next(least, most + 1);
        return scale > 1 ? value * random.NextInt64(1, scale) : value;
    }

    static IEnumerable<ImmutableArray<int>> Overlapping(Random random, int classes, int count)
    {
        var density = 0.1 + 0.5 * random.NextDouble();
        for (var i = 0; i < count; i++)
            yield return [.. Enumerable.Range(0, classes).Where(_ => random.NextDouble() < density)];
    }

    // Each is a part of an earlier one, or the same.
    static IEnumerable<ImmutableArray<int>> Nested(Random random, int classes, int count)
    {
        List<ImmutableArray<int>> sets = [[.. Enumerable.Range(0, classes)]];
        while (sets.Count <= count)
            sets.Add([.. sets[random.Next(sets.Count)].Where(_ => random.Next(5) > 0)]);
        return sets.Skip(random.Next(2)).Take(count);
    }

    // Blocks of addresses: runs of classes, the shorter ones within the longer ones or beside them; and services.
    static IEnumerable<ImmutableArray<int>> Prefixes(Random random, int classes, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (length, step) = (1 << random.Next(4), random.Next(4) == 0 ? 3 : 1);
            var first = random.Next(classes) / length * length;
            yield return [.. Enumerable.Range(0, length).Select(j => first + j * step).Where(one => one < classes)];
        }
    }
}
