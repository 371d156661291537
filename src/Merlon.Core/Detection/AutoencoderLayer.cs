using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Merlon.Detection.Models;
using Merlon.Features;

namespace Merlon.Detection;

/// <summary>
/// Trained autoencoders side by side, each on some numbers of one vector. All their weights lie in one array, in the
/// order in which they are needed, and are filled up with zeros to eight, so that eight units are reckoned at once.
/// </summary>
/// <remarks>
/// The units of all autoencoders lie side by side without gaps: what one writes beyond its end, the next one writes
/// over. So the sigmoids, which cost most, are those that are needed and no more. Not for several threads at once.
/// </remarks>
public sealed class AutoencoderLayer
{
    const int Lanes = 8;

    readonly int[] _places;             // of each input in the vector
    readonly double[] _least, _scales;  // of each input
    readonly Shape[] _shapes;
    readonly AlignedNumbers _weights, _inputs, _hidden, _outputs;

    /// <param name="autoencoders">Each with the places of its inputs in the vector.</param>
    public AutoencoderLayer(IReadOnlyList<(AutoencoderState Autoencoder, IReadOnlyList<int> Places)> autoencoders)
    {
        _places = [.. autoencoders.SelectMany(one => one.Places)];
        _shapes = [.. autoencoders.Select(one => new Shape(one.Autoencoder.Inputs, one.Autoencoder.Hidden))];
        _least = [.. autoencoders.SelectMany(one => one.Autoencoder.Least)];
        _scales = [.. autoencoders.SelectMany(one => Scales(one.Autoencoder))];
        double[] weights = [.. autoencoders.SelectMany(one => Encoding(one.Autoencoder)),
            .. autoencoders.SelectMany(one => Decoding(one.Autoencoder))];
        _weights = new(weights, weights.Length);
        _hidden = new(Room(_shapes.Sum(shape => shape.Hidden)));
        (_inputs, _outputs) = (new(Room(_places.Length)), new(Room(_places.Length)));
    }

    /// <summary>How many autoencoders.</summary>
    public int Count => _shapes.Length;

    /// <param name="errors">Of each autoencoder the root mean square.</param>
    public void Score(ReadOnlySpan<double> vector, Span<double> errors)
    {
        var inputs = _inputs.Span;
        var hidden = _hidden.Span;
        var outputs = _outputs.Span;
        for (var i = 0; i < _places.Length; i++) inputs[i] = (vector[_places[i]] - _least[i]) * _scales[i];
        ref var weights = ref MemoryMarshal.GetReference(_weights.Span);
        weights = ref Multiply(ref weights, inputs, hidden, isEncoding: true);
        Sigmoids(hidden);
        Multiply(ref weights, hidden, outputs, isEncoding: false);
        Sigmoids(outputs);
        Errors(inputs, outputs, errors);
    }

    // Of each autoencoder: biases + units * weights, for eight units of the other side after the other.
    ref double Multiply(
        ref double weights, scoped ReadOnlySpan<double> units, scoped Span<double> sums, bool isEncoding)
    {
        ref var unit = ref MemoryMarshal.GetReference(units);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        foreach (var shape in _shapes)
        {
            var (from, to) = isEncoding ? (shape.Inputs, shape.Hidden) : (shape.Hidden, shape.Inputs);
            for (var first = 0; first < to; first += Lanes)
            {
                var total = Vector512.LoadUnsafe(ref weights);
                for (var i = 0; i < from; i++)
                {
                    weights = ref Unsafe.Add(ref weights, Lanes);
                    total = Vector512.FusedMultiplyAdd(
                        Vector512.Create(Unsafe.Add(ref unit, i)), Vector512.LoadUnsafe(ref weights), total);
                }

                weights = ref Unsafe.Add(ref weights, Lanes);
                total.StoreUnsafe(ref sum, (nuint)first);
            }

            unit = ref Unsafe.Add(ref unit, from);
            sum = ref Unsafe.Add(ref sum, to);
        }

        return ref weights;
    }

    // But for the eight that are room.
    static void Sigmoids(Span<double> sums)
    {
        for (; sums.Length > Lanes; sums = sums[Lanes..])
            VectorMath.Sigmoid(Vector512.Create<double>(sums)).CopyTo(sums);
    }

    void Errors(ReadOnlySpan<double> inputs, ReadOnlySpan<double> outputs, Span<double> errors)
    {
        var unit = 0;
        for (var a = 0; a < _shapes.Length; a++)
        {
            var (squares, end) = (0.0, unit + _shapes[a].Inputs);
            for (; unit < end; unit++) squares += (inputs[unit] - outputs[unit]) * (inputs[unit] - outputs[unit]);
            errors[a] = Math.Sqrt(squares / _shapes[a].Inputs);
        }
    }

    static IEnumerable<double> Scales(AutoencoderState one) =>
        one.Most.Zip(one.Least, (most, least) => 1 / (most - least + MinMaxScaler.Epsilon));

    static IEnumerable<double> Encoding(AutoencoderState one) =>
        Blocks(one.HiddenBiases, one.Inputs, (from, to) => one.Weights[from * one.Hidden + to]);

    static IEnumerable<double> Decoding(AutoencoderState one) =>
        Blocks(one.OutputBiases, one.Hidden, (from, to) => one.Weights[to * one.Hidden + from]);

    // For eight units after the other their biases, then their weights from each unit of the other side.
    static IEnumerable<double> Blocks(ImmutableArray<double> biases, int from, Func<int, int, double> weight)
    {
        for (var first = 0; first < biases.Length; first += Lanes)
        {
            for (var i = -1; i < from; i++)
            {
                for (var to = first; to < first + Lanes; to++)
                    yield return to >= biases.Length ? 0 : i < 0 ? biases[to] : weight(i, to);
            }
        }
    }

    // A whole number of eights, and eight more for what the last one writes beyond its end.
    static int Room(int count) => (count + Lanes - 1) / Lanes * Lanes + Lanes;

    readonly record struct Shape(int Inputs, int Hidden);
}
