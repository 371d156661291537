namespace Merlon.Synthesis.Evidence;

/// <summary>What a flow is, in the light of what was seen before.</summary>
/// <param name="IsVisit">Served, and without an alert.</param>
/// <param name="IsFirstAlert">The source has had none at this service before.</param>
public readonly record struct Sight(bool IsAlert, bool IsVisit, bool IsFirstAlert);
