namespace Merlon.Rules.Guards;

/// <summary>A rule that must not be applied.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Thing">What it would cut off.</param>
/// <param name="Reason">In what way.</param>
/// <param name="Name">What must be allowed by name for the rule to pass.</param>
public readonly record struct Refusal(int Line, string Thing, string Reason, string Name);
