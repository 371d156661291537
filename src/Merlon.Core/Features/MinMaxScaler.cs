namespace Merlon.Features;

/// <summary>Scales each number of a vector by the least and the most of it that were seen, to 0 and 1.</summary>
/// <remarks>What lies beyond comes out beyond. A number that never changed is scaled as if it had, by 1e-16.</remarks>
public sealed class MinMaxScaler
{
    /// <summary>Added to the range, so that it is never 0.</summary>
    public const double Epsilon = 1e-16;

    readonly double[] _least, _most;

    /// <summary>As it was.</summary>
    public MinMaxScaler(double[] least, double[] most) => (_least, _most) = (least, most);

    public MinMaxScaler(int count)
    {
        (_least, _most) = (new double[count], new double[count]);
        Array.Fill(_least, double.PositiveInfinity);
        Array.Fill(_most, double.NegativeInfinity);
    }

    public ReadOnlySpan<double> Least => _least;
    public ReadOnlySpan<double> Most => _most;

    public void See(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < _least.Length; i++)
        {
            _least[i] = Math.Min(_least[i], numbers[i]);
            _most[i] = Math.Max(_most[i], numbers[i]);
        }
    }

    public void Scale(ReadOnlySpan<double> numbers, Span<double> scaled)
    {
        for (var i = 0; i < _least.Length; i++)
            scaled[i] = (numbers[i] - _least[i]) / (_most[i] - _least[i] + Epsilon);
    }
}
