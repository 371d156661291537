using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>Literals in the words of nft(8), for a table of one family.</summary>
static class Expression
{
    const byte NoOperation = 1;   // the last of the options that are one byte (RFC 9293, 3.1)

    static readonly ImmutableArray<string> Flags = ["fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"];

    /// <summary>What the rule says; null when nftables has no words for it.</summary>
    public static string? Print(Literal literal, IpFamily family) => literal switch
    {
        Literal.Unknown => null,
        Literal.Interface(_, var pattern, _) when !NftText.CanHold(pattern) => null,
        Literal.Interface(var isIn, var pattern, var not) =>
            $"{(isIn ? "iifname" : "oifname")} {Unequal(not)}{Pattern(pattern)}",
        Literal.TcpOption(<= NoOperation, _) => null,
        Literal.TcpOption(var kind, var not) => $"tcp option {kind} {(not ? "missing" : "exists")}",
        Literal.Masked(var field, var value, var mask, var not) => Masked(field, value, mask, not, family),
        Literal.Among(Field.SourceTranslated, var runs, var not) => Translated("snat", runs, not),
        Literal.Among(Field.DestinationTranslated, var runs, var not) => Translated("dnat", runs, not),
        Literal.LaterFragment(var not) =>
            $"{(family is IpFamily.V4 ? "ip frag-off & 0x1fff" : "frag frag-off")} {(not ? "==" : "!=")} 0",
        Literal.FragmentHeader(var not) => $"exthdr frag {(not ? "missing" : "exists")}",
        Literal.Among(Field.Length, var runs, var not) when family is IpFamily.V6 => Payload(runs, not),
        Literal.Among(var field, var runs, var not) =>
            $"{NameOf(field, family)} {Unequal(not)}{Set(field, runs, family)}",
        _ => null,
    };

    /// <summary>What one rule says of all of them, word for word.</summary>
    /// <remarks>
    /// nft 1.0.6 takes <c>sport != 1 dport != 2</c> for "not both". Ranges it leaves alone, also of one port.
    /// </remarks>
    public static IEnumerable<string> PrintAll(ImmutableList<Literal> literals, IpFamily family)
    {
        var joined = literals.Find(MayBeJoined);
        return literals.Select(literal => literal is Literal.Among among && literal != joined && MayBeJoined(literal)
            ? $"{NameOf(among.Field, family)} != {among.Runs[0].First}-{among.Runs[0].Last}"
            : Print(literal, family)!);
    }

    static bool MayBeJoined(Literal literal) => literal is Literal.Among
    {
        Field: Field.SourcePort or Field.DestinationPort or Field.IcmpType or Field.IcmpCode,
        Runs: [var run],
        IsNegated: true,
    } && run.First == run.Last;

    /// <summary>Why there are no words for what was printed as null.</summary>
    public static string WhyNot(Literal literal) => literal switch
    {
        Literal.Unknown(var words, _) => $"'{words}' is not modelled",
        Literal.Interface => "nft cannot write \" or \\ or $ within a name",
        _ => "nftables does not look for a TCP option in the last byte, where padding stands",
    };

    static string Unequal(bool isNegated) => isNegated ? "!= " : "";

    static string Pattern(string pattern)
    {
        var stem = pattern is [.., '+'] ? pattern[..^1] : pattern;
        var escaped = stem.EndsWith('*') ? stem[..^1] + "\\*" : stem;   // only at the end does it stand for more
        return pattern is [.., '+'] ? $"\"{stem}*\"" : $"\"{escaped}\"";
    }

    static string Masked(Field field, UInt128 value, UInt128 mask, bool not, IpFamily family)
    {
        mask &= field.MaskIn(family);
        var equal = not ? "!=" : "==";
        if (field is Field.TcpFlags) return $"tcp flags & ({FlagNames(mask)}) {equal} {FlagNames(value)}";
        var isAddress = field is Field.Source or Field.Destination;
        if (isAddress && new AddressMask(family, value, mask) is { Length: >= 0 } block)
            return $"{NameOf(field, family)} {Unequal(not)}{block}";
        return $"{NameOf(field, family)} & {Value(field, mask, family)} {equal} {Value(field, value, family)}";
    }

    static string FlagNames(UInt128 flags)
    {
        var names = Flags.Where((_, i) => (flags >> i & 1) != 0).ToList();
        return names.Count == 0 ? "0x0" : string.Join(" | ", names);
    }

    static string Translated(string name, ImmutableArray<(UInt128 First, UInt128 Last)> runs, bool not) =>
        $"ct status & {name} == {(runs[0].First == 1 != not ? name : "0")}";

    // nftables counts what follows the header, iptables the whole.
    static string Payload(ImmutableArray<(UInt128 First, UInt128 Last)> runs, bool not)
    {
        ImmutableArray<(UInt128, UInt128)> payloads =
            [.. runs.Where(run => run.Last >= 40).Select(run => (UInt128.Max(run.First, 40) - 40, run.Last - 40))];
        if (payloads.IsEmpty) return not ? "" : "ip6 length 0 ip6 length 1";   // all packets, or none
        return $"ip6 length {Unequal(not)}{Set(Field.Length, payloads, IpFamily.V6)}";
    }

    static string Set(Field field, ImmutableArray<(UInt128 First, UInt128 Last)> runs, IpFamily family)
    {
        var texts = runs.Select(run => run.First == run.Last
            ? Value(field, run.First, family)
            : $"{Value(field, run.First, family)}-{Value(field, run.Last, family)}").ToList();
        return texts.Count == 1 ? texts[0] : $"{{ {string.Join(", ", texts)} }}";
    }

    static string NameOf(Field field, IpFamily family) => field switch
    {
        Field.Source => family is IpFamily.V4 ? "ip saddr" : "ip6 saddr",
        Field.Destination => family is IpFamily.V4 ? "ip daddr" : "ip6 daddr",
        Field.Protocol => "meta l4proto",
        Field.SourcePort => "th sport",
        Field.DestinationPort => "th dport",
        Field.State => "ct state",
        Field.IcmpType => family is IpFamily.V4 ? "icmp type" : "icmpv6 type",
        Field.IcmpCode => family is IpFamily.V4 ? "icmp code" : "icmpv6 code",
        Field.Length => "ip length",
        Field.Ttl => family is IpFamily.V4 ? "ip ttl" : "ip6 hoplimit",
        Field.PacketType => "meta pkttype",
        Field.SourceType => "fib saddr type",
        Field.DestinationType => "fib daddr type",
        Field.Mark => "meta mark",
        Field.SourceMac => "ether saddr",
        _ => "tcp flags",
    };

    static string Value(Field field, UInt128 value, IpFamily family) => field switch
    {
        Field.Source or Field.Destination => AddressMask.Text(value, family),
        Field.State => ((ConnectionState)(byte)value).ToString().ToLowerInvariant(),
        Field.PacketType => value == 0 ? "host" : ((PacketType)(byte)value).ToString().ToLowerInvariant(),
        Field.SourceType or Field.DestinationType when value <= (uint)AddressType.Prohibit =>   // others have no name
            ((AddressType)(byte)value).ToString().ToLowerInvariant(),
        Field.Mark => Numbers.Hex((ulong)value),
        Field.SourceMac => Values.Mac.Print((ulong)value)[0],
        _ => ((ulong)value).ToString(CultureInfo.InvariantCulture),
    };
}
