namespace Merlon.Synthesis.Evidence;

/// <summary>What counts tell of shares: exact tails of the binomial distribution, and the bounds of them.</summary>
public static class Binomial
{
    const int Halvings = 50, MostTerms = 10_000, ManySeen = 1_000;

    const double Smallest = 1e-300;

    // Of the logarithm of the gamma function (Lanczos, 1964; g = 7).
    static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>
    /// The largest share, 0 to 1, of which so few hits would still come as often as <paramref name="risk"/>: an upper
    /// bound on the true share at confidence 1 - risk (Clopper and Pearson, 1934). 1 when nothing was seen.
    /// </summary>
    public static double UpperBound(long hits, long seen, double risk)
    {
        if (hits >= seen) return 1;
        if (hits <= 0) return 1 - Math.Pow(risk, 1.0 / seen);

        // Chernoff's bound lies above; between, the logarithm of the chance falls smoothly.
        var distance = -Math.Log(risk);
        var (low, high) = ((double)hits / seen, (hits + distance + Math.Sqrt(distance * (distance + 2 * hits))) / seen);
        return Zero(share => Math.Log(AtMost(hits, seen, share) / risk), low, Math.Min(1, high));
    }

    // From where a falling function is above zero to where it is below: false position, as the Illinois algorithm
    // has it (Dowell and Jarratt, 1971). Never before the zero.
    static double Zero(Func<double, double> function, double low, double high)
    {
        var (above, below) = (function(low), Math.Max(function(high), -1e3));
        for (var (i, last) = (0, 0); i < Halvings && high - low > 1e-10 * high; i++)
        {
            var share = high - below * (high - low) / (below - above);
            var value = function(share);
            if (value > 0)
            {
                (low, above) = (share, value);
                if (last > 0) below /= 2;
            }
            else
            {
                (high, below) = (share, value);
                if (last < 0) above /= 2;
            }

            last = value > 0 ? 1 : -1;
        }

        return high;
    }

    /// <summary>
    /// The largest share of some trials to come that are hits, but for the risk: one half of it is for the rate that
    /// was seen, the other for the luck of these few.
    /// </summary>
    /// <param name="next">So many trials are to come.</param>
    public static double UpperBoundToCome(long hits, long seen, long next, double risk)
    {
        var share = UpperBound(hits, seen, risk / 2);
        if (share >= 1 || next <= 0) return 1;

        var (below, most) = ((long)(share * next) - 1, next);   // so few may be exceeded more often, so many never
        while (below + 1 < most)
        {
            var middle = (below + most) / 2;
            if (AtLeast(middle + 1, next, share) > risk / 2) below = middle;
            else most = middle;
        }

        return (double)most / next;
    }

    /// <summary>The chance of so many hits or more, where each comes with this share.</summary>
    public static double AtLeast(long hits, long seen, double share) =>
        hits <= 0 ? 1
        : hits > seen ? 0
        : hits == seen ? Math.Pow(share, seen)
        : RegularizedBeta(hits, seen - hits + 1, share);

    /// <summary>The chance of so many hits or fewer.</summary>
    public static double AtMost(long hits, long seen, double share) =>
        hits < 0 ? 0
        : hits >= seen ? 1
        : seen > ManySeen && hits < seen * share ? LowerTail(hits, seen, share)
        : RegularizedBeta(seen - hits, hits + 1, 1 - share);

    // Of many, the beta function takes long, and the terms that count are few: they fall fast below the mean.
    static double LowerTail(long hits, long seen, double share)
    {
        var ways = LogGamma(seen + 1) - LogGamma(hits + 1) - LogGamma(seen - hits + 1);
        var term = Math.Exp(ways + hits * Math.Log(share) + (seen - hits) * double.LogP1(-share));
        var sum = 0.0;
        for (var i = hits; i >= 0 && term > 1e-17 * sum; i--)
        {
            sum += term;
            term *= i / (seen - i + 1.0) * ((1 - share) / share);
        }

        return sum;
    }

    /// <summary>The regularized incomplete beta function (NIST DLMF 8.17).</summary>
    static double RegularizedBeta(double a, double b, double x)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;

        // DLMF 8.17.4: the fraction converges fast on one side of the mean only.
        return x < (a + 1) / (a + b + 2)
            ? Front(a, b, x) * Fraction(a, b, x)
            : 1 - Front(b, a, 1 - x) * Fraction(b, a, 1 - x);
    }

    static double Front(double a, double b, double x) => Math.Exp(
        LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;

    // DLMF 8.17.22, from its beginning on (Lentz, 1976).
    static double Fraction(double a, double b, double x)
    {
        var (numerator, denominator) = (1.0, 1 / Apart(1 - (a + b) * x / (a + 1)));
        var value = denominator;
        for (var m = 1; m < MostTerms; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (Math.Abs(change - 1) < 1e-14) break;
        }

        return value;

        double Step(double term)
        {
            denominator = 1 / Apart(1 + term * denominator);
            numerator = Apart(1 + term / numerator);
            value *= numerator * denominator;
            return numerator * denominator;
        }
    }

    static double Apart(double value) => Math.Abs(value) < Smallest ? Smallest : value;

    static double LogGamma(double x)
    {
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++) sum += Lanczos[i] / (x - 1 + i);
        var t = x + 6.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x - 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
