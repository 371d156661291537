using System.Collections.Immutable;
using Merlon.Detection;

namespace Merlon.Evaluation.Detectors;

/// <summary>How well a detector tells the attacks of a capture from what is benign in it, packet by packet.</summary>
/// <param name="Wanted">The false-positive rate that the threshold is for; null where it is for none.</param>
/// <param name="Benign">So many benign packets.</param>
/// <param name="Fpr">The share of them above the threshold.</param>
public sealed record DetectorResult(
    string Detector, double Threshold, double? Wanted, long Benign, double Fpr, ImmutableArray<AttackResult> Attacks)
{
    /// <summary>The mean over the attacks, each as much as any other.</summary>
    public double MeanArea => Attacks.Average(attack => attack.Curve.Area);

    /// <inheritdoc cref="MeanArea"/>
    public double MeanTprAt(double fpr) => Attacks.Average(attack => attack.Curve.TprAt(fpr));
}

/// <param name="Packets">Of the attack.</param>
/// <param name="Curve">Against all benign packets.</param>
/// <param name="Tpr">The share of the attack's packets above the threshold.</param>
/// <param name="Delay">From the attack's first packet to the first one above the threshold; null for never.</param>
public sealed record AttackResult(
    int Number, string Name, long Packets, RocCurve Curve, double Tpr, TimeSpan? Delay);
