using Merlon.Scenarios.Policies;

namespace Merlon.Scenarios.Telling;

/// <summary>A cause as the truth has it: the rules at fault, and the policy without the fault.</summary>
/// <param name="Rules">None is the chain's policy.</param>
sealed record Blame(string Cause, Rule[] Rules, Func<Policy, Policy> Changed);
