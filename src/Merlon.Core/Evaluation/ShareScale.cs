namespace Merlon.Evaluation;

/// <summary>
/// A scale on which shares of 0, of one in ten thousand and of all can be told apart: even up to 0.0001, then every
/// power of ten takes as much room again (symlog).
/// </summary>
static class ShareScale
{
    const double Even = 0.0001;
    const int Powers = 5;

    public static readonly double[] Marks = [0, 0.0001, 0.001, 0.01, 0.1, 1];

    /// <summary>Where a share lies, 0 to 1.</summary>
    public static double At(double share) =>
        share <= Even ? Math.Max(0, share) / Even / Powers : Math.Min(1, (1 + Math.Log10(share / Even)) / Powers);
}
