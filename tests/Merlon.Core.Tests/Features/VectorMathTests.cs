using System.Runtime.Intrinsics;

namespace Merlon.Features;

public class VectorMathTests
{
    // Math.Pow and Math.Exp are within a unit in the last place themselves.
    [Fact]
    public void Powers_of_two_are_good_to_two_units_in_the_last_place()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var x = i < 1_000 ? -i : -Math.Pow(10, random.NextDouble() * 19 - 16);
            if (x < -1_022) continue;

            Assert.InRange(Exp2(x) / Math.Pow(2, x) - 1, -4.5e-16, 4.5e-16);
        }
    }

    [Fact]
    public void What_is_too_small_or_too_large_is_taken_for_the_least_and_the_most()
    {
        Assert.Equal((double.ScaleB(1, -1_022), double.ScaleB(1, 1_000)), (Exp2(-1e300), Exp2(1e300)));
        Assert.Equal((1, 2, 0.5), (Exp2(0), Exp2(1), Exp2(-1)));
    }

    [Fact]
    public void Sigmoids_are_good_to_a_few_units_in_the_last_place()
    {
        for (var x = -690.0; x <= 690; x += 0.37)
        {
            var expected = 1 / (1 + Math.Exp(-x));
            var actual = VectorMath.Sigmoid(Vector512.Create(x)).ToScalar();
            Assert.InRange(actual / expected - 1, -(1 + Math.Abs(x)) * 4e-16, (1 + Math.Abs(x)) * 4e-16);
        }

        Assert.InRange(VectorMath.Sigmoid(Vector512.Create(-1e20)).ToScalar(), 0, 1e-300);
        Assert.Equal(1, VectorMath.Sigmoid(Vector512.Create(1e20)).ToScalar());
    }

    static double Exp2(double x) => VectorMath.Exp2(Vector512.Create(x)).ToScalar();
}
