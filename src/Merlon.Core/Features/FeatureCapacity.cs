namespace Merlon.Features;

/// <summary>The most streams of each kind that are remembered, so that no flood takes the memory.</summary>
/// <remarks>
/// A stream of one statistic takes about 170 bytes, one that is compared, or a pair, about 270: some 130 MB by default.
/// </remarks>
public sealed record FeatureCapacity
{
    /// <summary>Hardware address and address of a sender.</summary>
    public int Senders { get; init; } = 1 << 16;

    public int Hosts { get; init; } = 1 << 16;
    public int HostPairs { get; init; } = 1 << 16;

    /// <summary>From one host to another, for the time between packets.</summary>
    public int Channels { get; init; } = 1 << 16;

    /// <summary>Host and port.</summary>
    public int Endpoints { get; init; } = 1 << 17;

    public int EndpointPairs { get; init; } = 1 << 17;
}
