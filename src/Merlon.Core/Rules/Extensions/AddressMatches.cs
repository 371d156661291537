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

    // BROADCAST, BLACKHOLE, PROHIBIT and those behind it.
    const uint OnlyV4 = 1 << 3 | 1 << 6 | 0xF << 8;

    public static IEnumerable<MatchExtension> All => [IpRange(), Mac(), AddressTypes()];

    static MatchExtension IpRange()
    {
        var source = new Option<AddressRange>("--src-range", AddressRange.Syntax) { IsNegatable = true };
        var destination = new Option<AddressRange>("--dst-range", AddressRange.Syntax) { IsNegatable = true };
        return new("iprange", source, destination)
        {
            NeedsOption = true,
            Meaning = given =>
                given.Condition(source, range => Within(Field.Source, range))
                & given.Condition(destination, range => Within(Field.Destination, range)),
        };
    }

    // A range that runs backwards is loaded, and never met.
    static Condition Within(Field field, AddressRange range) =>
        range.First <= range.Last ? Condition.In(field, range.First, range.Last) : Condition.Nothing;

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
        var inOnly = new Option<bool>("--limit-iface-in", Values.Flag)
        {
            Chains = ["PREROUTING", "INPUT", "FORWARD"],
            Excludes = ["--limit-iface-out"],
        };
        var outOnly = new Option<bool>("--limit-iface-out", Values.Flag)
        {
            Chains = ["FORWARD", "OUTPUT", "POSTROUTING"],
            Excludes = ["--limit-iface-in"],
        };
        return new("addrtype", source, destination, inOnly, outOnly)
        {
            NeedsOneOf = ["--src-type", "--dst-type"],
            Check = (given, _) => given.Family is IpFamily.V6
                && given.All.OfType<ReadOption<uint>>().Aggregate(0u, (all, one) => all | one.Value) is var types
                && (types &= OnlyV4) != 0
                    ? new($"IPv6 knows no {Names.Print(types, TypeNames)}", "UNICAST, LOCAL, MULTICAST, ANYCAST, ...")
                    : null,

            // What IPv6 and single interfaces make of it is asked of the routing table in ways of their own.
            Meaning = given => given.Family is IpFamily.V6 || given.Has(inOnly) || given.Has(outOnly)
                ? given.Undecidable(source, destination, inOnly, outOnly)
                : given.Condition(source, types => IsOneOf(Field.SourceType, types))
                    & given.Condition(destination, types => IsOneOf(Field.DestinationType, types)),
        };
    }

    static readonly WordSyntax<uint> Types = new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
            Names.TryRead(
                text, TypeNames, StringComparison.OrdinalIgnoreCase, out value, out problem, mayBeCut: true),
        value => Names.Print(value, TypeNames));

    static Condition IsOneOf(Field field, uint types) =>
        Condition.Any(Names.PlacesOf(types).Select(type => Condition.Is(field, (uint)type)));
}

/// <summary>First and last address, both included.</summary>
readonly record struct AddressRange(IpFamily Family, UInt128 First, UInt128 Last)
{
    public static readonly WordSyntax<AddressRange> Syntax = new(TryRead, range => range.ToString());

    public override string ToString() => $"{Text(First)}-{Text(Last)}";

    /// <summary>A range of one as the address that it is.</summary>
    public string Shortest => First == Last ? Text(First) : ToString();

    string Text(UInt128 bits) =>
        Addresses.One.Print(new(Family, bits, AddressMask.MaskOf(Family, Family.Bits)))[0];

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
        problem = default;
        return true;
    }
}
