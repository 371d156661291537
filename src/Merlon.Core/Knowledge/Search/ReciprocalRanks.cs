namespace Merlon.Knowledge.Search;

/// <summary>
/// Several rankings made one: of each a document gets 1 / (60 + its rank), and the sum counts (Cormack, Clarke and
/// Büttcher, Reciprocal Rank Fusion, SIGIR 2009).
/// </summary>
public static class ReciprocalRanks
{
    const double K = 60;

    /// <param name="rankings">Documents by their numbers, the best first.</param>
    /// <returns>The best first; of equal ones that which stands first in a ranking, then the lower number.</returns>
    public static IReadOnlyList<(int Document, double Score)> Fuse(params IReadOnlyList<IReadOnlyList<int>> rankings)
    {
        var scores = new Dictionary<int, (double Sum, int Best)>();
        foreach (var ranking in rankings)
        {
            foreach (var (place, document) in ranking.Index())
            {
                var (sum, best) = scores.GetValueOrDefault(document, (0, int.MaxValue));
                scores[document] = (sum + (1 / (K + place + 1)), Math.Min(best, place));
            }
        }

        return [.. scores.OrderByDescending(one => one.Value.Sum).ThenBy(one => one.Value.Best).ThenBy(one => one.Key)
            .Select(one => (one.Key, one.Value.Sum))];
    }
}
