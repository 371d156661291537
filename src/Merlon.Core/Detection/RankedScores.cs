namespace Merlon.Detection;

/// <summary>Scores, the highest first.</summary>
public sealed class RankedScores
{
    readonly float[] _descending;

    public RankedScores(ReadOnlySpan<float> scores)
    {
        _descending = scores.ToArray();
        Array.Sort(_descending);
        Array.Reverse(_descending);
    }

    public int Count => _descending.Length;

    public float this[int rank] => _descending[rank];
}
