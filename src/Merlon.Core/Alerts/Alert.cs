using Merlon.Flows;

namespace Merlon.Alerts;

/// <summary>What a NIDS says: this flow is strange. <paramref name="At"/> is when it said so, in event time.</summary>
public readonly record struct Alert(DateTime At, Flow Flow);
