namespace Merlon.Scenarios.Replaying;

/// <summary>What rule files say of a packet, and the place that said it.</summary>
public sealed record Decision(bool Admits, RulePlace By);
