namespace Merlon.Detection;

/// <summary>How far numbers lie apart, to divide by.</summary>
static class Spread
{
    const double Rounding = 1e-9;

    /// <summary>A spread, or a small share of a feature's size where it hardly varied: rounding is no alarm.</summary>
    /// <param name="least">Less of a spread than this is no news either.</param>
    public static double Least(double spread, double size, double least) =>
        Math.Max(Math.Max(spread, least), Rounding * Math.Max(1, Math.Abs(size)));
}
