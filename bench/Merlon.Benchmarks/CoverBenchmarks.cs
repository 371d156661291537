using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Merlon.Synthesis.Cover;

namespace Merlon.Benchmarks;

/// <summary>
/// Covers: one as large as a site's alert window gives, and one as large as an attacker can make it. Blocks of
/// addresses, all services or one of them; or candidates with nothing in common but chance, which is harder.
/// </summary>
[MemoryDiagnoser]
public class CoverBenchmarks
{
    const long ToTheEnd = 1_000_000;

    readonly CoverProblem _blocks = Blocks(candidates: 200, classes: 500, limit: 20, budgetShare: 0.01);
    readonly CoverProblem _chance = Chance(candidates: 200, classes: 500, limit: 20, budgetShare: 0.05);
    readonly CoverProblem _manyBlocks = Blocks(candidates: 5_000, classes: 10_000, limit: 50, budgetShare: 0.002);
    readonly CoverProblem _muchChance = Chance(candidates: 5_000, classes: 10_000, limit: 50, budgetShare: 0.01);

    [Benchmark]
    public long BlocksToTheEnd() => CoverSolver.Solve(_blocks, ToTheEnd).Weight;

    [Benchmark]
    public long ChanceAtOnce() => CoverSolver.Solve(_chance, effort: 0).Weight;

    [Benchmark]
    public long ChanceToTheEnd() => CoverSolver.Solve(_chance, ToTheEnd).Weight;

    [Benchmark]
    public long ManyBlocksAtOnce() => CoverSolver.Solve(_manyBlocks, effort: 0).Weight;

    [Benchmark]
    public long MuchChanceAtOnce() => CoverSolver.Solve(_muchChance, effort: 0).Weight;

    static CoverProblem Blocks(int candidates, int classes, int limit, double budgetShare) =>
        Problem(candidates, classes, limit, budgetShare, random =>
        {
            const int Services = 4;
            var length = 1 << random.Next(7);
            var first = random.Next(classes) / length * length;
            var service = random.Next(3) == 0 ? random.Next(Services) : -1;
            var block = Enumerable.Range(first, Math.Min(length, classes - first));
            return block.Where(one => service < 0 || one % Services == service);
        });

    static CoverProblem Chance(int candidates, int classes, int limit, double budgetShare) =>
        Problem(candidates, classes, limit, budgetShare, random =>
            Enumerable.Range(0, random.Next(1, 16)).Select(_ => random.Next(classes)).Distinct().Order());

    // Weights from 1 to 1,000, and harms over two powers of ten, more for those that cover more.
    static CoverProblem Problem(
        int candidates, int classes, int limit, double budgetShare, Func<Random, IEnumerable<int>> next)
    {
        var random = new Random(1);
        var weights = Enumerable.Range(0, classes).Select(_ => (long)Math.Pow(10, 3 * random.NextDouble()));
        var all = ImmutableArray.CreateBuilder<CoverCandidate>(candidates);
        for (var i = 0; i < candidates; i++)
        {
            ImmutableArray<int> covered = [.. next(random)];
            all.Add(new(covered, (long)(1e5 * Math.Pow(10, 2 * random.NextDouble()) * Math.Sqrt(covered.Length))));
        }

        var budget = (long)(all.Sum(candidate => candidate.Harm) * budgetShare);
        return new([.. weights], all.MoveToImmutable(), budget, limit);
    }
}
