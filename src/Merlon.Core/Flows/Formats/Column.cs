namespace Merlon.Flows.Formats;

/// <summary>What a column of a flow table may hold. The others are passed over.</summary>
public enum Column : byte
{
    FirstSeen,
    LastSeen,
    Duration,
    Protocol,
    SourceIp,
    SourcePort,
    DestinationIp,
    DestinationPort,
    Direction,
    ForwardPackets,
    BackwardPackets,
    Packets,
    ForwardBytes,
    BackwardBytes,
    Bytes,
    Label,
    Attack,
    Score,
    State,
    Event,
    Ignored,
}
