using Merlon.Net;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>
/// Which packets come to each rule of a table, through whatever chains. Where that cannot be told, it is more rather
/// than fewer: a rule that is said to be met by none is met by none.
/// </summary>
public sealed class Reach
{
    readonly Dictionary<string, int> _incoming = [];
    readonly Dictionary<string, int[]> _at = [];
    readonly Dictionary<string, Hull[]> _hulls = [];
    readonly bool _hasMarks;

    /// <param name="asked">What will be asked beside the table's own conditions.</param>
    /// <param name="isWhole">False to take every packet for one that comes to every rule.</param>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public Reach(IpFamily family, Table table, IEnumerable<Condition> asked, bool isWhole = true)
    {
        (Table, IsWhole) = (table, isWhole);
        Space = new(family, [.. PolicyDiff.ConditionsOf(table), .. asked]);
        Function = new(Space, table, new(Space));
        _hasMarks = table.Chains.Any(chain => chain.Rules.Any(rule =>
            rule.Target is Target.Extension(_, Effect.SetMark or Effect.Unknown)));
        foreach (var hook in Enum.GetValues<Hook>()) _incoming[hook.ChainName] = Space.PossibleIn(hook);
        foreach (var chain in table.Chains) _hulls[chain.Name] = [.. chain.Rules.Select(Hull.Of)];
        if (!isWhole) return;
        foreach (var chain in CallersFirst(table)) Walk(chain);
    }

    /// <summary>Whether it was looked at which packets come to each rule.</summary>
    public bool IsWhole { get; }

    public Table Table { get; }

    public PacketSpace Space { get; }

    public PolicyFunction Function { get; }

    Diagram Diagram => Space.Diagram;

    /// <summary>The packets that come to a chain.</summary>
    public int To(Chain chain) => IsWhole ? _incoming.GetValueOrDefault(chain.Name) : Diagram.True;

    /// <summary>The packets that come to a rule.</summary>
    public int To(Chain chain, int rule) => IsWhole ? _at[chain.Name][rule] : Diagram.True;

    /// <summary>The packets that come to a rule and may match it.</summary>
    public int Hit(Chain chain, int rule) => Diagram.And(To(chain, rule), May(chain, rule));

    /// <summary>Whether no packet can match both of two rules: told at a glance, and not of all that are so.</summary>
    public bool AreFarApart(Chain chain, int one, int other) =>
        _hulls[chain.Name][one].IsApartFrom(_hulls[chain.Name][other]);

    /// <summary>Whether a packet that comes to a rule may match it.</summary>
    public bool IsMet(Chain chain, int rule) => !Diagram.AreApart(To(chain, rule), May(chain, rule));

    /// <summary>The packets that a rule may match.</summary>
    public int May(Chain chain, int rule) => Function.MaySet(chain, rule);

    /// <summary>The packets that a rule matches for certain.</summary>
    public int Must(Chain chain, int rule) =>
        Diagram.ForAll(Function.SetOf(chain, rule), Space.FirstUnknown, Diagram.EndOfBits);

    /// <summary>What a packet meets that comes to a chain's end.</summary>
    public static int End(Chain chain) => chain.Policy is { } policy ? (int)policy : MarkChanges.Returns;

    /// <summary>What a packet meets that matches a rule.</summary>
    /// <param name="rest">What it would meet behind the rule.</param>
    public int Taken(Chain chain, int rule, int rest)
    {
        var taken = Function.Of(chain.Rules[rule].Target, rest);
        return chain.Policy is null ? taken : Diagram.Replace(taken, MarkChanges.Returns, End(chain));
    }

    /// <summary>Chains in an order in which each comes before those that it jumps to.</summary>
    public static IReadOnlyList<Chain> CallersFirst(Table table)
    {
        var chains = table.Chains.ToDictionary(chain => chain.Name);
        var order = new List<Chain>();
        var seen = new HashSet<string>();
        foreach (var chain in table.Chains) Visit(chain);
        order.Reverse();
        return order;

        void Visit(Chain chain)
        {
            if (!seen.Add(chain.Name)) return;
            foreach (var rule in chain.Rules)
            {
                if (CalledBy(rule) is { } called) Visit(chains[called]);
            }

            order.Add(chain);
        }
    }

    /// <summary>The chain that a rule jumps to.</summary>
    public static string? CalledBy(Rule rule) => rule.Target switch
    {
        Target.Jump(var chain) => chain,
        Target.Goto(var chain) => chain,
        _ => null,
    };

    void Walk(Chain chain)
    {
        var here = To(chain);
        var at = _at[chain.Name] = new int[chain.Rules.Length];
        for (var i = 0; i < chain.Rules.Length; i++)
        {
            at[i] = here;
            var hit = Diagram.And(here, May(chain, i));
            var target = chain.Rules[i].Target;
            if (CalledBy(chain.Rules[i]) is { } called)
                _incoming[called] = Diagram.Or(_incoming.GetValueOrDefault(called), hit);

            if (hit == Diagram.False) continue;

            var past = Diagram.And(here, Diagram.Not(Must(chain, i)));
            here = Diagram.Or(past, GoingOn(target, hit));
        }
    }

    int GoingOn(Target target, int hit) => target switch
    {
        Target.Nowhere => hit,
        Target.Jump(var name) => Marked(Diagram.And(hit, Returning(name))),
        Target.Extension(_, Effect.Continue) => hit,
        Target.Extension(_, Effect.SetMark or Effect.Unknown) => Marked(hit),   // of the latter, it may
        _ => Diagram.False,
    };

    int Returning(string name)
    {
        var returns = Diagram.Map(
            Function.Of(Table.ChainNamed(name)!), 2, constant => MayReturn(constant) ? 1 : 0);
        return Diagram.Exists(returns, Space.FirstUnknown, Diagram.EndOfBits);
    }

    static bool MayReturn(int constant) => MarkChanges.IsReturn(constant) || constant == PolicyFunction.Unknown;

    // Once marks change on the way, any may come out.
    int Marked(int set)
    {
        var first = Space.FirstBit(Field.Mark);
        return _hasMarks ? Diagram.Exists(set, first, first + 32) : set;
    }
}
