using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Sets;

/// <summary>A box in words: the fields that it limits, each with its values.</summary>
public static class BoxText
{
    const int MostValues = 8;

    /// <summary>Field by field, <c>src 10.0.0.0/8</c>; empty for every packet of the hook.</summary>
    public static IEnumerable<(string Field, string Values)> Describe(Box box, PacketSpace space)
    {
        if (Interfaces(box.In, space) is { } inside) yield return ("in", inside);
        if (Interfaces(box.Out, space) is { } outside) yield return ("out", outside);
        foreach (var values in box.Fields)
        {
            if (IsAll(values)) continue;
            yield return (NameOf(values.Field), Describe(values, space.Family));
        }

        foreach (var (kind, isThere) in box.TcpOptions) yield return ("tcpoption", isThere ? $"{kind}" : $"not {kind}");
    }

    // Of the kinds of packets there are, most fields of few values limit nothing.
    static bool IsAll(FieldValues values)
    {
        var last = values.Field switch
        {
            Field.State => (uint)ConnectionState.Untracked,
            Field.PacketType => (uint)PacketType.Multicast,
            Field.SourceType or Field.DestinationType => (uint)AddressType.XResolve,
            _ => uint.MaxValue,
        };
        return last < uint.MaxValue && values.Runs is [(var first, var end)] && first == 0 && end == last;
    }

    static string? Interfaces(IReadOnlyList<int> classes, PacketSpace space)
    {
        var all = space.Interfaces.Present.ToList();
        if (classes.Count == 0 || classes.SequenceEqual(all) || classes is [InterfaceClasses.None]) return null;

        var absent = all.Except(classes).ToList();
        return absent.Count < classes.Count
            ? $"not {string.Join(", ", absent.Select(Name))}"
            : string.Join(", ", classes.Select(Name));

        string Name(int number)
        {
            var (pattern, except) = space.Interfaces.Describe(number);
            if (except.Count == 0) return pattern;
            return pattern is "+" ? "others" : $"{pattern} but not {string.Join(", ", except)}";
        }
    }

    static string Describe(FieldValues values, IpFamily family)
    {
        if (values.Field is Field.TcpFlags) return Shortened(values.Cubes.Select(Flags));
        if (values.Runs is not { } runs)
            return Shortened(values.Cubes.Select(cube => Masked(values.Field, cube, family)));
        if (values.Field is Field.Source or Field.Destination)
            return Shortened(runs.Select(run => Addresses(run.First, run.Last, family)));
        return Shortened(runs.SelectMany(run => Run(values.Field, run.First, run.Last, family)));
    }

    static IEnumerable<string> Run(Field field, UInt128 first, UInt128 last, IpFamily family)
    {
        var isNamed = field is Field.State or Field.Protocol or Field.PacketType or Field.SourceType
            or Field.DestinationType;
        var (from, to) = (Value(field, first, family), Value(field, last, family));
        return !isNamed || last - first >= MostValues
            ? [first == last ? from : $"{from}-{to}"]
            : Enumerable.Range((int)first, (int)(last - first) + 1).Select(value => Value(field, (uint)value, family));
    }

    static string Masked(Field field, Cube cube, IpFamily family)
    {
        var isAddress = field is Field.Source or Field.Destination;
        var mask = isAddress ? AddressMask.Text(cube.Mask, family) : Numbers.Hex((ulong)cube.Mask);
        return $"{Value(field, cube.Value, family)}/{mask}";
    }

    static string Value(Field field, UInt128 value, IpFamily family) => field switch
    {
        Field.Source or Field.Destination => AddressMask.Text(value, family),
        Field.Protocol => ProtocolNames.Print((IpProtocol)(byte)value),
        Field.State => ((ConnectionState)(byte)value).ToString().ToUpperInvariant(),
        Field.PacketType => ((PacketType)(byte)value).ToString().ToLowerInvariant(),
        Field.SourceType or Field.DestinationType => ((AddressType)(byte)value).ToString().ToUpperInvariant(),
        Field.SourceTranslated or Field.DestinationTranslated or Field.Fragment => value != 0 ? "yes" : "no",
        Field.Mark => Numbers.Hex((ulong)value),
        Field.SourceMac => Values.Mac.Print((ulong)value)[0],
        _ => $"{value}",
    };

    static string Addresses(UInt128 first, UInt128 last, IpFamily family)
    {
        var span = first ^ last;
        var isBlock = (span & (span + 1)) == 0 && (first & span) == 0;
        if (!isBlock) return $"{AddressMask.Text(first, family)}-{AddressMask.Text(last, family)}";

        var length = family.Bits - (int)UInt128.Log2(span + 1);
        var text = AddressMask.Text(first, family);
        return length == family.Bits ? text : $"{text}/{(span == UInt128.MaxValue ? 0 : length)}";
    }

    static string Flags(Cube cube)
    {
        var (set, clear) = ((uint)(cube.Value & cube.Mask), (uint)(cube.Mask & ~cube.Value));
        var words = new List<string>();
        if (set != 0) words.Add(PacketFields.FlagNames(set));
        if (clear != 0) words.Add($"not {PacketFields.FlagNames(clear)}");
        return string.Join(' ', words);
    }

    static string Shortened(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.Count <= MostValues
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(MostValues))} and {all.Count - MostValues:N0} more";
    }

    static string NameOf(Field field) => field switch
    {
        Field.Source => "src",
        Field.Destination => "dst",
        Field.Protocol => "proto",
        Field.SourcePort => "sport",
        Field.DestinationPort => "dport",
        Field.SourceTranslated => "snat",
        Field.DestinationTranslated => "dnat",
        Field.TcpFlags => "flags",
        Field.PacketType => "pkttype",
        Field.SourceType => "srctype",
        Field.DestinationType => "dsttype",
        Field.SourceMac => "mac",
        _ => field.ToString().ToLowerInvariant(),
    };
}
