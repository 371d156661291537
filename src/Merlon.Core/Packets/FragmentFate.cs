namespace Merlon.Packets;

/// <summary>What becomes of a packet where fragments are put together.</summary>
public enum FragmentFate : byte
{
    /// <summary>It is a datagram, or the last piece of one that is whole now.</summary>
    Whole,

    /// <summary>It waits for the rest of its datagram.</summary>
    Waits,

    /// <summary>It does not fit the pieces that are there.</summary>
    Refused,
}
