using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>
/// Rules that drop whatever comes from, or goes to, every address or a block that is too wide: with nothing that
/// limits them to a protocol, to some packets, or to a condition that is not modelled.
/// </summary>
sealed class WideRules(IpFamily family, Table table)
{
    readonly Strangers _strangers = new(family, table);

    /// <summary>The rules, each with the block that it drops as a whole.</summary>
    public IEnumerable<(Rule Rule, AddressMask Block)> In(Hook hook)
    {
        var blocks = _strangers.WideBlocks.ToList();
        return (from source in blocks
                from destination in blocks
                where source.IsEverything || destination.IsEverything
                from rule in Between(source, destination, hook)
                select (rule, source.IsEverything ? destination : source)).DistinctBy(found => found.rule.Line);
    }

    IEnumerable<Rule> Between(AddressMask sources, AddressMask destinations, Hook hook)
    {
        if (_strangers.In(sources) is not { } source || _strangers.In(destinations) is not { } destination) yield break;

        var open = new Queue<string>([hook.ChainName]);
        var met = new HashSet<string>(open);
        var known = new KnownFields(family,
            (Field.Source, source), (Field.Destination, destination), (Field.State, (uint)ConnectionState.New));
        while (open.TryDequeue(out var name))
        {
            foreach (var rule in table.ChainNamed(name)?.Rules ?? [])
            {
                var rest = known.In(rule.Condition);
                if (rest is Condition.Never || IsLimit(rest)) continue;

                if (Drops(rule.Target)) yield return rule;
                if (TargetChain(rule.Target) is { } next && met.Add(next)) open.Enqueue(next);
                if (rest is Condition.Always && rule.Target is Target.Decide or Target.Return) break;
            }
        }
    }

    // Matches of no kind of packets: they hold of everybody's, now and then.
    static readonly string[] Moments = ["limit ", "statistic ", "time ", "cpu "];

    // Interfaces, states and kinds of addresses are no limit: all that a host is asked may come by one of them.
    static bool IsLimit(Condition condition) => condition switch
    {
        Condition.Bits(var field, _, _) => IsLimit(field),
        Condition.Between(var field, _, _) => IsLimit(field),
        Condition.Unknown(var words) =>
            !Moments.Any(moment => words.StartsWith(moment, StringComparison.Ordinal)),
        Condition.TcpOption => true,
        Condition.Not(var operand) => IsLimit(operand),
        Condition.And(var left, var right) => IsLimit(left) || IsLimit(right),
        Condition.Or(var left, var right) => IsLimit(left) && IsLimit(right),
        _ => false,
    };

    static bool IsLimit(Field field) =>
        field is not (Field.State or Field.PacketType or Field.SourceType or Field.DestinationType);

    static bool Drops(Target target) => target is Target.Decide(Verdict.Drop)
        or Target.Extension(_, Effect.Decide(Verdict.Drop or Verdict.Reject));

    static string? TargetChain(Target target) => target switch
    {
        Target.Jump(var chain) => chain,
        Target.Goto(var chain) => chain,
        _ => null,
    };
}
