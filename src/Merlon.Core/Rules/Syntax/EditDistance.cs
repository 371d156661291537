namespace Merlon.Rules.Syntax;

/// <summary>
/// How far two words are apart: letters put in, taken out, changed, or in each other's place (Damerau, 1964; none of
/// them twice).
/// </summary>
public static class EditDistance
{
    // Three rows at a time.
    public static int Between(string a, string b)
    {
        var (beforeLast, last, row) = (new int[b.Length + 1], new int[b.Length + 1], Row(b.Length));
        for (var i = 1; i <= a.Length; i++)
        {
            (beforeLast, last, row) = (last, row, beforeLast);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (isSwapped) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
        }

        return row[^1];
    }

    static int[] Row(int length) => [.. Enumerable.Range(0, length + 1)];
}
