using System.Collections.Immutable;

namespace Merlon.Rules.Sets;

/// <summary>The numbers whose masked bits are these.</summary>
public readonly record struct Cube(UInt128 Value, UInt128 Mask)
{
    public bool Contains(UInt128 number) => (number & Mask) == Value;
}

/// <summary>The values that a field may have: cubes that do not overlap, by their smallest number.</summary>
/// <param name="Width">Of the field, in bits.</param>
public sealed record FieldValues(Field Field, int Width, ImmutableArray<Cube> Cubes)
{
    public bool Contains(UInt128 value) => Cubes.Any(cube => cube.Contains(value));

    /// <summary>The values as runs in order that do not touch; null when a mask has holes.</summary>
    public IReadOnlyList<(UInt128 First, UInt128 Last)>? Runs
    {
        get
        {
            var runs = new List<(UInt128 First, UInt128 Last)>();
            var all = UInt128.MaxValue >> (128 - Width);
            foreach (var (value, mask) in Cubes)
            {
                var rest = all & ~mask;
                if ((rest & (rest + 1)) != 0) return null;
                if (runs.Count > 0 && runs[^1].Last + 1 == value) runs[^1] = (runs[^1].First, value | rest);
                else runs.Add((value, value | rest));
            }

            return runs;
        }
    }
}
