using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Merlon.Detection.Dense;

namespace Merlon.Detection.Models;

/// <summary>How far a training has come.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EnsembleProgress), "ensemble")]
[JsonDerivedType(typeof(DenseProgress), "autoencoder")]
public abstract record CourseProgress
{
    /// <summary>Whether its numbers fit together, and are of a size that there can be.</summary>
    /// <param name="features">How many a vector has.</param>
    public abstract bool IsSound(int features, TrainingSettings settings);

    /// <summary>Whether it leads to a detector with a state of that type.</summary>
    internal abstract bool IsOf(Type state);
}

/// <param name="Seen">So many vectors were learnt, those for the map among them.</param>
/// <param name="Left">So many are still to be learnt.</param>
/// <param name="Sums">Of each feature.</param>
public sealed record EnsembleProgress(long Seen, long Left, ImmutableArray<double> Sums, EnsembleState State)
    : CourseProgress
{
    public override bool IsSound(int features, TrainingSettings settings) =>
        Seen >= settings.MapPackets && Left >= 0 && State.IsSound(features)
        && StoredNumbers.Holds(Sums, features);

    internal override bool IsOf(Type state) => state == typeof(EnsembleState);
}

/// <param name="Epochs">So many are done.</param>
public sealed record DenseProgress(int Epochs, ImmutableArray<double> Parameters, AdamState Adam) : CourseProgress
{
    public override bool IsSound(int features, TrainingSettings settings)
    {
        var count = DenseNetwork.ParameterCount(new DenseSettings().WidthsFor(features));
        return Epochs >= 1 && Epochs <= settings.Epochs
            && new[] { Parameters, Adam.Means, Adam.Squares }.All(
                numbers => StoredNumbers.Holds(numbers, count))
            && Adam.Squares.All(square => square >= 0)
            && Adam.MeanLeft is >= 0 and < 1 && Adam.SquareLeft is >= 0 and < 1;
    }

    internal override bool IsOf(Type state) => state == typeof(DenseState);
}
