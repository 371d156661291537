using Merlon.Rules.Sets;
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
        return diagram.Choose(affected, taken, Diagram.False) == diagram.Choose(affected, rest, Diagram.False)
            && !SparesWork(reach, chain, rule, affected, isGone);
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
        for (var i = rule + 1; i < chain.Rules.Length && affected != Diagram.False; i++)
        {
            if (isGone?.Invoke(i) == true) continue;

            var other = chain.Rules[i];
            var works = DoesWork(other, chain.Rules[rule]) || CallsWork(reach.Table, other, chain.Rules[rule]);
            if (works && diagram.And(affected, reach.May(chain, i)) != Diagram.False) return true;
            if (other.Target is not Target.Jump && Ends(other))
                affected = diagram.And(affected, diagram.Not(reach.Must(chain, i)));
        }

        return false;
    }

    static bool CallsWork(Table table, Rule rule, Rule than) =>
        Reach.CalledBy(rule) is { } name && table.ChainNamed(name) is { } called
        && called.Rules.Any(inner => DoesWork(inner, than) || CallsWork(table, inner, than));
}
