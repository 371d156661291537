using System.Collections.Immutable;
using System.Diagnostics;
using Merlon.Net;

namespace Merlon.Rules.Nftables;

/// <summary>One thing that an nftables rule can say: a field among some values, or not among them.</summary>
abstract record Literal(bool IsNegated)
{
    public sealed record Masked(Field Field, UInt128 Value, UInt128 Mask, bool IsNegated) : Literal(IsNegated);

    public sealed record Among(
        Field Field, ImmutableArray<(UInt128 First, UInt128 Last)> Runs, bool IsNegated) : Literal(IsNegated);

    public sealed record Interface(bool IsIn, string Pattern, bool IsNegated) : Literal(IsNegated);

    public sealed record TcpOption(byte Kind, bool IsNegated) : Literal(IsNegated);

    /// <summary>It is part of a datagram, and not its beginning.</summary>
    public sealed record LaterFragment(bool IsNegated) : Literal(IsNegated);

    /// <summary>It has IPv6's header of fragments. Without it nothing can be said of where the part belongs.</summary>
    public sealed record FragmentHeader(bool IsNegated) : Literal(IsNegated);

    /// <summary>What nftables has no words for.</summary>
    public sealed record Unknown(string Words, bool IsNegated) : Literal(IsNegated);
}

/// <summary>
/// A condition as alternatives, each of which one rule can say: iptables has matches, such as <c>--ports</c>, that
/// hold in more than one way. No packet is met by two of them, so that nothing is done to it twice.
/// </summary>
/// <param name="meetsFragments">Whether there are any where the rules stand: conntrack puts them together.</param>
sealed class Alternatives(IpFamily family, bool meetsFragments)
{
    public List<ImmutableList<Literal>> Of(Condition condition, bool isNegated = false) => condition switch
    {
        Condition.Always => isNegated ? [] : [[]],
        Condition.Never => isNegated ? [[]] : [],
        Condition.Not(var operand) => Of(operand, !isNegated),
        Condition.Or or Condition.And when SetOf(condition) is { } set => [[set with { IsNegated = isNegated }]],
        Condition.And(var left, var right) => isNegated ? Either(!left, !right) : Both(left, right),
        Condition.Or(var left, var right) => isNegated ? Both(!left, !right) : Either(left, right),
        Condition.Between(var field, var first, var last) when first == 0 && last == field.MaskIn(family) =>
            isNegated ? [] : [[]],
        Condition.Bits(Field.Fragment, var value, _) => Fragments(value == 1 != isNegated),
        Condition.Bits(Field.SourceTranslated or Field.DestinationTranslated, _, _) when isNegated =>
            [[Untracked], [LiteralOf(condition, isNegated)]],
        _ => [[LiteralOf(condition, isNegated)]],
    };

    // nftables says nothing of a connection that conntrack does not know, not even in the negative.
    static readonly Literal Untracked = new Literal.Among(
        Field.State,
        [
            ((uint)ConnectionState.Invalid, (uint)ConnectionState.Invalid),
            ((uint)ConnectionState.Untracked, (uint)ConnectionState.Untracked),
        ],
        false);

    List<ImmutableList<Literal>> Both(Condition left, Condition right) =>
        [.. from one in Of(left) from other in Of(right) select one.AddRange(other)];

    List<ImmutableList<Literal>> Either(Condition left, Condition right) => [.. Of(left), .. Both(!left, right)];

    List<ImmutableList<Literal>> Fragments(bool isLater) => (isLater, meetsFragments, family) switch
    {
        (true, _, _) => [[new Literal.LaterFragment(false)]],
        (false, false, _) => [[]],
        (false, true, IpFamily.V4) => [[new Literal.LaterFragment(true)]],
        _ => [[new Literal.FragmentHeader(true)], [new Literal.LaterFragment(true)]],
    };

    // Alternatives about one field are a set.
    Literal.Among? SetOf(Condition condition)
    {
        if (RunOf(condition) is { } single) return new(single.Field, [(single.First, single.Last)], false);
        if (condition is not Condition.Or(var left, var right)) return null;
        if (SetOf(left) is not { } one || SetOf(right) is not { } other || one.Field != other.Field) return null;
        return new(one.Field, one.Runs.AddRange(other.Runs), false);
    }

    (Field Field, UInt128 First, UInt128 Last)? RunOf(Condition condition) => condition switch
    {
        Condition.Bits(var field, var value, var mask) when ~mask << (128 - field.WidthIn(family)) == 0 =>
            (field, value & mask, value & mask),
        Condition.Between(var field, var first, var last) => (field, first, last),
        _ => null,
    };

    Literal LiteralOf(Condition condition, bool isNegated) => condition switch
    {
        Condition.Bits or Condition.Between when SetOf(condition) is { } set => set with { IsNegated = isNegated },
        Condition.Bits(var field, var value, var mask) => new Literal.Masked(field, value, mask, isNegated),
        Condition.Interface(var isIn, var pattern) => new Literal.Interface(isIn, pattern, isNegated),
        Condition.TcpOption(var kind) => new Literal.TcpOption(kind, isNegated),
        Condition.Unknown(var words) => new Literal.Unknown(words, isNegated),
        _ => throw new UnreachableException(),
    };
}
