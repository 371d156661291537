using System.Collections.Immutable;

namespace Merlon.Detection.Models;

/// <summary>A trained detector as it is stored, with what it was trained on and its threshold.</summary>
public sealed record Model
{
    public const string TheForm = "merlon-model";

    public const int TheVersion = 1;

    /// <summary>Of the detectors, the one that looks at packets.</summary>
    public const string Packets = "packets";

    public required string Form { get; init; }

    public required int Version { get; init; }

    /// <summary>Which detector it is.</summary>
    public required string Detector { get; init; }

    public required Learnt TrainedOn { get; init; }

    public required TrainingSettings Settings { get; init; }

    public required EnsembleState Ensemble { get; init; }

    /// <summary>Null before it was calibrated: there is no threshold then.</summary>
    public required Calibrated? Calibrated { get; init; }

    /// <summary>SHA-256, in hexadecimal, of all of it with nothing here.</summary>
    public required string Checksum { get; init; }
}

/// <summary>Traffic that was learnt from.</summary>
/// <param name="FirstSeen">UTC.</param>
/// <param name="LastSeen">UTC.</param>
public sealed record Learnt(ImmutableArray<LearntFile> Files, long Packets, DateTime FirstSeen, DateTime LastSeen);

/// <summary>A capture as it is stored, gzipped or not.</summary>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record LearntFile(string Path, long Bytes, string Sha256);

/// <param name="MapPackets">So many, the first ones, told which features go together.</param>
/// <param name="Seed">Of the first weights.</param>
public sealed record TrainingSettings(
    int MapPackets, int LargestAutoencoder, double HiddenRatio, double LearningRate, ulong Seed);

public sealed record Calibrated(Learnt On, Calibration Calibration);
