namespace Merlon.Flows.Captured;

/// <summary>What packets tell of a flow beyond what <see cref="Flow"/> holds.</summary>
public sealed record FlowDetail(CapturedFlow Captured);
