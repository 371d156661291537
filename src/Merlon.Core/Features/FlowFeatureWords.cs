using System.Globalization;

namespace Merlon.Features;

/// <summary>The features of <see cref="FlowFeatures"/> in words, for people.</summary>
static class FlowFeatureWords
{
    const double Alike = 1.1;

    /// <summary>
    /// Without how much or how long: what says the same of other times is alike in it. The source is that of the flow:
    /// who sent its first packet.
    /// </summary>
    public static string KindOf(FlowFeature feature) => feature switch
    {
        FlowFeature.PacketsForward => "packets sent in this flow",
        FlowFeature.PacketsBackward => "packets answered in this flow",
        FlowFeature.BytesForward => "bytes sent in this flow",
        FlowFeature.BytesBackward => "bytes answered in this flow",
        FlowFeature.Duration => "time that this flow has lasted",
        FlowFeature.MeanForward => "mean packet size sent in this flow",
        FlowFeature.MeanBackward => "mean packet size answered in this flow",
        FlowFeature.LongestForward => "largest packet sent in this flow",
        FlowFeature.LongestBackward => "largest packet answered in this flow",
        FlowFeature.FirstForward => "size of this flow's first packet",
        FlowFeature.FirstBackward => "size of this flow's first answer",
        FlowFeature.Gap => "time since this flow's last packet",
        FlowFeature.MeanGap => "mean time between this flow's packets",
        FlowFeature.Syns => "connection requests (SYN) in this flow",
        FlowFeature.Options => "bytes of TCP options in the first packet",
        FlowFeature.IsAnswered => "it is{0} answered",
        FlowFeature.IsReset => "it is{0} reset",
        FlowFeature.IsFinished => "it is{0} finished",
        FlowFeature.IsRefused => "it is{0} refused",
        FlowFeature.IsOddStart => "it began{0} without a connection request (SYN)",
        FlowFeature.IsTcp => "it is{0} TCP",
        FlowFeature.IsUdp => "it is{0} UDP",
        FlowFeature.IsIcmp => "it is{0} ICMP",
        FlowFeature.IsArp => "it is{0} ARP",
        FlowFeature.IsOther => "it is{0} of another protocol",
        FlowFeature.IsSystemPort => "the service's port is{0} below 1024",
        FlowFeature.ServicePort => "the service's port",
        FlowFeature.KnownService => "flows to such a service in training",
        FlowFeature.KnownServer => "flows to this service of the destination in training",
        FlowFeature.KnownPair => "flows between source and destination in training",
        FlowFeature.KnownSource => "flows from the source in training",
        FlowFeature.KnownUse => "flows from the source to such a service in training",
        FlowFeature.Flows1 or FlowFeature.Flows10 or FlowFeature.Flows100 => "flows from the source to this service",
        FlowFeature.Packets1 or FlowFeature.Packets10 or FlowFeature.Packets100 =>
            "packets between the source and this service",
        FlowFeature.Sent10 or FlowFeature.Sent100 => "bytes from the source to this service",
        FlowFeature.Received10 or FlowFeature.Received100 => "bytes from this service to the source",
        FlowFeature.Uses1 or FlowFeature.Uses10 or FlowFeature.Uses100 => "new services used by the source",
        FlowFeature.Refusals10 or FlowFeature.Refusals100 => "refused flows of the source",
        FlowFeature.Silences10 or FlowFeature.Silences100 => "unanswered flows of the source",
        FlowFeature.Arp10 or FlowFeature.Arp100 => "ARP packets from this hardware address",
        FlowFeature.IsOtherSender => "the sender has{0} another hardware address than at first",
        FlowFeature.IsOtherReceiver => "the receiver has{0} another hardware address than at first",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    /// <param name="usual">Its mean.</param>
    public static string Describe(FlowFeature feature, double value, double usual)
    {
        if (IsFlag(feature)) return Flag(KindOf(feature), value > 0.5, usual);

        // Amounts are logarithms: so is what is usual, a geometric mean.
        var what = KindOf(feature) + SpanOf(feature);
        var (amount, mean) = (Math.Pow(2, value) - 1, Math.Pow(2, usual) - 1);
        if (feature is FlowFeature.ServicePort)
            return Invariant($"{what}: {amount:0}, {(value > usual ? "above" : "below")} the usual ones");

        var (told, usually) = IsTime(feature) ? (Time(amount), Time(mean)) : (Number(amount), Number(mean));
        var ratio = (amount + 1) / (mean + 1);
        return told == usually || ratio is > 1 / Alike and < Alike
            ? $"{what}: as usual, but not beside the others"
            : $"{what}: {told}, usually {usually}";
    }

    static string Flag(string what, bool isSo, double usual)
    {
        var told = string.Format(CultureInfo.InvariantCulture, what, isSo ? "" : " not");
        return $"{told}: {Share(isSo ? usual : 1 - usual)}";
    }

    static bool IsFlag(FlowFeature feature) => feature is >= FlowFeature.IsAnswered and <= FlowFeature.IsSystemPort
        or FlowFeature.IsOtherSender or FlowFeature.IsOtherReceiver;

    static string SpanOf(FlowFeature feature) => feature switch
    {
        FlowFeature.Flows1 or FlowFeature.Packets1 or FlowFeature.Uses1 => " in the last 1 s",
        FlowFeature.Flows10 or FlowFeature.Packets10 or FlowFeature.Uses10 or FlowFeature.Sent10
            or FlowFeature.Received10 or FlowFeature.Refusals10 or FlowFeature.Silences10 or FlowFeature.Arp10 =>
            " in the last 10 s",
        FlowFeature.Flows100 or FlowFeature.Packets100 or FlowFeature.Uses100 or FlowFeature.Sent100
            or FlowFeature.Received100 or FlowFeature.Refusals100 or FlowFeature.Silences100 or FlowFeature.Arp100 =>
            " in the last 100 s",
        _ => "",
    };

    static bool IsTime(FlowFeature feature) =>
        feature is FlowFeature.Duration or FlowFeature.Gap or FlowFeature.MeanGap;

    static string Share(double share) => share switch
    {
        < 0.0001 => "so for less than 0.01% of the packets in training",
        < 0.01 => Invariant($"so for {100 * share:G2}% of the packets in training"),
        < 0.5 => Invariant($"so for {100 * share:N0}% of the packets in training"),
        _ => "as usual, but not beside the others",
    };

    // Of what fades with time a part of one may be left: nobody counts parts of packets.
    static string Number(double number) => Math.Round(number) is > 0 and var whole ? Invariant($"{whole:N0}") : "none";

    static string Time(double milliseconds) => milliseconds switch
    {
        < 10 => Invariant($"{milliseconds:G2} ms"),
        < 1_000 => Invariant($"{milliseconds:N0} ms"),
        < 10_000 => Invariant($"{milliseconds / 1_000:N1} s"),
        _ => Invariant($"{milliseconds / 1_000:N0} s"),
    };

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
