namespace Merlon.Scenarios;

/// <summary>A line of a log; the first is 1.</summary>
public sealed record LinePlace(string File, int Line);
