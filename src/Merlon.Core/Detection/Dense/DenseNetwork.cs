using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Merlon.Features;

namespace Merlon.Detection.Dense;

/// <summary>
/// Fully connected layers, one behind the other: hyperbolic tangents between them, none behind the last. All
/// parameters lie in one array: of each layer its biases, then for each input the weights to all outputs, each row
/// filled up with zeros to eight, so that eight units are reckoned at once.
/// </summary>
/// <remarks>The same to the last bit on every machine. Not for several threads at once.</remarks>
public sealed class DenseNetwork
{
    const int Lanes = 8;

    readonly ImmutableArray<int> _widths;
    readonly double[] _parameters;
    readonly double[][] _units;       // of each layer what goes in; of the last one, what comes out
    readonly double[][] _gradients;   // of the loss, by each of those

    /// <param name="widths">Inputs, units of each layer, outputs.</param>
    /// <param name="parameters">As many as <see cref="ParameterCount"/>; they may change meanwhile.</param>
    public DenseNetwork(ImmutableArray<int> widths, double[] parameters)
    {
        (_widths, _parameters) = (widths, parameters);
        _units = [.. widths.Select(width => new double[Padded(width)])];
        _gradients = [.. widths.Select(width => new double[Padded(width)])];
    }

    public static long ParameterCount(ImmutableArray<int> widths)
    {
        var count = 0L;
        for (var layer = 1; layer < widths.Length; layer++) count += (1L + widths[layer - 1]) * Padded(widths[layer]);
        return count;
    }

    /// <summary>Small weights by chance, so that sums have about the spread of one input (Glorot, 2010).</summary>
    public static double[] NewParameters(ImmutableArray<int> widths, UniformDraws draws)
    {
        var parameters = new double[ParameterCount(widths)];
        var at = 0;
        for (var layer = 1; layer < widths.Length; layer++)
        {
            var (inputs, outputs) = (widths[layer - 1], widths[layer]);
            var (row, most) = (Padded(outputs), Math.Sqrt(3.0 / inputs));
            for (var i = 1; i <= inputs; i++)
            {
                for (var o = 0; o < outputs; o++) parameters[at + i * row + o] = most * (2 * draws.Next() - 1);
            }

            at += (1 + inputs) * row;
        }

        return parameters;
    }

    /// <param name="inputs">As many as the first width.</param>
    /// <returns>As many as the last width, good until the next.</returns>
    public ReadOnlySpan<double> Run(ReadOnlySpan<double> inputs)
    {
        inputs.CopyTo(_units[0]);
        var at = 0;
        for (var layer = 1; layer < _widths.Length; layer++)
        {
            var row = Padded(_widths[layer]);
            var parameters = _parameters.AsSpan(at, (1 + _widths[layer - 1]) * row);
            Sum(_units[layer - 1].AsSpan(0, _widths[layer - 1]), parameters, _units[layer]);
            if (layer < _widths.Length - 1) Tanh(_units[layer]);
            at += parameters.Length;
        }

        return _units[^1].AsSpan(0, _widths[^1]);
    }

    /// <summary>Adds the gradients of the loss of what was run last.</summary>
    /// <param name="loss">Its gradient by each output.</param>
    /// <param name="sums">One for each parameter.</param>
    public void AddGradients(ReadOnlySpan<double> loss, Span<double> sums)
    {
        loss.CopyTo(_gradients[^1]);
        var end = _parameters.Length;
        for (var layer = _widths.Length - 1; layer > 0; layer--)
        {
            var (inputs, row) = (_widths[layer - 1], Padded(_widths[layer]));
            var at = end - (1 + inputs) * row;
            var (units, before) = (_units[layer - 1], _gradients[layer - 1]);
            var gradients = _gradients[layer].AsSpan();
            AddScaled(gradients, 1, sums.Slice(at, row));
            for (var i = 0; i < inputs; i++)
            {
                var place = at + (1 + i) * row;
                AddScaled(gradients, units[i], sums.Slice(place, row));
                if (layer > 1) before[i] = Dot(gradients, _parameters.AsSpan(place, row)) * (1 - units[i] * units[i]);
            }

            end = at;
        }
    }

    // Biases + inputs * weights.
    static void Sum(ReadOnlySpan<double> inputs, ReadOnlySpan<double> parameters, Span<double> sums)
    {
        ref var parameter = ref MemoryMarshal.GetReference(parameters);
        for (var first = 0; first < sums.Length; first += Lanes)
        {
            var total = Vector512.LoadUnsafe(ref parameter, (nuint)first);
            var place = first;
            foreach (var input in inputs)
            {
                place += sums.Length;
                total = Vector512.FusedMultiplyAdd(
                    Vector512.Create(input), Vector512.LoadUnsafe(ref parameter, (nuint)place), total);
            }

            total.CopyTo(sums[first..]);
        }
    }

    static void Tanh(Span<double> sums)
    {
        for (; !sums.IsEmpty; sums = sums[Lanes..])
        {
            var twice = VectorMath.Sigmoid(Vector512.Create<double>(sums) * 2) * 2;
            (twice - Vector512<double>.One).CopyTo(sums);
        }
    }

    static void AddScaled(ReadOnlySpan<double> numbers, double factor, Span<double> sums)
    {
        var scale = Vector512.Create(factor);
        for (var first = 0; first < numbers.Length; first += Lanes)
        {
            var sum = Vector512.Create<double>(sums[first..]);
            Vector512.FusedMultiplyAdd(scale, Vector512.Create(numbers[first..]), sum).CopyTo(sums[first..]);
        }
    }

    static double Dot(ReadOnlySpan<double> numbers, ReadOnlySpan<double> others)
    {
        var sum = Vector512<double>.Zero;
        for (var first = 0; first < numbers.Length; first += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(
                Vector512.Create(numbers[first..]), Vector512.Create(others[first..]), sum);
        }

        var half = sum.GetLower() + sum.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return quarter.GetElement(0) + quarter.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Padded(int width) => (width + Lanes - 1) / Lanes * Lanes;
}
