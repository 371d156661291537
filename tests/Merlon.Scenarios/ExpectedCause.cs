using System.Collections.Immutable;

namespace Merlon.Scenarios;

/// <summary>A cause, the rules at fault, and the counterfactual that shows it to be one.</summary>
/// <param name="Faults">The first admitted the attack; a chain's policy counts as a rule.</param>
/// <param name="Admitted">The lines of the attack that the first of the faults admitted.</param>
/// <param name="Keys">Those of them without which the attack breaks.</param>
/// <param name="Changed">The rules without the fault: the keys are refused, all legitimate lines admitted.</param>
public sealed record ExpectedCause(
    string Id, ImmutableArray<RulePlace> Faults, ImmutableArray<LinePlace> Admitted, ImmutableArray<LinePlace> Keys,
    ImmutableArray<TextFile> Changed);
