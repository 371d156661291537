using System.Diagnostics;

namespace Merlon.Rules;

/// <summary>
/// Which packets a rule speaks about, in exact terms. Every match that is modelled comes down to these cases, so that
/// the walk over a packet, the packet sets and the nftables text share one meaning.
/// </summary>
public abstract record Condition
{
    Condition() { }

    public sealed record Always : Condition;
    public sealed record Never : Condition;

    /// <summary>The field's masked bits are these.</summary>
    public sealed record Bits(Field Field, UInt128 Value, UInt128 Mask) : Condition;

    /// <summary>The field lies between, both ends included.</summary>
    public sealed record Between(Field Field, UInt128 First, UInt128 Last) : Condition;

    /// <summary>The interface has this name; <c>eth+</c>: one that begins so.</summary>
    public sealed record Interface(bool IsIn, string Pattern) : Condition;

    /// <summary>The TCP header carries an option of this kind (RFC 9293, 3.1).</summary>
    public sealed record TcpOption(byte Kind) : Condition;

    /// <summary>
    /// What depends on state, on time or on something that is not modelled: word for word as it stands. Nobody can
    /// say from the packet alone whether it holds.
    /// </summary>
    public sealed record Unknown(string Words) : Condition;

    public sealed record Not(Condition Operand) : Condition;
    public sealed record And(Condition Left, Condition Right) : Condition;
    public sealed record Or(Condition Left, Condition Right) : Condition;

    public static readonly Condition Everything = new Always();
    public static readonly Condition Nothing = new Never();

    public static Condition Is(Field field, UInt128 value) => new Bits(field, value, UInt128.MaxValue);

    /// <summary>The field's masked bits are these; a value with bits outside the mask is never met.</summary>
    public static Condition Masked(Field field, UInt128 value, UInt128 mask) =>
        (value & ~mask) != 0 ? Nothing : mask == 0 ? Everything : new Bits(field, value, mask);

    public static Condition In(Field field, UInt128 first, UInt128 last) =>
        first == last ? Is(field, first) : new Between(field, first, last);

    public static Condition Through(bool isIn, string pattern) =>
        pattern is "+" ? Everything : new Interface(isIn, pattern);

    public static Condition All(IEnumerable<Condition> conditions) => conditions.Aggregate(Everything, (a, b) => a & b);

    public static Condition Any(IEnumerable<Condition> conditions) => conditions.Aggregate(Nothing, (a, b) => a | b);

    public static Condition operator &(Condition left, Condition right) => (left, right) switch
    {
        (Always, _) => right,
        (_, Always) => left,
        (Never, _) or (_, Never) => Nothing,
        _ => new And(left, right),
    };

    public static Condition operator |(Condition left, Condition right) => (left, right) switch
    {
        (Never, _) => right,
        (_, Never) => left,
        (Always, _) or (_, Always) => Everything,
        _ => new Or(left, right),
    };

    public static Condition operator !(Condition operand) => operand switch
    {
        Always => Nothing,
        Never => Everything,
        Not(var inner) => inner,
        _ => new Not(operand),
    };

    /// <summary>As <c>!</c> before an option does.</summary>
    public Condition NegatedIf(bool isNegated) => isNegated ? !this : this;

    /// <summary>The conditions that it is put together from, whether they must hold or must not.</summary>
    public IEnumerable<Condition> Parts => this switch
    {
        Not(var operand) => operand.Parts,
        And(var left, var right) => left.Parts.Concat(right.Parts),
        Or(var left, var right) => left.Parts.Concat(right.Parts),
        _ => [this],
    };

    /// <summary>The one value of a field that it asks for; null where it leaves several, or asks for none.</summary>
    public UInt128? OnlyValueOf(Field field) => this switch
    {
        Bits(var asked, var value, var mask) when asked == field && mask == UInt128.MaxValue => value,
        And(var left, var right) => left.OnlyValueOf(field) ?? right.OnlyValueOf(field),
        _ => null,
    };

    /// <summary>Whether it holds of a packet; null when that hangs on something unknown.</summary>
    public bool? Holds(in Packet packet) => this switch
    {
        Always => true,
        Never => false,
        Bits(Field.Mark, _, _) when packet.IsMarkUnknown => null,
        Bits(var field, var value, var mask) => ((packet[field] ^ value) & mask & field.MaskIn(packet.Family)) == 0,
        Between(var field, var first, var last) => packet[field] >= first && packet[field] <= last,
        Interface(true, var pattern) => InterfaceName.Matches(pattern, packet.InInterface),
        Interface(false, var pattern) => InterfaceName.Matches(pattern, packet.OutInterface),
        TcpOption(var kind) => packet.TcpOptions.Contains(kind),
        Unknown => null,
        Not(var operand) => !operand.Holds(packet),
        And(var left, var right) => left.Holds(packet) & right.Holds(packet),
        Or(var left, var right) => left.Holds(packet) | right.Holds(packet),
        _ => throw new UnreachableException(),
    };
}
