using System.Collections.Immutable;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>Why a step of an attack came through, and the change of the rules without which it does not.</summary>
/// <param name="Rules">The rules at fault; the first let it pass.</param>
/// <param name="Outcome">Of the change: the step is refused, and nothing legitimate is.</param>
public sealed record Cause(
    CauseKind Kind, AttackStep Step, ImmutableArray<GivenRule> Rules, Change Change, Outcome Outcome);

/// <summary>What may be a cause, and the changes that would show it to be one.</summary>
sealed record Candidate(CauseKind Kind, ImmutableArray<GivenRule> Rules, IEnumerable<Change> Changes);
