using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Merlon.Features;

namespace Merlon.Knowledge.Search;

/// <summary>A matrix of which most is zero: of each row what is not, with its column.</summary>
sealed class SparseRows(int columns, IReadOnlyList<(int Column, double Value)[]> rows)
{
    /// <summary>Directions more than are asked for, and passes over the matrix, which make those sharper.</summary>
    const int Spare = 10, Passes = 3;

    const ulong Seed = 1;

    /// <summary>
    /// Its first right singular vectors, by random projection (Halko, Martinsson and Tropp, Finding structure with
    /// randomness, 2011): chance is seeded, and the same matrix gives the same numbers.
    /// </summary>
    /// <returns>Of each column its place in them.</returns>
    public float[][] RightSingularVectors(int count)
    {
        var width = Math.Min(count + Spare, rows.Count);
        count = Math.Min(count, width);
        if (count == 0 || columns == 0) return [.. Enumerable.Repeat<float[]>([], columns)];

        var range = Orthonormal(Times(Directions(width)));
        for (var pass = 1; pass < Passes; pass++) range = Orthonormal(Times(Transposed(range)));

        var small = Transposed(range);   // what the matrix is within that range
        var values = Squares(small, width).Evd(Symmetricity.Symmetric);   // the smallest first
        var vectors = values.EigenVectors.ToColumnArrays();
        return [.. small.Select(column => Turned(column, vectors, values.EigenValues.Real(), count))];
    }

    double[][] Directions(int width)
    {
        var state = Seed;
        return [.. Enumerable.Range(0, columns).Select(_ => Draws())];

        double[] Draws()
        {
            var draws = new double[width];
            foreach (ref var draw in draws.AsSpan()) draw = SplitMix.Mix(state += SplitMix.Step) % 2 == 0 ? 1 : -1;
            return draws;
        }
    }

    // This times a matrix that has a row for each column of this.
    double[][] Times(double[][] right) =>
        [.. rows.Select(row =>
        {
            var sum = new double[right[0].Length];
            foreach (var (column, value) in row) AddTimes(sum, value, right[column]);
            return sum;
        })];

    // The transpose of this times a matrix that has a row for each row of this.
    double[][] Transposed(double[][] right)
    {
        var product = new double[columns][];
        for (var i = 0; i < columns; i++) product[i] = new double[right[0].Length];
        foreach (var (number, row) in rows.Index())
        {
            foreach (var (column, value) in row) AddTimes(product[column], value, right[number]);
        }

        return product;
    }

    static void AddTimes(double[] sum, double factor, double[] row)
    {
        for (var i = 0; i < sum.Length; i++) sum[i] += factor * row[i];
    }

    static double[][] Orthonormal(double[][] matrix) =>
        DenseMatrix.OfRowArrays(matrix).QR(QRMethod.Thin).Q.ToRowArrays();

    // The matrix's transpose times itself.
    static DenseMatrix Squares(double[][] matrix, int width)
    {
        var sums = new double[width][];
        for (var i = 0; i < width; i++) sums[i] = new double[width];
        foreach (var row in matrix)
        {
            for (var i = 0; i < width; i++) AddTimes(sums[i], row[i], row);
        }

        return DenseMatrix.OfRowArrays(sums);
    }

    static float[] Turned(double[] column, double[][] vectors, Vector<double> values, int count)
    {
        var turned = new float[count];
        for (var axis = 0; axis < count; axis++)
        {
            var from = values.Count - 1 - axis;
            if (values[from] < 1e-12) continue;   // the matrix has fewer directions

            var sum = 0.0;
            for (var i = 0; i < column.Length; i++) sum += column[i] * vectors[from][i];
            turned[axis] = (float)(sum / Math.Sqrt(values[from]));
        }

        return turned;
    }
}
