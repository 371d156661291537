namespace Merlon.Scenarios;

/// <summary>A log or a rule set as a file would hold it.</summary>
public sealed record TextFile(string Name, string Text);
