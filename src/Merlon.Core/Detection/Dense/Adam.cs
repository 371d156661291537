using System.Collections.Immutable;
using System.Runtime.Intrinsics;

namespace Merlon.Detection.Dense;

/// <summary>
/// Steps against a gradient, each parameter by its own measure (Kingma and Ba, "Adam", ICLR 2015).
/// </summary>
/// <param name="parameters">A multiple of eight of them.</param>
public sealed class Adam(double[] parameters)
{
    const double MeanMemory = 0.9, SquareMemory = 0.999, Least = 1e-8;

    readonly double[] _means = new double[parameters.Length], _squares = new double[parameters.Length];
    double _meanLeft = 1, _squareLeft = 1;   // of the zeros that they began with

    /// <summary>What it keeps of the gradients so far.</summary>
    public AdamState State => new([.. _means], [.. _squares], _meanLeft, _squareLeft);

    /// <param name="state">Sound.</param>
    public void Resume(AdamState state)
    {
        state.Means.CopyTo(_means);
        state.Squares.CopyTo(_squares);
        (_meanLeft, _squareLeft) = (state.MeanLeft, state.SquareLeft);
    }

    public void Step(ReadOnlySpan<double> gradients, double rate)
    {
        _meanLeft *= MeanMemory;
        _squareLeft *= SquareMemory;
        var (scale, square) = (Vector512.Create(rate / (1 - _meanLeft)), Vector512.Create(1 / (1 - _squareLeft)));
        for (var i = 0; i < parameters.Length; i += Vector512<double>.Count)
        {
            var gradient = Vector512.Create(gradients[i..]);
            var mean = Vector512.LoadUnsafe(ref _means[i]) * MeanMemory + gradient * (1 - MeanMemory);
            var variance = Vector512.LoadUnsafe(ref _squares[i]) * SquareMemory
                + gradient * gradient * (1 - SquareMemory);
            mean.StoreUnsafe(ref _means[i]);
            variance.StoreUnsafe(ref _squares[i]);
            var step = scale * mean / (Vector512.Sqrt(variance * square) + Vector512.Create(Least));
            (Vector512.LoadUnsafe(ref parameters[i]) - step).StoreUnsafe(ref parameters[i]);
        }
    }
}

/// <summary>All that <see cref="Adam"/> knows.</summary>
/// <param name="MeanLeft">Of the zeros that the means began with.</param>
/// <param name="SquareLeft">Of those of the squares.</param>
public sealed record AdamState(
    ImmutableArray<double> Means, ImmutableArray<double> Squares, double MeanLeft, double SquareLeft);
