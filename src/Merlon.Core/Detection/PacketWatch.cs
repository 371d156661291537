using Merlon.Detection.Drift;
using Merlon.Flows;
using Merlon.Flows.Captured;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>A packet that scored above the threshold.</summary>
/// <param name="Flow">Its flow as far as it had come, with the packet's score.</param>
/// <param name="Why">The features that are strangest, in words, the strangest first.</param>
public sealed record StrangePacket(DateTime At, Flow Flow, IReadOnlyList<string> Why);

/// <summary>
/// Watches packets, and tells of the strange ones: of each flow, whichever way they go, the first, and then one a
/// minute at most, or one that is twice as strange as what was told.
/// </summary>
/// <remarks>In bounded memory; nothing in a packet makes it fail. Not safe for concurrent use.</remarks>
public sealed class PacketWatch
{
    /// <summary>So many features are told.</summary>
    public const int MostFeatures = 3;

    const int MostAlerted = 1 << 16;

    static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    readonly double _threshold;
    readonly DriftingThreshold? _drifting;
    readonly PacketDetector _detector;
    readonly FlowTable _flows = new(FlowTimeouts.Standard);
    readonly FlowAssembler _assembler;
    readonly Dictionary<FlowKey, (DateTime At, double Score)> _alerted = [];   // what was told last

    /// <param name="threshold">What scores above it is strange.</param>
    /// <param name="drifting">In its place: what scores above it is strange then.</param>
    public PacketWatch(PacketDetector detector, double threshold, DriftingThreshold? drifting = null)
    {
        (_detector, _threshold, _drifting) = (detector, threshold, drifting);
        _assembler = new(_flows, TunnelView.Outer);
    }

    public long Packets { get; private set; }

    /// <summary>Packets above the threshold.</summary>
    public long Strange { get; private set; }

    /// <summary>Of these, those without addresses, of which no alert can be.</summary>
    public long Unaddressed { get; private set; }

    /// <summary>Streams and flows that were forgotten for want of room.</summary>
    public long Evicted => _detector.Forgotten + _flows.Evicted;

    /// <returns>Null when there is nothing to tell.</returns>
    public StrangePacket? Next(scoped in CapturedPacket packet)
    {
        Packets++;
        var headers = PacketHeaders.Read(packet);
        var score = _detector.Score(headers, packet.At, packet.Length);
        _assembler.Add(headers, packet.At);
        while (_flows.TryTake(out _)) { }
        var isStrange = score > (_drifting?.Value ?? _threshold);
        _drifting?.Hear(score, packet.At);
        if (!isStrange) return null;

        Strange++;
        if (!headers.HasAddresses)
        {
            Unaddressed++;
            return null;
        }

        // An ICMP error is strange on account of whoever sent what it is about.
        var flow = headers.TryReadCause(out var cause) ? FlowOf(cause, packet.At) : FlowOf(headers, packet.At);
        flow = flow with { Score = score };
        return IsToTell(flow, packet.At) ? new(packet.At, flow, _detector.Explain(MostFeatures)) : null;
    }

    // Without a flow, as ARP and a later fragment are, the packet stands for one.
    Flow FlowOf(scoped in PacketHeaders headers, DateTime at) => _flows.TryFind(headers, out var flow)
        ? flow.ToFlow()
        : new()
        {
            Key = new(headers.Protocol, new(headers.Source, null), new(headers.Destination, null)),
            FirstSeen = at,
            Forward = new(1, headers.Length),
        };

    // Where a flow begins without its first packets, as ARP always does, either end may be the source.
    bool IsToTell(in Flow flow, DateTime at)
    {
        var key = _alerted.ContainsKey(flow.Key.Reversed) ? flow.Key.Reversed : flow.Key;
        if (_alerted.TryGetValue(key, out var told) && at - told.At < Silence && flow.Score < 2 * told.Score)
            return false;

        if (_alerted.Count >= MostAlerted) _alerted.Clear();
        _alerted[key] = (at, flow.Score);
        return true;
    }
}
