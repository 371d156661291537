namespace Merlon.Rules.Syntax;

/// <summary>Where a rule goes: <c>-A CHAIN</c>, or <c>-I CHAIN [NUMBER]</c>.</summary>
/// <param name="Before">
/// The rule that it goes before, from 1, and where that was said; null for the chain's end.
/// </param>
public readonly record struct Placement(Word Chain, (int Number, Word At)? Before);
