using Merlon.Detection.Models;
using Merlon.Features;

namespace Merlon.Detection;

/// <summary>
/// An autoencoder in training: it learns to give back what it is given through fewer units than that has numbers, and
/// so fails on what is unlike what it learnt. One hidden layer, tied weights, sigmoids.
/// </summary>
/// <remarks>
/// "Kitsune" (Mirsky et al., NDSS 2018, III.B): stochastic gradient descent, one step per vector; numbers are scaled by
/// the least and most seen so far.
/// </remarks>
public sealed class Autoencoder
{
    readonly double _learningRate;
    readonly double[] _weights, _hiddenBiases, _outputBiases;
    readonly double[] _scaled, _hidden, _errors, _gradients;

    /// <param name="draws">For the weights, row by row: as many as <see cref="WeightCount"/>, from 0 to 1.</param>
    public Autoencoder(int inputs, double hiddenRatio, double learningRate, ReadOnlySpan<double> draws)
    {
        (Inputs, Hidden, _learningRate) = (inputs, HiddenUnits(inputs, hiddenRatio), learningRate);
        Scaler = new(inputs);
        _weights = new double[Inputs * Hidden];
        for (var i = 0; i < _weights.Length; i++) _weights[i] = (2 * draws[i] - 1) / inputs;
        (_hiddenBiases, _outputBiases) = (new double[Hidden], new double[Inputs]);
        (_scaled, _errors) = (new double[Inputs], new double[Inputs]);
        (_hidden, _gradients) = (new double[Hidden], new double[Hidden]);
    }

    /// <summary>As it was when it was stored.</summary>
    /// <param name="state">Sound.</param>
    public Autoencoder(AutoencoderState state, double learningRate)
    {
        (Inputs, Hidden, _learningRate) = (state.Inputs, state.Hidden, learningRate);
        Scaler = new([.. state.Least], [.. state.Most]);
        _weights = [.. state.Weights];
        (_hiddenBiases, _outputBiases) = ([.. state.HiddenBiases], [.. state.OutputBiases]);
        (_scaled, _errors) = (new double[Inputs], new double[Inputs]);
        (_hidden, _gradients) = (new double[Hidden], new double[Hidden]);
    }

    public int Inputs { get; }
    public int Hidden { get; }
    public MinMaxScaler Scaler { get; }

    /// <summary>Inputs by hidden units.</summary>
    public ReadOnlySpan<double> Weights => _weights;
    public ReadOnlySpan<double> HiddenBiases => _hiddenBiases;
    public ReadOnlySpan<double> OutputBiases => _outputBiases;

    /// <summary>Of each input, as scaled, in the last vector: what it was, less what came out.</summary>
    public ReadOnlySpan<double> Errors => _errors;

    public AutoencoderState State => new(
        Inputs, Hidden, [.. _weights], [.. _hiddenBiases], [.. _outputBiases], [.. Scaler.Least], [.. Scaler.Most]);

    public static int WeightCount(int inputs, double hiddenRatio) => inputs * HiddenUnits(inputs, hiddenRatio);

    /// <summary>Learns one vector.</summary>
    /// <returns>The root mean square of the error that was made before.</returns>
    public double Learn(ReadOnlySpan<double> inputs)
    {
        Scaler.See(inputs);
        var error = Score(inputs);
        for (var j = 0; j < Hidden; j++)
        {
            var sum = 0.0;
            for (var i = 0; i < Inputs; i++) sum += _errors[i] * Weight(i, j);
            _gradients[j] = sum * _hidden[j] * (1 - _hidden[j]);
        }

        for (var i = 0; i < Inputs; i++)
        {
            for (var j = 0; j < Hidden; j++)
                Weight(i, j) += _learningRate * (_scaled[i] * _gradients[j] + _errors[i] * _hidden[j]);
            _outputBiases[i] += _learningRate * _errors[i];
        }

        for (var j = 0; j < Hidden; j++) _hiddenBiases[j] += _learningRate * _gradients[j];
        return error;
    }

    /// <returns>The root mean square of the error.</returns>
    public double Score(ReadOnlySpan<double> inputs)
    {
        Scaler.Scale(inputs, _scaled);
        for (var j = 0; j < Hidden; j++)
        {
            var sum = _hiddenBiases[j];
            for (var i = 0; i < Inputs; i++) sum += _scaled[i] * Weight(i, j);
            _hidden[j] = Sigmoid(sum);
        }

        var squares = 0.0;
        for (var i = 0; i < Inputs; i++)
        {
            var sum = _outputBiases[i];
            for (var j = 0; j < Hidden; j++) sum += _hidden[j] * Weight(i, j);
            _errors[i] = _scaled[i] - Sigmoid(sum);
            squares += _errors[i] * _errors[i];
        }

        return Math.Sqrt(squares / Inputs);
    }

    static int HiddenUnits(int inputs, double ratio) => (int)Math.Ceiling(inputs * ratio);

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    ref double Weight(int input, int hidden) => ref _weights[input * Hidden + hidden];
}
