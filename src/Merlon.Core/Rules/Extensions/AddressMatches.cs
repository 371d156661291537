using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks at addresses beyond <c>-s</c> and <c>-d</c>: ranges, hardware addresses, kinds.</summary>
static class AddressMatches
{
    static readonly ImmutableArray<string> TypeNames =
    [
        "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT",
        "THROW", "NAT", "XRESOLVE",
    ];

    public static IEnumerable<MatchExtension> All => [IpRange(), Mac(), AddressTypes()];

    static MatchExtension IpRange()
    {
        var source = new Option<AddressRange>("--src-range", AddressRange.Syntax) { IsNegatable = true };
        var destination = new Option<AddressRange>("--dst-range", AddressRange.Syntax) { IsNegatable = true };
        return new("iprange", source, destination)
        {
            NeedsOption = true,
            Meaning = given =>
                given.Condition(source, range => Condition.In(Field.Source, range.First, range.Last))
                & given.Condition(destination, range => Condition.In(Field.Destination, range.First, range.Last)),
        };
    }

    static MatchExtension Mac()
    {
        var source = new Option<ulong>("--mac-source", Values.Mac) { IsNegatable = true, IsRequired = true };
        return new("mac", source)
        {
            Chains = ["PREROUTING", "INPUT", "FORWARD"],
            Meaning = given => given.Condition(source, mac => Condition.Is(Field.SourceMac, mac)),
        };
    }

    static MatchExtension AddressTypes()
    {
        var source = new Option<uint>("--src-type", Types) { IsNegatable = true };
        var destination = new Option<uint>("--dst-type", Types) { IsNegatable = true };
        var inOnly = new Option<bool>("--limit-iface-in", Values.Flag) { Excludes = ["--limit-iface-out"] };
        var outOnly = new Option<bool>("--limit-iface-out", Values.Flag) { Excludes = ["--limit-iface-in"] };
        return new("addrtype", source, destination, inOnly, outOnly)
        {
            NeedsOption = true,
            Check = (given, _) => given.Has(source) || given.Has(destination)
                ? null
                : new("addrtype lacks an address to look at", "--src-type or --dst-type"),

            // What IPv6 and single interfaces make of it is asked of the routing table in ways of their own.
            Meaning = given => given.Family is IpFamily.V6 || given.Has(inOnly) || given.Has(outOnly)
                ? given.Undecidable(source, destination, inOnly, outOnly)
                : given.Condition(source, types => IsOneOf(Field.SourceType, types))
                    & given.Condition(destination, types => IsOneOf(Field.DestinationType, types)),
        };
    }

    static readonly WordSyntax<uint> Types = new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
            Names.TryRead(text, TypeNames, StringComparison.OrdinalIgnoreCase, out value, out problem),
        value => Names.Print(value, TypeNames));

    static Condition IsOneOf(Field field, uint types) =>
        Condition.Any(Names.PlacesOf(types).Select(type => Condition.Is(field, (uint)type)));
}

/// <summary>First and last address, both included.</summary>
readonly record struct AddressRange(IpFamily Family, UInt128 First, UInt128 Last)
{
    public static readonly WordSyntax<AddressRange> Syntax = new(TryRead, range => range.ToString());

    public override string ToString() => First == Last ? $"{Text(First)}" : $"{Text(First)}-{Text(Last)}";

    Ip Text(UInt128 bits) => Family is IpFamily.V4 ? Ip.V4((uint)bits) : new(bits);

    static bool TryRead(string text, IpFamily family, out AddressRange value, out Problem problem)
    {
        value = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (first, last) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        var offset = AddressSyntax.TryReadAddress(first, family, out var low) ? dash + 1 : 0;
        if (!AddressSyntax.TryReadAddress(last, family, out var high) || (offset == 0 && dash >= 0))
        {
            problem = new($"'{(offset == 0 ? first : last)}' is no address", "first-last", offset);
            return false;
        }

        value = new(family, low, high);
        problem = low <= high ? default : new($"the range {text} runs backwards", $"{last}-{first}");
        return low <= high;
    }
}
