using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Merlon.Detection.Dense;
using Merlon.Detection.Drift;
using Merlon.Features;

namespace Merlon.Detection.Models;

/// <summary>A trained detector as it is stored, with what it was trained on and its threshold.</summary>
public sealed record Model : StoredRecord
{
    public const string TheForm = "merlon-model";

    public const int TheVersion = 2;

    /// <summary>Which of the <see cref="DetectorKind"/>s it is.</summary>
    public required string Detector { get; init; }

    public required Learnt TrainedOn { get; init; }

    public required TrainingSettings Settings { get; init; }

    /// <summary>What was met in training; null where the features do not ask for it.</summary>
    public required FamiliarityState? Known { get; init; }

    public required DetectorState State { get; init; }

    /// <summary>Null before it was calibrated: there is no threshold then.</summary>
    public required Calibrated? Calibrated { get; init; }

    /// <summary>Gives scores as it learnt to, beginning with no traffic seen.</summary>
    public PacketDetector ToDetector() =>
        new(DetectorKind.Of(Detector)!.NewFeatures(Known is null ? null : new(Known)), State.ToDetector());
}

/// <summary>Traffic that was learnt from.</summary>
/// <param name="FirstSeen">UTC.</param>
/// <param name="LastSeen">UTC.</param>
public sealed record Learnt(ImmutableArray<LearntFile> Files, long Packets, DateTime FirstSeen, DateTime LastSeen)
{
    /// <summary>Whether there can be such traffic.</summary>
    internal bool IsSound => !Files.IsDefault && Files.All(file => file is { Bytes: >= 0 })
        && Packets >= 0 && FirstSeen <= LastSeen;
}

/// <summary>A capture as it is stored, gzipped or not.</summary>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record LearntFile(string Path, long Bytes, string Sha256);

/// <param name="MapPackets">So many, the first ones, tell an ensemble which features go together.</param>
/// <param name="Epochs">So often an autoencoder learns what it kept.</param>
/// <param name="Seed">Of what is random.</param>
public sealed record TrainingSettings(int MapPackets, int Epochs, ulong Seed)
{
    /// <summary>Where nothing else is asked for.</summary>
    public static TrainingSettings Standard { get; } =
        new(new EnsembleSettings().MapVectors, new DenseSettings().Epochs, Seed: 1);
}

/// <param name="Level">Of the scores (<see cref="ScoreLevel"/>); null where it was not noted, or is not known.</param>
public sealed record Calibrated(
    Learnt On,
    Calibration Calibration,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Level = null)
{
    /// <summary>Whether there can be such a calibration.</summary>
    internal bool IsSound => On.IsSound && Calibration.IsSound
        && (Level is not { } level || (level > 0 && level <= Calibration.Threshold));
}
