using System.Collections.Immutable;

namespace Merlon.Scenarios.Policies;

/// <summary>Rules in order, and what happens to what no rule matches.</summary>
sealed record Policy(ImmutableArray<Rule> Rules, bool AcceptsByDefault = false, bool AcceptsByDefault6 = false)
{
    public int IndexOf(Rule rule)
    {
        for (var at = 0; at < Rules.Length; at++)
        {
            if (ReferenceEquals(Rules[at], rule)) return at;
        }

        throw new InvalidOperationException("The rule is not of this policy.");
    }
}
