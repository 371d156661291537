namespace Merlon.Flows.Captured;

/// <summary>What a flow table needs to know of one packet, good when its bytes are gone.</summary>
struct Sighting
{
    public ConversationKey Key;

    /// <summary>The packet goes from the conversation's high end to its low one.</summary>
    public bool IsTurned;

    /// <summary>Ticks.</summary>
    public long At;

    /// <summary>Of the IP packet, in bytes.</summary>
    public int Length;

    /// <summary>In how many tunnels it came.</summary>
    public byte Tunnels;

    public byte TcpFlags;
    public byte IcmpType;
    public byte IcmpCode;
}
