using Merlon.Scenarios.Replaying;

namespace Merlon.Scenarios;

/// <summary>A connection that a log tells of.</summary>
/// <param name="IsExplained">Whether the rules given tell why it was admitted or refused.</param>
public sealed record LoggedPacket(LinePlace Place, Packet Packet, bool IsAdmitted, bool IsExplained);
