using Merlon.Rules.Syntax;

namespace Merlon.Rules.Lint;

/// <summary>Whether a rule could go.</summary>
static class Removal
{
    /// <summary>Whether all that a rule does is to decide: without it, nothing but its counter is lost.</summary>
    public static bool IsVerdict(Rule rule) =>
        rule.Target is Target.Decide or Target.Return or Target.Extension(_, Effect.Decide)
        && !rule.Condition.Parts.Any(part => part is Condition.Unknown);

    /// <summary>Whether packets that match it may go no further in its chain.</summary>
    public static bool Ends(Rule rule) =>
        rule.Target is not (Target.Nowhere or Target.Extension(_, Effect.Continue or Effect.SetMark));

    /// <summary>
    /// Whether every packet that comes to the rule meets the same verdict without it, and no rule that does more than
    /// to decide.
    /// </summary>
    /// <param name="rest">What the chain does behind it.</param>
    /// <param name="isGone">Rules behind it that are to go, too; null for none.</param>
    public static bool ChangesNothing(
        Reach reach, Chain chain, int rule, int rest, Func<int, bool>? isGone = null)
    {
        var diagram = reach.Space.Diagram;
        var affected = diagram.And(reach.To(chain, rule), reach.Function.SetOf(chain, rule));
        var taken = reach.Taken(chain, rule, rest);
        return diagram.Agree(affected, taken, rest) && !SparesWork(reach, chain, rule, affected, isGone);
    }

    /// <summary>
    /// Whether a rule does something that lasts: it logs, marks, hands the packet to somebody, or hangs on a condition
    /// that may keep state. Nor are two refusals the same that answer in different ways.
    /// </summary>
    static bool DoesWork(Rule rule, Rule than) => rule.Target switch
    {
        Target.Extension(var use, Effect.Decide) when than.Target is Target.Extension(var other, _) =>
            RuleWriter.Print(use) != RuleWriter.Print(other),
        Target.Extension(_, not Effect.Decide) => true,
        _ => rule.Condition.Parts.Any(part => part is Condition.Unknown),
    };

    // Whether a packet that the rule takes would, without it, come to one that does work, here or in a called chain.
    static bool SparesWork(Reach reach, Chain chain, int rule, int affected, Func<int, bool>? isGone)
    {
        var diagram = reach.Space.Diagram;
        var later = Enumerable.Range(rule + 1, chain.Rules.Length - rule - 1)
            .Where(i => !reach.AreFarApart(chain, rule, i) && isGone?.Invoke(i) != true)
            .ToList();
        var last = later.FindLastIndex(Works);
        foreach (var i in later.Take(last + 1))
        {
            if (Works(i) && !diagram.AreApart(affected, reach.May(chain, i))) return true;
            if (chain.Rules[i].Target is not Target.Jump && Ends(chain.Rules[i]))
                affected = diagram.And(affected, diagram.Not(reach.Must(chain, i)));
        }

        return false;

        bool Works(int i) =>
            DoesWork(chain.Rules[i], chain.Rules[rule]) || CallsWork(reach.Table, chain.Rules[i], chain.Rules[rule]);
    }

    static bool CallsWork(Table table, Rule rule, Rule than) =>
        Reach.CalledBy(rule) is { } name && table.ChainNamed(name) is { } called
        && called.Rules.Any(inner => DoesWork(inner, than) || CallsWork(table, inner, than));
}
