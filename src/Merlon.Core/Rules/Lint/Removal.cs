using Merlon.Rules.Sets;

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

    /// <summary>Whether every packet that comes to the rule meets the same without it.</summary>
    /// <param name="rest">What the chain does behind it.</param>
    public static bool ChangesNothing(Reach reach, Chain chain, int rule, int rest)
    {
        var diagram = reach.Space.Diagram;
        var affected = diagram.And(reach.To(chain, rule), reach.Function.SetOf(chain, rule));
        var taken = reach.Taken(chain, rule, rest);
        return diagram.Choose(affected, taken, Diagram.False) == diagram.Choose(affected, rest, Diagram.False);
    }
}
