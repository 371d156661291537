namespace Merlon.Detection.Models;

/// <summary>A training that was interrupted, as it is stored, so that another run can go on with it.</summary>
public sealed record UnfinishedTraining : StoredRecord
{
    const string TheForm = "merlon-training";

    const int TheVersion = 1;

    static readonly StoredSyntax<UnfinishedTraining> Syntax = new(
        TheForm, TheVersion, "an unfinished training", "expected what merlon detect train left when it was interrupted",
        "train it anew with this merlon",
        training => training.IsSound ? null : "its numbers do not fit together");

    public required string Detector { get; init; }

    public required TrainingSettings Settings { get; init; }

    /// <summary>So many packets were read.</summary>
    public required long Packets { get; init; }

    /// <summary>Of the times and lengths of all of these.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>The mean error of the first packets or epoch.</summary>
    public required double FirstLoss { get; init; }

    public required double Loss { get; init; }

    public required CourseProgress Progress { get; init; }

    bool IsSound => Packets >= 0 && FirstLoss >= 0 && Loss >= 0
        && DetectorKind.Of(Detector) is { } kind && kind.Fits(Progress, Settings);

    public static UnfinishedTraining Of(
        string detector, TrainingSettings settings, (long Packets, ulong Fingerprint) traffic,
        (double First, double Last) losses, CourseProgress progress) => new()
        {
            Form = TheForm,
            Version = TheVersion,
            Detector = detector,
            Settings = settings,
            Packets = traffic.Packets,
            Fingerprint = traffic.Fingerprint,
            FirstLoss = losses.First,
            Loss = losses.Last,
            Progress = progress,
            Checksum = "",
        };

    /// <returns>With its checksum.</returns>
    public byte[] Print() => StoredSyntax<UnfinishedTraining>.Print(this);

    /// <inheritdoc cref="ModelSyntax.Read"/>
    public static UnfinishedTraining? Read(ReadOnlySpan<byte> json, out string? fault) => Syntax.Read(json, out fault);
}
