namespace Merlon.Rules.Sets;

/// <summary>
/// A function of the classes of a field as a function of the field's own bits, for people to read. Those bits are
/// numbered from -width to -1: before every other.
/// </summary>
sealed class FullBits(Diagram diagram, ValueClasses classes, int endBit)
{
    readonly List<(UInt128 Start, int Next)> _runs = [];   // of values that lead to the same

    /// <param name="node">Looks at the bits of the classes first.</param>
    /// <param name="width">Of the field.</param>
    public int Of(int node, int width)
    {
        AddRuns(node, endBit - classes.Bits, 0);
        return Put(0, width, 0, _runs.Count);
    }

    void AddRuns(int node, int bit, int number)
    {
        if (diagram.BitOf(node) >= endBit) Add(number << (endBit - bit), node);
        else
        {
            var isAsked = diagram.BitOf(node) == bit;
            AddRuns(isAsked ? diagram.Low(node) : node, bit + 1, number << 1);
            AddRuns(isAsked ? diagram.High(node) : node, bit + 1, number << 1 | 1);
        }
    }

    void Add(int number, int next)
    {
        if (number >= classes.Count || (_runs.Count > 0 && _runs[^1].Next == next)) return;
        _runs.Add((classes.FirstIn(number), next));
    }

    // The values from one on, of so many bits: they lie in these runs.
    int Put(UInt128 first, int width, int run, int endRun)
    {
        if (endRun - run == 1) return _runs[run].Next;

        var half = first | UInt128.One << (width - 1);
        var upper = run;
        while (upper < endRun && _runs[upper].Start < half) upper++;
        var low = Put(first, width - 1, run, upper);
        var isSplit = upper == endRun || _runs[upper].Start > half;
        return diagram.Make(-width, low, Put(half, width - 1, isSplit ? upper - 1 : upper, endRun));
    }
}
