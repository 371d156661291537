using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>Fields whose values are known, and what that leaves of conditions and tables.</summary>
sealed class KnownFields(IpFamily family, params (Field Field, UInt128 Value)[] values)
{
    readonly Dictionary<Field, UInt128> _values = values.ToDictionary(known => known.Field, known => known.Value);

    /// <summary>What a condition still asks of a packet with these values.</summary>
    public Condition In(Condition condition) => condition switch
    {
        Condition.Bits(var field, var bits, var mask) when _values.TryGetValue(field, out var value) =>
            Truth(((value ^ bits) & mask & field.MaskIn(family)) == 0),
        Condition.Between(var field, var first, var last) when _values.TryGetValue(field, out var value) =>
            Truth(value >= first && value <= last),
        Condition.Not(var operand) => !In(operand),
        Condition.And(var left, var right) => In(left) & In(right),
        Condition.Or(var left, var right) => In(left) | In(right),
        _ => condition,
    };

    /// <summary>A table as packets with these values meet it: rules keep their lines and their order.</summary>
    public Table In(Table table) => new(table.Name, [.. table.Chains.Select(In)]);

    Chain In(Chain chain)
    {
        var rules = from rule in chain.Rules
                    let condition = In(rule.Condition)
                    where condition is not Condition.Never
                    select Of(condition, rule.Target) with { Line = rule.Line };
        return chain with { Rules = [.. rules] };
    }

    /// <summary>A rule that speaks about the packets of a condition.</summary>
    public static Rule Of(Condition condition, Target target) =>
        new() { Matches = [new(new("", []), condition)], Target = target };

    static Condition Truth(bool isTrue) => isTrue ? Condition.Everything : Condition.Nothing;
}
