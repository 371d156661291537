using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>Functions of eight numbers at once, the same on every machine and version of .NET.</summary>
public static class VectorMath
{
    const double Least = -1_022, Most = 1_000;   // of exponents whose powers are normal numbers

    // Added, it leaves a number rounded in the lowest bits.
    const double Rounding = 6_755_399_441_055_744;   // 1.5 * 2^52

    /// <summary>2^x, within one unit in the last place; x is taken for at least -1022, and for at most 1000.</summary>
    /// <remarks>2^r = 1 + r q(r) with q of degree 10 through the Chebyshev nodes of [-1/2, 1/2].</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp2(Vector512<double> x)
    {
        x = Vector512.Max(Vector512.Min(x, Vector512.Create(Most)), Vector512.Create(Least));
        var whole = x + Vector512.Create(Rounding);
        var r = x - (whole - Vector512.Create(Rounding));
        var square = r * r;

        // Even and odd powers apart, so that they need not wait for each other.
        var even = Step(square, Vector512.Create(4.4549606007590265e-10), 1.0178062445828088e-07);
        var odd = Step(square, Vector512.Create(7.072585949269223e-09), 1.321544258792169e-06);
        even = Step(square, even, 1.5252733829836163e-05);
        odd = Step(square, odd, 0.0001540353044173605);
        even = Step(square, even, 0.0013333558146416936);
        odd = Step(square, odd, 0.009618129107606888);
        even = Step(square, even, 0.0555041086648216);
        odd = Step(square, odd, 0.24022650695910097);
        even = Step(square, even, 0.6931471805599453);
        var power = Vector512.FusedMultiplyAdd(
            r, Vector512.FusedMultiplyAdd(r, odd, even), Vector512<double>.One);

        return (power.AsInt64() + (whole.AsInt64() << 52)).AsDouble();
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x) =>
        Vector512<double>.One / (Vector512<double>.One + Exp2(x * Vector512.Create(-1.4426950408889634)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Step(Vector512<double> x, Vector512<double> above, double coefficient) =>
        Vector512.FusedMultiplyAdd(x, above, Vector512.Create(coefficient));
}
