using System.Collections.Immutable;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Causes;

/// <summary>Why steps of an attack came through, and the change of the rules without which they do not.</summary>
/// <param name="Rules">The rules at fault; the first let it pass.</param>
/// <param name="Change">The counterfactual: with it the step is refused, and nothing legitimate is.</param>
/// <param name="Fix">
/// What is advised: the change, or, where the logs show no use that would tell how narrow the rule may be, a block of
/// the attacker.
/// </param>
/// <param name="Legitimate">Sessions that the same rule let pass, and that the change keeps.</param>
/// <param name="Admitting">The first of the rules as it is read; null for the policy of a chain.</param>
public sealed record Cause(
    CauseKind Kind, ImmutableArray<AttackStep> Steps, ImmutableArray<GivenRule> Rules, Change Change, Change Fix,
        int Legitimate,
    Rule? Admitting)
{
    /// <summary>The sessions without which the steps had come to nothing.</summary>
    public IEnumerable<Session> Keys => Steps.SelectMany(step => step.Keys);
}

/// <summary>What may be a cause, and the changes that would show it to be one.</summary>
sealed record Candidate(CauseKind Kind, ImmutableArray<GivenRule> Rules, IEnumerable<Change> Changes)
{
    /// <summary>Whether nobody knows what the rule is for, so that to remove it would be a guess.</summary>
    public bool IsRemovalAGuess(Grounds grounds) => grounds.Legitimate.Count == 0
        && Kind is CauseKind.OverPermissiveRule or CauseKind.ExposedService or CauseKind.MissingSegmentation;
}
