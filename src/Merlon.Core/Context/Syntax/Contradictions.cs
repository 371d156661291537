using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Context.Syntax;

/// <summary>What cannot all be true of one site, each with the places of both.</summary>
static class Contradictions
{
    public static IEnumerable<Fault> In(SiteContext context)
    {
        var inside = new OutermostBlocks(context.Internals);
        var firstLine = context.Internals.IsEmpty ? 0 : context.Internals[0].Line;
        var addresses = new OutermostBlocks(context.Assets.SelectMany(asset => asset.Addresses));
        IEnumerable<Fault>[] faults =
        [
            inside.Inner.Select(found => Twice(found.Block, found.Outer, "each internal prefix once")),
            addresses.Inner.Select(found => Twice(found.Block, found.Outer, "each address in one asset")),
            Names(context.Assets),
            Outside(context.Assets.SelectMany(asset => asset.Addresses), inside, firstLine, "an asset"),
            Outside(context.Allows.SelectMany(allow => allow.To), inside, firstLine, "what may be reached"),
            context.Assets.SelectMany(asset => Services(asset.Services)),
            context.Allows.SelectMany(allow => Services(allow.Services)),
            context.Allows.SelectMany(Families),
        ];
        return faults.SelectMany(found => found);
    }

    static Fault Twice(Placed<IpPrefix> block, Placed<IpPrefix> outer, string expected)
    {
        var (first, second) = (outer.Line, outer.Column).CompareTo((block.Line, block.Column)) <= 0
            ? (outer, block)
            : (block, outer);
        var relation = block.Value == outer.Value ? "stands already"
            : second == block ? $"lies in {outer.Value}" : $"holds {block.Value}";
        return At(second, $"{second.Value} {relation} in line {first.Line}", expected);
    }

    static IEnumerable<Fault> Names(ImmutableArray<Asset> assets) =>
        from same in assets.Select(asset => asset.Name).GroupBy(name => name.Value, StringComparer.OrdinalIgnoreCase)
        from name in same.Skip(1)
        select At(name, $"an asset is called {name.Value} in line {same.First().Line} already", "another name");

    static IEnumerable<Fault> Outside(
        IEnumerable<Placed<IpPrefix>> blocks, OutermostBlocks inside, int internals, string what) =>
        from block in blocks
        where inside.Any && inside.Around(block) is null
        select At(block, $"{block.Value} is in no internal prefix (line {internals}), as {what} must be",
            "an address behind the firewall");

    // In order of the first port, each is held against the one that reaches furthest.
    static IEnumerable<Fault> Services(ImmutableArray<Placed<ServicePorts>> services)
    {
        Placed<ServicePorts>? furthest = null;
        foreach (var service in services.OrderBy(one => (one.Value.Protocol, one.Value.First, one.Line, one.Column)))
        {
            if (furthest is { } other && other.Value.Overlaps(service.Value))
            {
                var message = service.Value == other.Value
                    ? $"{service.Value} stands in line {other.Line} already"
                    : $"{service.Value} has ports that {other.Value} in line {other.Line} has too";
                yield return At(service, message, "each service once");
                if (other.Value.Last >= service.Value.Last) continue;
            }

            furthest = service;
        }
    }

    static IEnumerable<Fault> Families(Allow allow)
    {
        var first = allow.From[0];
        return from block in allow.From.Concat(allow.To)
               where block.Value.Network.Family != first.Value.Network.Family
               select At(block, $"{block.Value} is of another family than {first.Value} in line {first.Line}",
                   "an allow for each family");
    }

    static Fault At<T>(Placed<T> place, string message, string expected) =>
        new(place.Line, place.Column, message, expected);
}
