using System.Globalization;

namespace Merlon.Features;

/// <summary>The features of <see cref="FlowFeatures"/> in words, for people.</summary>
static class FlowFeatureWords
{
    const double Alike = 1.1;

    /// <summary>Without how much or how long: what says the same of other times is alike in it.</summary>
    public static string KindOf(FlowFeature feature) => feature switch
    {
        FlowFeature.PacketsForward => "packets sent in this flow",
        FlowFeature.PacketsBackward => "packets answered in this flow",
        FlowFeature.BytesForward => "bytes sent in this flow",
        FlowFeature.BytesBackward => "bytes answered in this flow",
        FlowFeature.Duration => "milliseconds that this flow has lasted",
        FlowFeature.MeanForward => "mean packet size sent in this flow",
        FlowFeature.MeanBackward => "mean packet size answered in this flow",
        FlowFeature.LongestForward => "largest packet sent in this flow",
        FlowFeature.LongestBackward => "largest packet answered in this flow",
        FlowFeature.FirstForward => "size of this flow's first packet",
        FlowFeature.FirstBackward => "size of this flow's first answer",
        FlowFeature.Gap => "milliseconds since this flow's last packet",
        FlowFeature.MeanGap => "mean milliseconds between this flow's packets",
        FlowFeature.Syns => "connection requests (SYN) in this flow",
        FlowFeature.Options => "bytes of TCP options in the first packet",
        FlowFeature.IsAnswered => "that it is answered",
        FlowFeature.IsReset => "that it is reset",
        FlowFeature.IsFinished => "that it is finished",
        FlowFeature.IsRefused => "that it is refused",
        FlowFeature.IsOddStart => "that it began without a connection request (SYN)",
        FlowFeature.IsTcp => "that it is TCP",
        FlowFeature.IsUdp => "that it is UDP",
        FlowFeature.IsIcmp => "that it is ICMP",
        FlowFeature.IsArp => "that it is ARP",
        FlowFeature.IsOther => "that it is of another protocol",
        FlowFeature.IsSystemPort => "that the service's port is below 1024",
        FlowFeature.ServicePort => "number of the service's port",
        FlowFeature.KnownService => "flows to this port in training",
        FlowFeature.KnownServer => "flows to this service of this host in training",
        FlowFeature.KnownPair => "flows between these hosts in training",
        FlowFeature.KnownSource => "flows from this host in training",
        FlowFeature.KnownUse => "flows from this host to this port in training",
        FlowFeature.Flows1 or FlowFeature.Flows10 or FlowFeature.Flows100 => "flows from this host to this service",
        FlowFeature.Packets1 or FlowFeature.Packets10 or FlowFeature.Packets100 =>
            "packets between this host and this service",
        FlowFeature.Sent10 or FlowFeature.Sent100 => "bytes from this host to this service",
        FlowFeature.Received10 or FlowFeature.Received100 => "bytes from this service to this host",
        FlowFeature.Uses1 or FlowFeature.Uses10 or FlowFeature.Uses100 => "new services used by this host",
        FlowFeature.Refusals10 or FlowFeature.Refusals100 => "refused flows of this host",
        FlowFeature.Silences10 or FlowFeature.Silences100 => "unanswered flows of this host",
        FlowFeature.Arp10 or FlowFeature.Arp100 => "ARP packets from this hardware address",
        FlowFeature.IsOtherSender => "that the sender has another hardware address than at first",
        FlowFeature.IsOtherReceiver => "that the receiver has another hardware address than at first",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    /// <param name="usual">Its mean.</param>
    public static string Describe(FlowFeature feature, double value, double usual)
    {
        var what = KindOf(feature) + SpanOf(feature);
        if (IsFlag(feature)) return $"{what}: {(value > 0.5 ? "yes" : "no")}, usually {Share(usual)}";

        // Amounts are logarithms: so is what is usual, a geometric mean.
        var (amount, mean) = (Math.Pow(2, value) - 1, Math.Pow(2, usual) - 1);
        var ratio = (amount + 1) / (mean + 1);
        return ratio is > 1 / Alike and < Alike
            ? $"{what}: as usual, but not beside the others"
            : $"{what}: {Text(amount)}, usually {Text(mean)}";
    }

    static bool IsFlag(FlowFeature feature) => feature is >= FlowFeature.IsAnswered and <= FlowFeature.IsSystemPort
        or FlowFeature.IsOtherSender or FlowFeature.IsOtherReceiver;

    static string SpanOf(FlowFeature feature) => feature switch
    {
        FlowFeature.Flows1 or FlowFeature.Packets1 or FlowFeature.Uses1 => " over the last 1 s",
        FlowFeature.Flows10 or FlowFeature.Packets10 or FlowFeature.Uses10 or FlowFeature.Sent10
            or FlowFeature.Received10 or FlowFeature.Refusals10 or FlowFeature.Silences10 or FlowFeature.Arp10 =>
            " over the last 10 s",
        FlowFeature.Flows100 or FlowFeature.Packets100 or FlowFeature.Uses100 or FlowFeature.Sent100
            or FlowFeature.Received100 or FlowFeature.Refusals100 or FlowFeature.Silences100 or FlowFeature.Arp100 =>
            " over the last 100 s",
        _ => "",
    };

    static string Share(double share) => share.ToString(share is > 0.01 and < 0.99 ? "P0" : "P2",
        CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal) + " of the time";

    static string Text(double number) =>
        number.ToString(Math.Abs(number) < 10 ? "G2" : "N0", CultureInfo.InvariantCulture);
}
