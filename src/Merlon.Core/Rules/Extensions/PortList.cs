using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>Ports and ranges of ports with commas between, fifteen places at most; a range takes two.</summary>
sealed class PortList(ImmutableArray<NumberRange> ranges)
{
    const int MostPlaces = 15;

    public static readonly WordSyntax<PortList> Syntax = new(TryRead, list => string.Join(',', list.Ranges));

    public ImmutableArray<NumberRange> Ranges => ranges;

    static bool TryRead(string text, IpFamily family, out PortList value, out Problem problem)
    {
        value = new([]);
        var ranges = ImmutableArray.CreateBuilder<NumberRange>();
        var (offset, places) = (0, 0);
        foreach (var part in text.Split(','))
        {
            if (!TryReadPart(part, family, out var range, out problem))
            {
                problem = problem with { Offset = problem.Offset + offset };
                return false;
            }

            ranges.Add(range);
            places += part.Contains(':', StringComparison.Ordinal) ? 2 : 1;
            offset += part.Length + 1;
        }

        problem = places > MostPlaces ? new($"{places} places", $"{MostPlaces} at most; a range takes two") : default;
        value = new(ranges.ToImmutable());
        return places <= MostPlaces;
    }

    // Unlike --dport, both ends of a range must be there, and it must not run on the spot.
    static bool TryReadPart(string part, IpFamily family, out NumberRange range, out Problem problem)
    {
        if (!Values.Ports.TryRead([new(part, 0)], family, out range, out problem)) return false;
        if (part is not ([':', ..] or [.., ':']) && !(part.Contains(':', StringComparison.Ordinal) && range.IsSingle))
            return true;

        problem = new($"{part} is no range of two ports", $"{range}");
        return false;
    }
}
