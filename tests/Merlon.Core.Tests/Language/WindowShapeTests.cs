using System.Collections.Immutable;
using System.Text.Json;
using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.Synthesis;

namespace Merlon.Language;

public class WindowShapeTests(ITestOutputHelper output)
{
    // Every attack three times, at other addresses, by other chance.
    [Fact]
    public void An_attack_is_nearest_to_one_of_its_own_kind()
    {
        var all = (
            from seed in Enumerable.Range(1, 3)
            from name in (string[])[.. Attacks.Names, "scan of a port"]
            select (Name: name, Shape: WindowShape.Of(WaysOf(name, seed), SiteContext.None))).ToList();
        var wrong = new List<string>();
        foreach (var one in all)
        {
            var (name, shape) = all.Where(other => !ReferenceEquals(other.Shape, one.Shape))
                .MaxBy(other => one.Shape.SimilarityTo(other.Shape));
            if (name != one.Name) wrong.Add($"{one.Name} is taken for {name} ({one.Shape.SimilarityTo(shape):0.000})");
        }

        var share = 1 - (double)wrong.Count / all.Count;
        output.WriteLine($"nearest is of the same kind: {share:0.000} of {all.Count}");
        Assert.True(share >= 0.8, string.Join('\n', wrong));
    }

    [Fact]
    public void It_is_like_itself_and_the_likeness_goes_both_ways()
    {
        var shapes = Attacks.Names.Select(name => WindowShape.Of(WaysOf(name, seed: 1), SiteContext.None)).ToList();
        Assert.All(shapes, shape => Assert.Equal(1, shape.SimilarityTo(shape), 9));
        Assert.All(shapes.Zip(shapes.Skip(1)), pair =>
        {
            var likeness = pair.First.SimilarityTo(pair.Second);
            Assert.Equal(likeness, pair.Second.SimilarityTo(pair.First), 12);
            Assert.InRange(likeness, 0, 0.999);
        });
    }

    [Fact]
    public void What_a_destination_is_for_counts_where_somebody_said_it()
    {
        var site = SiteContextReader.Read("""
            assets:
              - name: shell
                addresses: 192.0.2.11
                role: file-server
            """).Context!;
        var (known, unknown) = (
            WindowShape.Of(WaysOf("brute force", 1), site), WindowShape.Of(WaysOf("brute force", 1), SiteContext.None));
        Assert.Equal(1, known.Roles["file-server"]);
        Assert.Equal(1, known.SimilarityTo(unknown), 9);
        var other = known with { Roles = known.Roles.Clear().Add("web-server", 1) };
        Assert.True(known.SimilarityTo(other) < 0.95);
    }

    [Fact]
    public void It_is_the_same_after_it_was_written_and_read()
    {
        var shape = WindowShape.Of(WaysOf("vertical scan", 1), SiteContext.None);
        var json = JsonSerializer.Serialize(shape);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<WindowShape>(json)));
        Assert.Equal(0, shape.Sources);
        Assert.True(shape.Services > 9 && shape.Busiest.Count == 5, json);
    }

    static ImmutableArray<AlertedWay> WaysOf(string name, int seed)
    {
        var random = new Random(seed * 1_000);
        var site = new HonestSite(random);
        var attack = name == "scan of a port"
            ? PortScan.On(site, random) : new Attacks(site, random, 0, 600).Of(name);
        return [
            .. attack.GroupBy(flow => (flow.Key.SourceIp, flow.Key.DestinationIp, flow.Key.DestinationPort))
                .Select(way => new AlertedWay(way.First().Key, way.Count(), way.Last().FirstSeen, false)),
        ];
    }
}
