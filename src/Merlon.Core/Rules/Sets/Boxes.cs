using System.Collections.Immutable;

namespace Merlon.Rules.Sets;

/// <summary>
/// Takes a function of packets apart into boxes: at each field, the values that lead on to the same function belong
/// together, so that a list of addresses with one fate is one box (firewall decision diagrams: Gouda and Liu, 2007).
/// </summary>
static class Boxes
{
    /// <summary>Every box on which the function is a constant other than 0; no packet is in two.</summary>
    public static IEnumerable<(Box Box, int Constant)> Of(PacketSpace space, int function)
    {
        var segments = SegmentsOf(space);
        return Walk(space.Diagram, segments, function, 0, [])
            .Select(found => (ToBox(found.Path), found.Constant));
    }

    /// <summary>How many boxes there are, without making them.</summary>
    public static long Count(PacketSpace space, int function)
    {
        var segments = SegmentsOf(space);
        var known = new Dictionary<int, long>();
        return CountFrom(function, 0);

        long CountFrom(int node, int at)
        {
            if (Diagram.IsConstant(node)) return node == Diagram.False ? 0 : 1;
            if (known.TryGetValue(node, out var count)) return count;

            at = SegmentOf(space.Diagram, segments, node, at);
            foreach (var (next, _) in Branches(space.Diagram, node, segments[at]))
            {
                var more = CountFrom(next, at + 1);
                count = count > long.MaxValue - more ? long.MaxValue : count + more;
            }

            return known[node] = count;
        }
    }

    static IEnumerable<(ImmutableList<(Segment, List<Cube>)> Path, int Constant)> Walk(
        Diagram diagram, Segment[] segments, int node, int at, ImmutableList<(Segment, List<Cube>)> path)
    {
        if (Diagram.IsConstant(node))
        {
            if (node != Diagram.False) yield return (path, node);
            yield break;
        }

        at = SegmentOf(diagram, segments, node, at);
        foreach (var (next, cubes) in Branches(diagram, node, segments[at]))
        {
            foreach (var found in Walk(diagram, segments, next, at + 1, path.Add((segments[at], cubes))))
                yield return found;
        }
    }

    static int SegmentOf(Diagram diagram, Segment[] segments, int node, int at)
    {
        while (diagram.BitOf(node) >= segments[at].End) at++;
        return at;
    }

    // The functions that are left behind a segment's bits, each with the values that lead to it.
    static List<(int Next, List<Cube> Cubes)> Branches(Diagram diagram, int node, Segment segment)
    {
        if (segment.Classes is { } classes)
        {
            node = new FullBits(diagram, classes, segment.End).Of(node, segment.Width);
            segment = segment with { End = 0 };
        }

        var branches = new List<(int Next, List<Cube> Cubes)>();
        var places = new Dictionary<int, int>();
        Descend(node, new(0, 0));
        return branches;

        void Descend(int at, Cube cube)
        {
            if (at == Diagram.False) return;
            if (diagram.BitOf(at) >= segment.End)
            {
                Add(at, cube);
                return;
            }

            var bit = UInt128.One << (segment.End - 1 - diagram.BitOf(at));
            Descend(diagram.Low(at), cube with { Mask = cube.Mask | bit });
            Descend(diagram.High(at), new(cube.Value | bit, cube.Mask | bit));
        }

        void Add(int at, Cube cube)
        {
            if (!places.TryGetValue(at, out var place))
            {
                places[at] = place = branches.Count;
                branches.Add((at, []));
            }

            branches[place].Cubes.Add(cube);
        }
    }

    static Segment[] SegmentsOf(PacketSpace space)
    {
        var segments = new List<Segment>
        {
            Interfaces(SegmentKind.In, space.FirstInterfaceBit(true)),
            Interfaces(SegmentKind.Out, space.FirstInterfaceBit(false)),
        };
        foreach (var field in PacketSpace.Fields)
        {
            var end = space.FirstBit(field) + space.WidthOf(field);
            segments.Add(new(SegmentKind.Field, end, field.WidthIn(space.Family), field, space.ClassesOf(field)));
        }

        segments.AddRange(space.TcpOptions.Select(option =>
            new Segment(SegmentKind.TcpOption, option.Bit + 1, 1, TcpOption: option.Kind)));
        return [.. segments.OrderBy(segment => segment.End)];

        Segment Interfaces(SegmentKind kind, int first) =>
            new(kind, first + space.Interfaces.Bits, space.Interfaces.Bits);
    }

    static Box ToBox(ImmutableList<(Segment Segment, List<Cube> Cubes)> path)
    {
        var fields = ImmutableArray.CreateBuilder<FieldValues>();
        var options = ImmutableArray.CreateBuilder<(byte, bool)>();
        ImmutableArray<int> inside = [], outside = [];
        foreach (var (segment, cubes) in path)
        {
            switch (segment.Kind)
            {
                case SegmentKind.In:
                    inside = NumbersIn(segment, cubes);
                    break;
                case SegmentKind.Out:
                    outside = NumbersIn(segment, cubes);
                    break;
                case SegmentKind.TcpOption:
                    options.Add((segment.TcpOption, cubes[0].Value == 1));
                    break;
                default:
                    fields.Add(new(segment.Field, segment.Width, [.. cubes]));
                    break;
            }
        }

        return new(fields.ToImmutable(), inside, outside, options.ToImmutable());
    }

    static ImmutableArray<int> NumbersIn(Segment segment, List<Cube> cubes) =>
        [.. Enumerable.Range(0, 1 << segment.Width).Where(number => cubes.Exists(cube => cube.Contains((uint)number)))];

    enum SegmentKind
    {
        In,
        Out,
        Field,
        TcpOption,
    }

    // The bits before an end; numbers of classes when there are some, and else a value of this width.
    readonly record struct Segment(
        SegmentKind Kind, int End, int Width, Field Field = default, ValueClasses? Classes = null, byte TcpOption = 0);
}
