namespace Merlon.Synthesis.Evidence;

/// <summary>What a flow is, in the light of what was seen before.</summary>
/// <param name="IsVisit">Served, and without an alert.</param>
/// <param name="IsFirstAlert">The source has had none at this service before.</param>
/// <param name="IsOfVisitor">The source has been served somewhere without an alert.</param>
public readonly record struct Sight(bool IsAlert, bool IsVisit, bool IsFirstAlert, bool IsOfVisitor = false);
