namespace Merlon.Features;

/// <summary>
/// The features of <see cref="FlowFeatures"/>. Amounts are log2(1 + x): of packets, bytes, milliseconds; flags 0 or 1.
/// </summary>
public enum FlowFeature
{
    // The flow as far as it has come.
    PacketsForward, PacketsBackward, BytesForward, BytesBackward, Duration, MeanForward, MeanBackward, LongestForward,
    LongestBackward, FirstForward, FirstBackward, Gap, MeanGap, Syns, Options, IsAnswered, IsReset, IsFinished,
    IsRefused, IsOddStart,

    // What it is.
    IsTcp, IsUdp, IsIcmp, IsArp, IsOther, IsSystemPort, ServicePort,

    // How often, in training, a flow had the same: service, server, pair of hosts, source, use of a service.
    KnownService, KnownServer, KnownPair, KnownSource, KnownUse,

    // The source's use of this service on this host lately: over 1, 10 and 100 s.
    Flows1, Flows10, Flows100, Packets1, Packets10, Packets100, Sent10, Sent100, Received10, Received100,

    // The source, when it began to use the service.
    Uses1, Uses10, Uses100, Refusals10, Refusals100, Silences10, Silences100,

    // The link: ARP from the sender's card, and whether either host has another card than at first.
    Arp10, Arp100, IsOtherSender, IsOtherReceiver,

    Count,
}
