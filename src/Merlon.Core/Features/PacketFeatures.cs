using Merlon.Packets;

namespace Merlon.Features;

/// <summary>
/// The 100 features of each packet in the light of those before: how its sender, both its hosts and both its endpoints
/// behaved lately (Mirsky et al., "Kitsune: An Ensemble of Autoencoders for Online Network Intrusion Detection",
/// NDSS 2018, table II).
/// </summary>
/// <remarks>
/// Sizes are in bytes, of the frame on the wire; times in seconds. Nothing is allocated per packet, nothing thrown
/// whatever it is, and memory is bounded: see <see cref="FeatureCapacity"/>. A packet with an earlier time than the one
/// before counts as of the same time.
/// </remarks>
public sealed class PacketFeatures : IFeatureExtractor
{
    /// <summary>How many there are.</summary>
    public const int FeatureCount = 2 * DampedStreams.Features + 2 * PairedStreams.Features;

    const int HostsFrom = DampedStreams.Features, ChannelsFrom = HostsFrom + PairedStreams.Features;
    const int EndpointsFrom = ChannelsFrom + DampedStreams.Features;

    readonly DampedStreams _senders, _channels;
    readonly PairedStreams _hosts, _endpoints;
    readonly double[] _features = new double[FeatureCount];
    double _now;

    public PacketFeatures(FeatureCapacity capacity)
    {
        _senders = new(capacity.Senders);
        _channels = new(capacity.Channels);
        _hosts = new(capacity.Hosts, capacity.HostPairs);
        _endpoints = new(capacity.Endpoints, capacity.EndpointPairs);
    }

    public int Count => FeatureCount;

    public bool IsTelling => true;

    public ReadOnlySpan<double> Last => _features;

    public long Forgotten => Evicted.Total;

    public EvictionCounts Evicted => new(
        _senders.Evicted, _hosts.Evicted, _hosts.EvictedPairs, _channels.Evicted, _endpoints.Evicted,
        _endpoints.EvictedPairs);

    /// <summary>Adds a packet.</summary>
    /// <returns>
    /// Its 100 features, good until the next packet: sender 15, hosts 35, channel 15, endpoints 35; within each for
    /// λ = 5, 3, 1, 0.1, 0.01 weight, mean, variance, and of two that are compared radius, magnitude, covariance,
    /// correlation.
    /// </returns>
    public ReadOnlySpan<double> Add(scoped in CapturedPacket packet) =>
        Add(PacketHeaders.Read(packet), packet.At, packet.Length);

    /// <param name="length">Of the whole frame on the wire, in bytes.</param>
    /// <inheritdoc cref="Add(in CapturedPacket)"/>
    public ReadOnlySpan<double> Add(scoped in PacketHeaders packet, DateTime at, int length)
    {
        _now = Math.Max(_now, SecondsOf(at));
        var ends = new PacketEnds(packet);

        var source = _hosts.Find(ends.Source, _now);
        var destination = _hosts.Find(ends.Destination, _now, kept: source);
        var (from, to) = (_hosts.SerialOf(source), _hosts.SerialOf(destination));
        var sender = _endpoints.Find(ends.SourceEndpoint(from), _now);
        var receiver = _endpoints.Find(ends.DestinationEndpoint(to), _now, kept: sender);

        // All of them before the first is reckoned with: what is not in the cache is then on its way together.
        var mac = _senders.Find(new(ends.SourceMac, (ulong)from), _now);
        var channel = _channels.Find(new((ulong)from, (ulong)to), _now);
        var hosts = _hosts.FindPair(source, destination);
        var endpoints = _endpoints.FindPair(sender, receiver);

        var features = _features.AsSpan();
        _senders.Add(mac, length, _now, features[..HostsFrom]);
        _hosts.Add(source, destination, hosts, length, _now, features[HostsFrom..ChannelsFrom]);
        _channels.AddInterval(channel, _now, features[ChannelsFrom..EndpointsFrom]);
        _endpoints.Add(sender, receiver, endpoints, length, _now, features[EndpointsFrom..]);
        return features;
    }

    public bool Tells(int feature) => true;

    public string KindOf(int feature) => PacketFeatureWords.KindOf(feature);

    public string Describe(int feature, double value, double usual) => PacketFeatureWords.Of(feature, value, usual);

    // As the original has them: seconds since 1970 as the nearest double, which is good to a quarter of a microsecond.
    static double SecondsOf(DateTime at)
    {
        var (microseconds, rest) = Math.DivRem((at - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerMicrosecond);
        return microseconds / 1e6 + rest * 1e-7;
    }
}
