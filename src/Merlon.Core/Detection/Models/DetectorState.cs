using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Merlon.Detection.Dense;

namespace Merlon.Detection.Models;

/// <summary>All that a trained detector knows.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EnsembleState), "ensemble")]
[JsonDerivedType(typeof(DenseState), "autoencoder")]
[JsonDerivedType(typeof(ZScoreState), "zscore")]
[JsonDerivedType(typeof(BoxPlotState), "boxplot")]
[JsonDerivedType(typeof(MahalanobisState), "mahalanobis")]
public abstract record DetectorState
{
    /// <summary>Whether its numbers fit together, and are of a size that there can be.</summary>
    /// <param name="features">How many a vector has.</param>
    public abstract bool IsSound(int features);

    /// <summary>It must be sound.</summary>
    public abstract IDetector ToDetector();
}

/// <param name="Widths">Inputs, units of each layer, outputs.</param>
/// <param name="Parameters">As a <c>DenseNetwork</c> has them.</param>
public sealed record DenseState(
    ImmutableArray<int> Widths,
    ImmutableArray<double> Means,
    ImmutableArray<double> Deviations,
    ImmutableArray<double> Parameters) : DetectorState
{
    const int MostLayers = 16, MostUnits = 4_096;

    public override bool IsSound(int features) =>
        !Widths.IsDefault && Widths.Length is >= 2 and <= MostLayers
        && Widths.All(width => width is > 0 and <= MostUnits)
        && Widths[0] == features && Widths[^1] == features
        && StoredNumbers.Holds(Means, features) && StoredNumbers.HoldsDivisors(Deviations, features)
        && StoredNumbers.Holds(Parameters, DenseNetwork.ParameterCount(Widths));

    public override IDetector ToDetector() => new DenseAutoencoder(this);
}

public sealed record ZScoreState(ImmutableArray<double> Means, ImmutableArray<double> Deviations) : DetectorState
{
    public override bool IsSound(int features) =>
        StoredNumbers.Holds(Means, features) && StoredNumbers.HoldsDivisors(Deviations, features);

    public override IDetector ToDetector() => new ZScoreDetector(this);
}

/// <param name="Low">The lower quartile of each feature.</param>
/// <param name="High">The upper one.</param>
/// <param name="Widths">Between them.</param>
public sealed record BoxPlotState(
    ImmutableArray<double> Low, ImmutableArray<double> High, ImmutableArray<double> Widths) : DetectorState
{
    public override bool IsSound(int features) =>
        StoredNumbers.HoldsRanges(Low, High, features) && StoredNumbers.HoldsDivisors(Widths, features);

    public override IDetector ToDetector() => new BoxPlotDetector(this);
}

/// <param name="Factor">The lower triangle L of the correlations, L Lᵀ (Cholesky), row by row.</param>
public sealed record MahalanobisState(
    ImmutableArray<double> Means, ImmutableArray<double> Deviations, ImmutableArray<double> Factor) : DetectorState
{
    public override bool IsSound(int features) =>
        StoredNumbers.Holds(Means, features) && StoredNumbers.HoldsDivisors(Deviations, features)
        && StoredNumbers.Holds(Factor, features * (features + 1L) / 2)
        && StoredNumbers.HoldsDivisors(
            [.. Enumerable.Range(1, features).Select(row => Factor[row * (row + 1) / 2 - 1])], features);

    public override IDetector ToDetector() => new MahalanobisDetector(this);
}
