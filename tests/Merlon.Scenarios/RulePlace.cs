namespace Merlon.Scenarios;

/// <summary>Where a rule, or a chain's policy, stands. The number is that of a rule table.</summary>
public sealed record RulePlace(string File, int Line, string? Id);
