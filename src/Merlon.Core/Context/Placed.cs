namespace Merlon.Context;

/// <summary>A value, and where the operator wrote it, so that whatever is said of it can point there.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public readonly record struct Placed<T>(T Value, int Line, int Column);
