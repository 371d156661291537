namespace Merlon.Cli;

/// <summary>What was probably meant.</summary>
static class Words
{
    /// <summary><c>; did you mean eve?</c>, or nothing when no name is near.</summary>
    public static string Nearest(string typed, IEnumerable<string> names)
    {
        var word = typed.ToLowerInvariant();
        var nearest = names.OrderBy(name => Distance(word, name.ToLowerInvariant()))
            .ThenBy(name => word.Length > 0 && name[0] != word[0]).FirstOrDefault();
        var isNear = nearest is not null && Distance(word, nearest.ToLowerInvariant()) <= Math.Max(2, word.Length / 3);
        return isNear ? $"; did you mean {nearest}?" : "";
    }

    // Levenshtein, one row at a time.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
