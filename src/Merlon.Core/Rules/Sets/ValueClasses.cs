using System.Numerics;

namespace Merlon.Rules.Sets;

/// <summary>
/// Values of a field that no rule tells apart are one class, numbered from the smallest value on: what rules ask of
/// runs of values is then asked of runs of numbers, and those take fewer bits than addresses do.
/// </summary>
sealed class ValueClasses
{
    readonly UInt128[] _starts;   // the first value of each class
    readonly UInt128 _last;       // of the last one

    ValueClasses(UInt128[] starts, UInt128 last) => (_starts, _last) = (starts, last);

    public int Count => _starts.Length;

    /// <summary>The bits that number them; numbers past the last class mean that class.</summary>
    public int Bits => Count == 1 ? 0 : BitOperations.Log2((uint)Count - 1) + 1;

    public int Of(UInt128 value)
    {
        var (found, end) = (0, Count);
        while (end - found > 1)
        {
            var middle = (found + end) >> 1;
            if (_starts[middle] <= value) found = middle;
            else end = middle;
        }

        return found;
    }

    public UInt128 FirstIn(int number) => _starts[number];

    public UInt128 LastIn(int number) => number == Count - 1 ? _last : _starts[number + 1] - 1;

    /// <summary>The classes of a field; null when something asks for its bits one by one.</summary>
    /// <param name="all">The field's bits.</param>
    /// <param name="parts">All that is asked of packets.</param>
    public static ValueClasses? Of(Field field, UInt128 all, IEnumerable<Condition> parts)
    {
        var starts = new SortedSet<UInt128> { 0 };
        foreach (var part in parts)
        {
            if (!IsAbout(part, field)) continue;
            if (RunOf(part, all) is not var (first, last)) return null;

            starts.Add(first);
            if (last < all) starts.Add(last + 1);
        }

        return new([.. starts], all);
    }

    static bool IsAbout(Condition part, Field field) =>
        part is Condition.Bits { Field: var masked } && masked == field
        || part is Condition.Between { Field: var between } && between == field;

    /// <summary>The values that a condition asks for; null when its mask has holes.</summary>
    public static (UInt128 First, UInt128 Last)? RunOf(Condition part, UInt128 all)
    {
        if (part is Condition.Between(_, var first, var last)) return (first & all, last & all);

        var (_, value, mask) = (Condition.Bits)part;
        var rest = all & ~mask;
        return (rest & (rest + 1)) == 0 ? (value & all, (value & all) | rest) : null;
    }
}
