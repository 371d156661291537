using System.Collections.Immutable;

namespace Merlon.Detection.Models;

/// <summary>All that a trained autoencoder knows.</summary>
/// <param name="Weights">Inputs by hidden units.</param>
/// <param name="Least">Of each input, as seen in training.</param>
/// <param name="Most">Of each input, as seen in training.</param>
public sealed record AutoencoderState(
    int Inputs,
    int Hidden,
    ImmutableArray<double> Weights,
    ImmutableArray<double> HiddenBiases,
    ImmutableArray<double> OutputBiases,
    ImmutableArray<double> Least,
    ImmutableArray<double> Most)
{
    /// <summary>Whether there are as many numbers of each kind as there must be, of a size that there can be.</summary>
    public bool IsSound => Inputs > 0 && Hidden > 0
        && StoredNumbers.Holds(Weights, (long)Inputs * Hidden)
        && StoredNumbers.Holds(HiddenBiases, Hidden) && StoredNumbers.Holds(OutputBiases, Inputs)
        && StoredNumbers.HoldsRanges(Least, Most, Inputs);
}

/// <summary>All that a trained ensemble of autoencoders knows.</summary>
/// <param name="Map">Which features each autoencoder is given.</param>
/// <param name="Autoencoders">One for each group of the map.</param>
/// <param name="Last">On the errors of those.</param>
/// <param name="Means">Of each feature, in training.</param>
public sealed record EnsembleState(
    ImmutableArray<ImmutableArray<int>> Map,
    ImmutableArray<AutoencoderState> Autoencoders,
    AutoencoderState Last,
    ImmutableArray<double> Means) : DetectorState
{
    public override bool IsSound(int features) =>
        !Map.IsDefaultOrEmpty && !Autoencoders.IsDefault && Map.Length == Autoencoders.Length
        && Last is { IsSound: true } && Last.Inputs == Map.Length
        && StoredNumbers.Holds(Means, features)
        && Map.Zip(Autoencoders).All(one => !one.First.IsDefaultOrEmpty
            && one.First.All(place => place >= 0 && place < features)
            && one.Second is { IsSound: true } && one.Second.Inputs == one.First.Length);

    public override IDetector ToDetector() => new AutoencoderEnsemble(this);
}
