using Merlon.Packets;

namespace Merlon.Features;

/// <summary>Turns each packet into numbers, in the light of those before.</summary>
/// <remarks>Nothing is allocated per packet, nothing thrown whatever it is, and memory is bounded.</remarks>
public interface IFeatureExtractor
{
    /// <summary>How many numbers.</summary>
    int Count { get; }

    /// <summary>Streams that were forgotten for want of room.</summary>
    long Forgotten { get; }

    /// <summary>
    /// Whether the last packet's features tell what it is like; not where its flow had begun before the first packet of
    /// all, so that the better part of it was not seen.
    /// </summary>
    bool IsTelling { get; }

    /// <summary>Of the last packet.</summary>
    ReadOnlySpan<double> Last { get; }

    /// <param name="length">Of the whole frame on the wire, in bytes.</param>
    /// <returns>Good until the next packet.</returns>
    ReadOnlySpan<double> Add(scoped in PacketHeaders packet, DateTime at, int length);

    /// <summary>Whether a feature tells more of the last packet than an alert does: a port, if it has one.</summary>
    bool Tells(int feature);

    /// <summary>What a feature is about; those that say the same of other times are of one kind.</summary>
    string KindOf(int feature);

    /// <summary>A feature in words, and how it compares to what is usual.</summary>
    /// <param name="usual">Its mean in training.</param>
    string Describe(int feature, double value, double usual);
}
