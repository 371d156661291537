using Merlon.Flows;

namespace Merlon.Synthesis;

/// <summary>Flows of one five-tuple, or of one source, protocol and service.</summary>
/// <param name="Key">Of one of them.</param>
public readonly record struct CountedWay(FlowKey Key, long Flows);
