using System.Net;

namespace Merlon.Scenarios.Replaying;

/// <summary>The first packet of a connection.</summary>
public sealed record Packet(
    DateTime At, IPAddress Source, int SourcePort, IPAddress Destination, int DestinationPort, string Protocol);
