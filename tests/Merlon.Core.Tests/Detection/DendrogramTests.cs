namespace Merlon.Detection;

public class DendrogramTests
{
    // Places on a line: 0 and 1 are near, then 5 and 6, then 20.
    [Fact]
    public void The_nearest_come_together_first()
    {
        double[] places = [20, 1, 5, 0, 6.5];
        var tree = new Dendrogram(places.Length, (i, j) => Math.Abs(places[i] - places[j]));
        Assert.Equal([[0], [1, 3], [2, 4]], tree.Branches(2));
        Assert.Equal([[0], [1, 3, 2, 4]], tree.Branches(4));
        Assert.Equal([[0, 1, 3, 2, 4]], tree.Branches(5));
    }

    [Fact]
    public void Equal_distances_are_taken_as_they_are_found_and_the_smaller_number_is_the_left() =>
        Assert.Equal([[3], [2], [0, 1]], new Dendrogram(4, (_, _) => 1).Branches(2));

    [Fact]
    public void One_item_is_a_branch() => Assert.Equal([[0]], new Dendrogram(1, (_, _) => 0).Branches(1));

    // By the definition: again and again the two clusters of which any two members are nearest become one.
    [Fact]
    public void Branches_are_those_of_the_definition()
    {
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var count = random.Next(2, 25);
            var distances = new double[count, count];
            for (var a = 0; a < count; a++)
            {
                for (var b = 0; b < a; b++) distances[a, b] = distances[b, a] = random.NextDouble();
            }

            var most = random.Next(1, count);
            Assert.Equal(
                Naive(count, distances, most).Select(Told).Order(),
                new Dendrogram(count, (a, b) => distances[a, b]).Branches(most).Select(Told).Order());
        }
    }

    static string Told(IEnumerable<int> items) => string.Join(' ', items.Order());

    static List<int[]> Naive(int count, double[,] distances, int most)
    {
        var clusters = Enumerable.Range(0, count)
            .Select(item => (Items: new[] { item }, Branches: One([item]))).ToList();
        while (clusters.Count > 1)
        {
            var (_, left, right) = (
                from i in Enumerable.Range(0, clusters.Count)
                from j in Enumerable.Range(0, i)
                select (clusters[i].Items.Min(a => clusters[j].Items.Min(b => distances[a, b])), i, j)).Min();
            int[] items = [.. clusters[left].Items, .. clusters[right].Items];
            var branches = items.Length <= most ? One(items)
                : [.. clusters[left].Branches, .. clusters[right].Branches];
            clusters.RemoveAt(left);
            clusters.RemoveAt(right);
            clusters.Add((items, branches));
        }

        return clusters[0].Branches;

        static List<int[]> One(int[] items) => [items];
    }
}
