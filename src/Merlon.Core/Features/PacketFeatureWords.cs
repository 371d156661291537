using System.Globalization;

namespace Merlon.Features;

/// <summary>
/// The features of <see cref="PacketFeatures"/> in words, for people. The sender is that of the packet.
/// </summary>
public static class PacketFeatureWords
{
    const double Alike = 1.5;

    static readonly string[] OfStream = ["packets", "mean {0}", "variation of the {0}"];

    static readonly string[] OfPair =
    [
        .. OfStream, "variation of the {0}, both ways", "mean {0}, both ways",
        "how the {0} goes with that of the answers", "how closely the {0} goes with that of the answers",
    ];

    // In the order of the features, with how many each has.
    static readonly (string[] Statistics, string Of, string Value)[] Groups =
    [
        (OfStream, "from the sender's card", "packet size"),
        (OfPair, "from the sender's address", "packet size"),
        (OfStream, "from the sender to the receiver", "time between packets"),
        (OfPair, "from the sender's port to the receiver's", "packet size"),
    ];

    /// <summary>What a feature is about: <c>packets from the sender's address in the last 10 s</c>.</summary>
    /// <param name="feature">0 to 99.</param>
    public static string Of(int feature)
    {
        var (what, decay) = Parts(feature);
        return $"{what} in the last {Text(1 / Decay.Rates[decay])} s";
    }

    /// <summary>The same without the time: five features of five times are alike in it.</summary>
    /// <inheritdoc cref="Of(int)"/>
    public static string KindOf(int feature) => Parts(feature).What;

    /// <summary>As <see cref="Of(int)"/>, with how it compares to what is usual.</summary>
    /// <param name="usual">Its mean.</param>
    public static string Of(int feature, double value, double usual)
    {
        var (ratio, what) = (value / usual, Of(feature));
        if (!double.IsFinite(ratio) || ratio <= 0) return $"{what}: {Text(value)}, usually {Text(usual)}";
        if (ratio >= Alike) return $"{what}: {Text(ratio)} times the usual";
        if (ratio <= 1 / Alike) return $"{what}: the usual divided by {Text(1 / ratio)}";
        return $"{what}: as usual, but not beside the others";
    }

    static (string What, int Decay) Parts(int feature)
    {
        foreach (var (statistics, of, value) in Groups)
        {
            var count = statistics.Length * Decay.Count;
            if (feature < count)
            {
                var (decay, statistic) = Math.DivRem(feature, statistics.Length);
                return ($"{string.Format(CultureInfo.InvariantCulture, statistics[statistic], value)} {of}", decay);
            }

            feature -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(feature));
    }

    static string Text(double number) => number.ToString("G2", CultureInfo.InvariantCulture) is var text
        && text.Contains('E', StringComparison.Ordinal) && Math.Abs(number) is >= 1 and < 1e9
        ? number.ToString("N0", CultureInfo.InvariantCulture) : text;
}
