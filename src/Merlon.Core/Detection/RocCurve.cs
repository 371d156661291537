namespace Merlon.Detection;

/// <summary>
/// How well scores tell malicious from benign: for each threshold the share of both that lies above (receiver operating
/// characteristic; Fawcett, 2006). Scores that are equal lie on one side together.
/// </summary>
public sealed class RocCurve
{
    // From the highest threshold, above which nothing lies, to the lowest; of points in a row the first and the last.
    readonly List<(double Fpr, double Tpr)> _points = [(0, 0)];

    /// <param name="benign">One score at least.</param>
    /// <param name="malicious">One score at least.</param>
    public RocCurve(RankedScores benign, RankedScores malicious)
    {
        var (b, m) = (0, 0);
        while (m < malicious.Count)
        {
            var threshold = malicious[m];
            while (b < benign.Count && benign[b] > threshold) b++;
            Add((double)b / benign.Count, (double)m / malicious.Count);
            while (b < benign.Count && benign[b] == threshold) b++;
            while (m < malicious.Count && malicious[m] == threshold) m++;
            Add((double)b / benign.Count, (double)m / malicious.Count);
        }

        Add(1, 1);
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

    void Add(double fpr, double tpr)
    {
        if (_points[^1] != (fpr, tpr)) _points.Add((fpr, tpr));
    }
}
