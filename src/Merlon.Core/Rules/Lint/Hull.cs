using Merlon.Net;

namespace Merlon.Rules.Lint;

/// <summary>Ranges that hold all that a rule matches: most pairs are apart in one of them.</summary>
readonly record struct Hull(
    (UInt128 First, UInt128 Last) Source, (UInt128 First, UInt128 Last) Destination, IpProtocol? Protocol)
{
    public static Hull Of(Rule rule) => new(
        RangeOf(rule.Source), RangeOf(rule.Destination),
        rule.Protocol is { IsNegated: false } protocol ? protocol.Value : null);

    public bool IsApartFrom(in Hull other) =>
        AreApart(Source, other.Source) || AreApart(Destination, other.Destination)
        || (Protocol is { } one && other.Protocol is { } two && one != two);

    static bool AreApart((UInt128 First, UInt128 Last) one, (UInt128 First, UInt128 Last) other) =>
        one.Last < other.First || other.Last < one.First;

    static (UInt128 First, UInt128 Last) RangeOf(Negatable<AddressMask>? addresses)
    {
        if (addresses is not { IsNegated: false, Value: { Length: >= 0 } block }) return (0, UInt128.MaxValue);
        var all = UInt128.MaxValue >> (128 - block.Family.Bits);
        return (block.Bits, block.Bits | (all & ~block.Mask));
    }
}
