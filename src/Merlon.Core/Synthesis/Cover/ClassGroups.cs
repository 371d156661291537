using System.Numerics;

namespace Merlon.Synthesis.Cover;

/// <summary>Classes that the same candidates cover, as one: their first stands for all.</summary>
sealed class ClassGroups
{
    readonly int[] _groups;   // by class: the group that it is the first of, or -1

    public ClassGroups(CoverMatrix matrix)
    {
        _groups = new int[matrix.Classes];
        var weights = new List<long>();
        var firsts = new Dictionary<ulong, int>();
        for (var one = 0; one < matrix.Classes; one++)
        {
            _groups[one] = -1;
            var candidates = matrix.CandidatesOf(one);
            if (candidates.IsEmpty) continue;

            // Two lists that share a hash by chance stay apart, which does no harm.
            if (!firsts.TryAdd(Hash(candidates), one)
                && firsts[Hash(candidates)] is var first && candidates.SequenceEqual(matrix.CandidatesOf(first)))
            {
                weights[_groups[first]] += matrix.Weights[one];
                continue;
            }

            _groups[one] = weights.Count;
            weights.Add(matrix.Weights[one]);
        }

        Weights = [.. weights];
    }

    /// <summary>Of each group, its classes' together.</summary>
    public long[] Weights { get; }

    /// <summary>The groups that these classes make up, rising.</summary>
    public int[] Of(ReadOnlySpan<int> classes)
    {
        var groups = new List<int>(classes.Length);
        foreach (var one in classes)
        {
            if (_groups[one] >= 0) groups.Add(_groups[one]);
        }

        return [.. groups];
    }

    static ulong Hash(ReadOnlySpan<int> values)
    {
        var hash = (ulong)values.Length;
        foreach (var value in values) hash = BitOperations.RotateLeft(hash ^ (uint)value, 27) * 0x9E3779B97F4A7C15;
        return hash;
    }
}
