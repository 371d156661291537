namespace Merlon.Knowledge.Search;

/// <summary>A word in a latent space.</summary>
/// <param name="Weight">The rarer it is in the documents, the more (inverse document frequency).</param>
public sealed record LatentTerm(double Weight, float[] Axes);

/// <summary>
/// Texts as points, so that those which speak of the same lie near each other even where they share no word: latent
/// semantic analysis (Deerwester et al., 1990).
/// </summary>
/// <param name="Terms">By their stems.</param>
/// <param name="Documents">The documents' points, in their order.</param>
public sealed record LatentSpace(IReadOnlyDictionary<string, LatentTerm> Terms, IReadOnlyList<float[]> Documents)
{
    /// <summary>How often a title's words count.</summary>
    const int TitleWeight = 2;

    /// <summary>The number of axes where there are documents enough; the same documents give the same space.</summary>
    public const int MostAxes = 300;

    /// <param name="most">So many axes at most.</param>
    public static LatentSpace Of(IReadOnlyList<KnowledgeDocument> documents, int most = MostAxes)
    {
        var counts = documents.Select(Counts).ToList();
        var spread = counts.SelectMany(one => one.Keys).CountBy(stem => stem)
            .OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        var weights = spread.ToDictionary(one => one.Key, one => Rarity(documents.Count, one.Value));
        var columns = spread.Index().ToDictionary(one => one.Item.Key, one => one.Index);
        var matrix = new SparseRows(columns.Count, [.. counts.Select(one => Row(one, weights, columns))]);
        var axes = matrix.RightSingularVectors(Math.Min(most, documents.Count));
        var terms = columns.ToDictionary(one => one.Key, one => new LatentTerm(weights[one.Key], axes[one.Value]));
        return new(terms, [.. counts.Select(one => Point(one, terms.GetValueOrDefault) ?? [])]);
    }

    /// <summary>Where a text lies.</summary>
    /// <param name="find">The term of a stem; null for an unknown one.</param>
    /// <returns>Of length 1; null when no word of it is known.</returns>
    public static float[]? PointOf(string text, Func<string, LatentTerm?> find) =>
        Point(SearchWords.Stems(text).CountBy(stem => stem).ToDictionary(), find);

    /// <returns>The cosine of the angle between two points: 1 for the same direction.</returns>
    public static double Likeness(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length) return 0;

        var sum = 0.0;
        for (var i = 0; i < one.Length; i++) sum += (double)one[i] * other[i];
        return sum;
    }

    static Dictionary<string, int> Counts(KnowledgeDocument document)
    {
        var counts = SearchWords.Stems(document.Text).CountBy(stem => stem).ToDictionary();
        foreach (var stem in SearchWords.Stems(document.Title))
            counts[stem] = counts.GetValueOrDefault(stem) + TitleWeight;
        return counts;
    }

    static double Rarity(int documents, int having) => Math.Log((1.0 + documents) / (1 + having)) + 1;

    static double Frequency(int count) => 1 + Math.Log(count);

    static (int Column, double Value)[] Row(
        Dictionary<string, int> counts, Dictionary<string, double> weights, Dictionary<string, int> columns)
    {
        var row = counts.Select(one => (columns[one.Key], Value: Frequency(one.Value) * weights[one.Key]))
            .OrderBy(one => one.Item1).ToArray();
        var length = Math.Sqrt(row.Sum(one => one.Value * one.Value));
        return [.. row.Select(one => (one.Item1, one.Value / length))];
    }

    static float[]? Point(Dictionary<string, int> counts, Func<string, LatentTerm?> find)
    {
        double[]? sum = null;
        foreach (var (stem, count) in counts.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (find(stem) is not var (weight, axes)) continue;

            sum ??= new double[axes.Length];
            if (axes.Length != sum.Length) continue;
            for (var i = 0; i < sum.Length; i++) sum[i] += Frequency(count) * weight * axes[i];
        }

        var length = sum is null ? 0 : Math.Sqrt(sum.Sum(one => one * one));
        return length > 0 ? [.. sum!.Select(one => (float)(one / length))] : null;
    }
}
