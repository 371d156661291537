namespace Merlon.Synthesis.Cover;

/// <summary>The best choice so far. One that is no better does not take its place.</summary>
sealed class Incumbent(CoverMatrix matrix)
{
    readonly Covering _covering = new(matrix);
    readonly int[] _taken = new int[matrix.Candidates];

    public CoverValue Value { get; private set; }

    public ReadOnlySpan<int> Taken => _taken.AsSpan(0, Value.Count);

    /// <summary>Takes a choice, without what it can do without, when it is better.</summary>
    public void Offer(ReadOnlySpan<int> taken)
    {
        _covering.Become(taken);
        _covering.Trim();
        if (!_covering.Value.IsBetterThan(Value)) return;

        Value = _covering.Value;
        _covering.Taken.CopyTo(_taken);
    }
}
