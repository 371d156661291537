namespace Merlon.Detection;

/// <summary>
/// How well scores tell malicious from benign: for each threshold the share of both that lies above (receiver operating
/// characteristic; Fawcett, 2006). Scores that are equal lie on one side together.
/// </summary>
public sealed class RocCurve
{
    // From the highest threshold, above which nothing lies, to the lowest.
    readonly List<(double Fpr, double Tpr)> _points = [(0, 0)];

    /// <param name="benign">Scores, one at least.</param>
    /// <param name="malicious">Scores, one at least.</param>
    public RocCurve(ReadOnlySpan<double> benign, ReadOnlySpan<double> malicious)
    {
        var (low, high) = (Descending(benign), Descending(malicious));
        var (b, m) = (0, 0);
        while (b < low.Length || m < high.Length)
        {
            var threshold = Math.Max(
                b < low.Length ? low[b] : double.NegativeInfinity, m < high.Length ? high[m] : double.NegativeInfinity);
            while (b < low.Length && low[b] >= threshold) b++;
            while (m < high.Length && high[m] >= threshold) m++;
            _points.Add(((double)b / low.Length, (double)m / high.Length));
        }
    }

    /// <summary>From (0, 0) to (1, 1), both ascending.</summary>
    public IReadOnlyList<(double Fpr, double Tpr)> Points => _points;

    /// <summary>
    /// The area below: the chance that a malicious score lies above a benign one, equal ones counted half.
    /// </summary>
    public double Area
    {
        get
        {
            var area = 0.0;
            for (var i = 1; i < _points.Count; i++)
                area += (_points[i].Fpr - _points[i - 1].Fpr) * (_points[i].Tpr + _points[i - 1].Tpr) / 2;
            return area;
        }
    }

    /// <summary>Where as large a share of benign scores lies above as of malicious ones below.</summary>
    public double EqualErrorRate
    {
        get
        {
            for (var i = 1; i < _points.Count; i++)
            {
                var (fpr, tpr) = _points[i];
                if (fpr < 1 - tpr) continue;

                var (before, gap) = (_points[i - 1], fpr - (1 - tpr));
                var gapBefore = 1 - before.Tpr - before.Fpr;
                return before.Fpr + (fpr - before.Fpr) * gapBefore / (gapBefore + gap);
            }

            return 1;
        }
    }

    /// <summary>The largest share of malicious scores above a threshold above which no more benign ones lie.</summary>
    /// <param name="fpr">The share of these, 0 to 1.</param>
    public double TprAt(double fpr)
    {
        var most = 0.0;
        foreach (var point in _points)
        {
            if (point.Fpr <= fpr) most = point.Tpr;
        }

        return most;
    }

    static double[] Descending(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        Array.Reverse(sorted);
        return sorted;
    }
}
