using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Merlon.Rules;

namespace Merlon.Benchmarks;

/// <summary>Our table of prints beside the library's dictionary: 50,000 prints counted up and down again.</summary>
[MemoryDiagnoser]
public class PrintTableBenchmarks
{
    readonly ulong[] _prints = new ulong[50_000];
    readonly PrintTable _table = new();
    readonly Dictionary<ulong, int> _dictionary = [];

    public PrintTableBenchmarks()
    {
        var random = new Random(1);
        for (var i = 0; i < _prints.Length; i++) _prints[i] = (ulong)random.NextInt64() | 1;
    }

    [Benchmark]
    public int Table()
    {
        foreach (var print in _prints) _table.Add(print, 1);
        foreach (var print in _prints) _table.Add(print, -1);
        return _table.Count;
    }

    [Benchmark(Baseline = true)]
    public int Dictionary()
    {
        foreach (var print in _prints) Count(print, 1);
        foreach (var print in _prints) Count(print, -1);
        return _dictionary.Count;
    }

    void Count(ulong print, int difference)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_dictionary, print, out _);
        count += difference;
        if (count == 0) _dictionary.Remove(print);
    }
}
