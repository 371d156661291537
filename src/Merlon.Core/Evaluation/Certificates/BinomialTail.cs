namespace Merlon.Evaluation.Certificates;

/// <summary>
/// Upper bounds on shares, by the sum of the binomial distribution's terms: slow and plain, so that it has nothing in
/// common with the arithmetic that it checks.
/// </summary>
public static class BinomialTail
{
    const int Halvings = 100;

    /// <summary>
    /// The largest share of which so few hits would still come as often as the risk (Clopper and Pearson, 1934); 1
    /// when nothing was seen.
    /// </summary>
    public static double UpperBound(long hits, long seen, double risk)
    {
        if (hits >= seen) return 1;

        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (AtMost(hits, seen, middle) > risk) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>
    /// Of so many trials to come, the largest share that are hits: one half of the risk is for the rate, the other for
    /// the luck of these few.
    /// </summary>
    public static double UpperBoundToCome(long hits, long seen, long next, double risk)
    {
        var share = UpperBound(hits, seen, risk / 2);
        if (share >= 1 || next <= 0) return 1;

        share *= 1 - 1e-9;   // whole hits: what the last digit says must not make one more
        var most = (long)(share * next);
        while (most < next && 1 - AtMost(most, next, share) > risk / 2) most++;
        return (double)most / next;
    }

    /// <summary>The chance of so many hits or fewer, where each comes with this share.</summary>
    public static double AtMost(long hits, long seen, double share)
    {
        if (hits >= seen || share <= 0) return 1;
        if (share >= 1) return 0;

        // Each term by the one before it, as logarithms, over the largest so far.
        var (step, term) = (Math.Log(share) - Math.Log(1 - share), seen * Math.Log(1 - share));
        var (largest, sum) = (term, 1.0);
        for (long k = 0; k < hits; k++)
        {
            term += Math.Log((double)(seen - k) / (k + 1)) + step;
            sum = term > largest ? sum * Math.Exp(largest - term) + 1 : sum + Math.Exp(term - largest);
            largest = Math.Max(largest, term);
        }

        return Math.Min(1, sum * Math.Exp(largest));
    }
}
