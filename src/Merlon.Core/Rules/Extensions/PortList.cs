using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>Ports and ranges of ports with commas between, fifteen places at most; a range takes two.</summary>
sealed class PortList(ImmutableArray<NumberRange> ranges, ImmutableArray<string> ends)
{
    public const int MostPlaces = 15;

    public static readonly WordSyntax<PortList> Syntax = new(TryRead, list => string.Join(',', list.Ranges));


    public ImmutableArray<NumberRange> Ranges => ranges;

    /// <summary>What is wrong when a name among them is of no service of this protocol.</summary>
    public Problem? Foreign(IpProtocol protocol)
    {
        var foreign = ends.FirstOrDefault(end => !ServiceNames.TryReadPort(end, ushort.MaxValue, out _, protocol));
        return foreign is null
            ? null
            : new($"{ProtocolNames.Print(protocol)} has no service {foreign}", "the number of a port");
    }

    static bool TryRead(string text, IpFamily family, out PortList value, out Problem problem)
    {
        value = new([], []);
        var ranges = ImmutableArray.CreateBuilder<NumberRange>();
        var offset = 0;
        foreach (var part in text.Split(','))
        {
            if (!TryReadPart(part, family, out var range, out problem))
            {
                problem = problem with { Offset = problem.Offset + offset };
                return false;
            }

            ranges.Add(range);
            offset += part.Length + 1;
        }

        value = new(ranges.ToImmutable(), [.. text.Split(',', ':')]);
        var places = text.Split(',', ':').Length;
        problem = places > MostPlaces ? new($"{places} places", $"{MostPlaces} at most; a range takes two") : default;
        return places <= MostPlaces;
    }

    // Unlike --dport, both ends of a range must be there, and it must not run on the spot.
    static bool TryReadPart(string part, IpFamily family, out NumberRange range, out Problem problem)
    {
        if (!Values.Ports(protocol: null).TryReadWord(part, family, out range, out problem)) return false;
        if (part is not ([':', ..] or [.., ':']) && !(part.Contains(':', StringComparison.Ordinal) && range.IsSingle))
            return true;

        problem = new($"{part} is no range of two ports", $"{range}");
        return false;
    }
}
