namespace Merlon.Detection;

/// <summary>How an ensemble of autoencoders is trained; by default as the paper recommends for 100 features.</summary>
public sealed record EnsembleSettings
{
    /// <summary>So many vectors, the first ones, tell which features go together.</summary>
    public int MapVectors { get; init; } = 5_000;

    /// <summary>So many after them train the autoencoders.</summary>
    public int TrainingVectors { get; init; } = 50_000;

    /// <summary>Which features each autoencoder is given, where that is known; no vectors are needed then.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Map { get; init; }

    /// <summary>The most features that one autoencoder is given.</summary>
    public int LargestAutoencoder { get; init; } = 10;

    /// <summary>Hidden units for each input, rounded up.</summary>
    public double HiddenRatio { get; init; } = 0.75;

    public double LearningRate { get; init; } = 0.1;

    /// <summary>Of the first weights; see <see cref="UniformDraws"/>. Each autoencoder has the same chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Numbers from 0 to 1 to be taken instead: so many.</summary>
    public Func<int, double[]>? Draws { get; init; }

    internal Autoencoder NewAutoencoder(int inputs)
    {
        var count = Autoencoder.WeightCount(inputs, HiddenRatio);
        return new(inputs, HiddenRatio, LearningRate, Draws?.Invoke(count) ?? UniformDraws.Take(Seed, count));
    }
}
