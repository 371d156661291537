namespace Merlon.Detection;

/// <summary>How far features are from rising and falling together: 1 less their correlation, in one pass.</summary>
/// <remarks>"Kitsune" (Mirsky et al., NDSS 2018, IV.C): each vector is compared with the mean up to it.</remarks>
public sealed class FeatureCorrelations(int count)
{
    const double NoProduct = 1e-100;   // instead of 0, to divide by

    readonly double[] _sums = new double[count], _squares = new double[count], _residuals = new double[count];
    readonly double[] _products = new double[count * count];
    long _seen;

    public void See(ReadOnlySpan<double> features)
    {
        _seen++;
        for (var i = 0; i < count; i++)
        {
            _sums[i] += features[i];
            _residuals[i] = features[i] - _sums[i] / _seen;
            _squares[i] += _residuals[i] * _residuals[i];
        }

        for (var i = 0; i < count; i++)
        {
            var row = _products.AsSpan(i * count, count);
            for (var j = 0; j < count; j++) row[j] += _residuals[i] * _residuals[j];
        }
    }

    /// <summary>From 0 to 2; a feature that never changed is at distance 1 of all others.</summary>
    public double Distance(int i, int j)
    {
        var product = Math.Sqrt(_squares[i]) * Math.Sqrt(_squares[j]);
        return Math.Max(0, 1 - _products[i * count + j] / (product == 0 ? NoProduct : product));
    }
}
