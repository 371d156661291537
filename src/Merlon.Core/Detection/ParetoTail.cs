namespace Merlon.Detection;

/// <summary>
/// The generalized Pareto distribution of what lies above a start: what the tail of nearly any distribution comes to
/// far enough out (Pickands, 1975; peaks over threshold).
/// </summary>
/// <param name="Start">From here on.</param>
/// <param name="Shape">Above 0 the tail is heavy, below 0 it ends.</param>
/// <param name="Scale">Above 0, in the unit of the scores.</param>
/// <param name="Share">Of all scores, those that lie above the start, 0 to 1.</param>
public readonly record struct ParetoTail(double Start, double Shape, double Scale, double Share)
{
    const double NearlyExponential = 1e-9;

    /// <summary>The tail of what was seen of it.</summary>
    /// <param name="excesses">What scores exceed the start by, 0 or more, ascending; at least one above 0.</param>
    /// <remarks>
    /// As a weighted mean over the likelihood, which needs no search and does not fail (Zhang and Stephens, 2009).
    /// </remarks>
    public static ParetoTail Fit(double start, ReadOnlySpan<double> excesses, double share)
    {
        var candidates = 20 + (int)Math.Sqrt(excesses.Length);
        Span<double> thetas = stackalloc double[candidates], likelihoods = stackalloc double[candidates];
        var largest = excesses[^1];
        var quartile = Math.Max(excesses[(excesses.Length + 2) / 4], largest * 1e-6);
        var best = double.NegativeInfinity;
        for (var j = 0; j < candidates; j++)
        {
            thetas[j] = 1 / largest + (1 - Math.Sqrt(candidates / (j + 0.5))) / (3 * quartile);
            likelihoods[j] = LogLikelihood(excesses, thetas[j]);
            best = Math.Max(best, likelihoods[j]);
        }

        var (sum, theta) = (0.0, 0.0);
        for (var j = 0; j < candidates; j++)
        {
            var weight = Math.Exp(likelihoods[j] - best);
            (sum, theta) = (sum + weight, theta + weight * thetas[j]);
        }

        theta /= sum;
        var shape = MeanLog(excesses, theta);
        return Math.Abs(shape) < NearlyExponential
            ? new(start, 0, Mean(excesses), share)
            : new(start, shape, -shape / theta, share);
    }

    /// <summary>The score above which such a share of all scores lies.</summary>
    /// <param name="rate">Above 0, at most <see cref="Share"/>.</param>
    public double ThresholdFor(double rate)
    {
        var folds = Math.Log(Share / rate);
        return Start + (Shape == 0 ? Scale * folds : Scale / Shape * double.ExpM1(Shape * folds));
    }

    /// <summary>The share of all scores above a threshold, 0 to 1.</summary>
    /// <param name="threshold">No less than <see cref="Start"/>.</param>
    public double ShareAbove(double threshold)
    {
        var excess = (threshold - Start) / Scale;
        if (Shape == 0) return Share * Math.Exp(-excess);

        var inside = 1 + Shape * excess;
        return inside <= 0 ? 0 : Share * Math.Exp(-Math.Log(inside) / Shape);
    }

    // Up to what is the same for all thetas.
    static double LogLikelihood(ReadOnlySpan<double> excesses, double theta)
    {
        var shape = MeanLog(excesses, theta);
        var inside = -theta / shape;   // one over the scale
        return inside > 0 && double.IsFinite(inside)
            ? excesses.Length * (Math.Log(inside) - shape - 1)
            : double.NegativeInfinity;
    }

    static double MeanLog(ReadOnlySpan<double> excesses, double theta)
    {
        var sum = 0.0;
        foreach (var excess in excesses) sum += double.LogP1(-theta * excess);
        return sum / excesses.Length;
    }

    static double Mean(ReadOnlySpan<double> excesses)
    {
        var sum = 0.0;
        foreach (var excess in excesses) sum += excess;
        return sum / excesses.Length;
    }
}
