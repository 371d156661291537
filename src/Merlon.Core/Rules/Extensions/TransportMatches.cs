using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks at headers whose fields are not modelled: IPsec, TCP's MSS, the class of service.</summary>
static class TransportMatches
{
    public static IEnumerable<MatchExtension> All =>
        [AuthenticationV4(), Encapsulation(), Compression(), SegmentSize(), ClassOfService(), TypeOfService(), Ecn()];

    static MatchExtension AuthenticationV4() => new("ah", SecurityIndex("--ahspi"))
    {
        Family = IpFamily.V4,
        Protocols = [IpProtocol.Ah],
    };

    static MatchExtension Encapsulation() => new("esp", SecurityIndex("--espspi")) { Protocols = [IpProtocol.Esp] };

    static MatchExtension Compression() => new(
        "ipcomp", SecurityIndex("--ipcompspi"), new Option<bool>("--compres", Values.Flag))
    { Protocols = [IpProtocol.IpComp] };

    /// <summary>A range of security parameter indexes; all of them are not printed.</summary>
    public static Option<NumberRange> SecurityIndex(string name) => new(name, Values.Range(uint.MaxValue))
    {
        IsNegatable = true,
        IsSilent = range => range == new NumberRange(0, uint.MaxValue),
    };

    static MatchExtension SegmentSize() => new(
        "tcpmss",
        new Option<NumberRange>("--mss", Values.Range(ushort.MaxValue)) { IsNegatable = true, IsRequired = true })
    { Protocols = [IpProtocol.Tcp] };

    static MatchExtension ClassOfService() => new(
        "dscp",
        new Option<ulong>("--dscp", Values.Hex(0, 0x3F, digits: 2)) { IsNegatable = true, Excludes = ["--dscp-class"] },
        new Option<ulong>("--dscp-class", DscpClass) { PrintedName = "--dscp", IsNegatable = true })
    { NeedsOption = true };

    static readonly ImmutableArray<(string Name, ulong Value)> Classes =
    [
        .. Enumerable.Range(0, 8).Select(i => ($"CS{i}", (ulong)i << 3)), ("BE", 0),
        .. from i in Enumerable.Range(1, 4)
           from drop in Enumerable.Range(1, 3)
           select ($"AF{i}{drop}", (ulong)(i << 3 | drop << 1)),
        ("EF", 0x2E),
    ];

    /// <summary>A class of differentiated services by its name (RFC 2474, 2597, 3246).</summary>
    public static readonly WordSyntax<ulong> DscpClass = new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            var found = Classes.FirstOrDefault(one => one.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
            value = found.Value;
            problem = found.Name is not null
                ? default
                : Nearest.Problem($"there is no class '{text}'", text, Classes.Select(one => one.Name));
            return found.Name is not null;
        },
        value => $"0x{value:x2}");

    static MatchExtension TypeOfService() => new(
        "tos", new Option<MaskedNumber>("--tos", TosSyntax.Masked) { IsNegatable = true, IsRequired = true });

    static MatchExtension Ecn() => new(
        "ecn",
        new Option<bool>("--ecn-tcp-ece", Values.Flag) { IsNegatable = true },
        new Option<bool>("--ecn-tcp-cwr", Values.Flag) { IsNegatable = true },
        new Option<ulong>("--ecn-ip-ect", Values.Number(0, 3)) { IsNegatable = true })
    {
        NeedsOption = true,
        Check = (given, rule) => given.Has("--ecn-tcp-ece") || given.Has("--ecn-tcp-cwr") ? NeedsTcp(rule) : null,
    };

    /// <summary>What is wrong with a rule that is not for TCP.</summary>
    public static Problem? NeedsTcp(Rule rule) =>
        rule.Protocol is { Value: IpProtocol.Tcp, IsNegated: false } ? null : new("this is TCP's", "-p tcp");
}

/// <summary>The type of service byte: its value and mask, or a name of RFC 1349.</summary>
static class TosSyntax
{
    static readonly ImmutableArray<(string Name, ulong Value)> Names =
    [
        ("Minimize-Delay", 0x10), ("Maximize-Throughput", 0x08), ("Maximize-Reliability", 0x04),
        ("Minimize-Cost", 0x02), ("Normal-Service", 0x00),
    ];

    public static readonly WordSyntax<MaskedNumber> Masked = new(TryRead, Print);

    /// <summary>Bits of the byte, which stand for the assignment <paramref name="meaning"/> of them.</summary>
    public static WordSyntax<MaskedNumber> Bits(Func<ulong, MaskedNumber> meaning) => new(
        (string text, IpFamily family, out MaskedNumber value, out Problem problem) =>
        {
            var isRight = Values.Number(0, 0xFF).TryReadWord(text, family, out var bits, out problem);
            value = meaning(bits);
            return isRight;
        },
        Print);

    static string Print(MaskedNumber value) => $"0x{value.Bits:x2}/0x{value.Mask:x2}";

    static bool TryRead(string text, IpFamily family, out MaskedNumber value, out Problem problem)
    {
        var named = Names.FirstOrDefault(one => one.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        var isRight = Values.Mark.TryReadWord(text, family, out var number, out _);
        if (!text.Contains('/', StringComparison.Ordinal)) number = number with { Mask = 0xFF };
        isRight &= number is { Bits: <= 0xFF, Mask: <= 0xFF };
        value = named.Name is null ? number : new(named.Value, 0x3F);
        isRight |= named.Name is not null;
        problem = isRight
            ? default
            : Nearest.Problem(
                $"'{text}' is no type of service", text, Names.Select(one => one.Name).Prepend("0x10/0x3f"));
        return isRight;
    }
}
