namespace Merlon.Synthesis.Cover;

/// <summary>The sum of the largest few of some values, and the values at the edge.</summary>
/// <param name="Least">The least of the few; 0 when there is room for more.</param>
/// <param name="Next">The largest of the others; 0 when there is none.</param>
readonly record struct Largest(long Sum, long Least, long Next)
{
    /// <param name="values">Positive; they change places.</param>
    public static Largest Of(Span<long> values, int count)
    {
        if (values.Length > count) MoveLargestToFront(values, count);
        var few = values[..Math.Min(count, values.Length)];
        var others = values[few.Length..];

        var (sum, least, next) = (0L, long.MaxValue, 0L);
        foreach (var value in few) (sum, least) = (sum + value, Math.Min(least, value));
        foreach (var value in others) next = Math.Max(next, value);
        return new(sum, few.Length < count ? 0 : least, next);
    }

    // Hoare's selection. A series of bad luck, or of somebody's making, ends in a sort.
    static void MoveLargestToFront(Span<long> values, int count)
    {
        var (first, last) = (0, values.Length - 1);
        for (var patience = 4 * (int)Math.Log2(values.Length) + 8; first < last; patience--)
        {
            if (patience == 0)
            {
                values[first..(last + 1)].Sort((left, right) => right.CompareTo(left));
                return;
            }

            var (left, right, pivot) = (first, last, values[first + (last - first) / 2]);
            while (left <= right)
            {
                while (values[left] > pivot) left++;
                while (values[right] < pivot) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                (left, right) = (left + 1, right - 1);
            }

            if (count - 1 <= right) last = right;
            else if (count - 1 >= left) first = left;
            else return;
        }
    }
}
