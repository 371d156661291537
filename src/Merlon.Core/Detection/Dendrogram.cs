namespace Merlon.Detection;

/// <summary>
/// Single-linkage clustering: again and again the two nearest clusters become one, where those are near of which any
/// two members are.
/// </summary>
/// <remarks>
/// In the order of SciPy's <c>linkage(method="single")</c> and <c>to_tree</c>: the minimum spanning tree is grown from
/// the first item (Prim, 1957), its edges are taken by length, equal ones as they were found, and of two clusters the
/// one with the smaller number is the left. Items are numbered from 0, clusters go on from there as they are made.
/// </remarks>
public sealed class Dendrogram
{
    readonly int _items;
    readonly (int Left, int Right)[] _merges;

    /// <param name="items">At least one.</param>
    /// <param name="distance">Of two items; the same either way.</param>
    public Dendrogram(int items, Func<int, int, double> distance)
    {
        _items = items;
        _merges = Merge(items, SpanningTree(items, distance).OrderBy(edge => edge.Length));
    }

    /// <summary>The items by branches of at most so many, left before right.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Branches(int most)
    {
        var branches = new List<IReadOnlyList<int>>();
        Split(_items + _merges.Length - 1);
        return branches;

        void Split(int cluster)
        {
            var leaves = Leaves(cluster).ToList();
            if (leaves.Count <= most)
            {
                branches.Add(leaves);
                return;
            }

            var (left, right) = _merges[cluster - _items];
            Split(left);
            Split(right);
        }
    }

    IEnumerable<int> Leaves(int cluster)
    {
        if (cluster < _items) return [cluster];

        var (left, right) = _merges[cluster - _items];
        return Leaves(left).Concat(Leaves(right));
    }

    // An edge is told by the item that was added before, whichever it hangs on: sorted by length, it merges the same
    // two clusters.
    static IEnumerable<(int Before, int Added, double Length)> SpanningTree(
        int items, Func<int, int, double> distance)
    {
        var isAdded = new bool[items];
        var nearest = new double[items];
        Array.Fill(nearest, double.PositiveInfinity);
        for (var (edges, last) = (1, 0); edges < items; edges++)
        {
            isAdded[last] = true;
            var (next, length) = (-1, double.PositiveInfinity);
            for (var i = 0; i < items; i++)
            {
                if (isAdded[i]) continue;

                nearest[i] = Math.Min(nearest[i], distance(last, i));
                if (next < 0 || nearest[i] < length) (next, length) = (i, nearest[i]);
            }

            yield return (last, next, length);
            last = next;
        }
    }

    static (int, int)[] Merge(int items, IEnumerable<(int Before, int Added, double Length)> edges)
    {
        var merges = new List<(int, int)>(items - 1);
        var parents = Enumerable.Range(0, 2 * items - 1).ToArray();
        foreach (var (before, added, _) in edges)
        {
            var (one, other) = (Root(before), Root(added));
            parents[one] = parents[other] = items + merges.Count;
            merges.Add((Math.Min(one, other), Math.Max(one, other)));
        }

        return [.. merges];

        int Root(int cluster)
        {
            while (parents[cluster] != cluster) cluster = parents[cluster] = parents[parents[cluster]];
            return cluster;
        }
    }
}
