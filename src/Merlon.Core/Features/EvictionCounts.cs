namespace Merlon.Features;

/// <summary>How many streams and pairs of each kind were forgotten for want of room.</summary>
public readonly record struct EvictionCounts(
    long Senders, long Hosts, long HostPairs, long Channels, long Endpoints, long EndpointPairs)
{
    public long Total => Senders + Hosts + HostPairs + Channels + Endpoints + EndpointPairs;
}
