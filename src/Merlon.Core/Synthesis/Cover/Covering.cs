namespace Merlon.Synthesis.Cover;

/// <summary>A choice under construction: the candidates taken, and how often each class is covered.</summary>
sealed class Covering(CoverMatrix matrix)
{
    readonly int[] _times = new int[matrix.Classes];
    readonly int[] _taken = new int[matrix.Candidates];
    readonly int[] _places = new int[matrix.Candidates];   // in _taken, from 1; 0 for none
    readonly int[] _order = new int[matrix.Candidates];
    readonly Comparison<int> _mostHarmfulFirst = (left, right) =>
        (matrix.Harms[right], right).CompareTo((matrix.Harms[left], left));

    public long Weight { get; private set; }
    public long Harm { get; private set; }
    public int Count { get; private set; }

    public CoverValue Value => new(Weight, Harm, Count);

    public ReadOnlySpan<int> Taken => _taken.AsSpan(0, Count);

    public bool Has(int candidate) => _places[candidate] > 0;

    public bool Covers(int one) => _times[one] > 0;

    public bool HasRoomFor(int candidate, long budget, int limit) =>
        Count < limit && matrix.Harms[candidate] <= budget - Harm;

    /// <summary>The weight that a candidate not taken would add.</summary>
    public long Gain(int candidate)
    {
        var gain = 0L;
        foreach (var one in matrix.ClassesOf(candidate))
        {
            if (_times[one] == 0) gain += matrix.Weights[one];
        }

        return gain;
    }

    /// <summary>The weight that only this candidate covers, of those taken.</summary>
    public long Loss(int candidate)
    {
        var loss = 0L;
        foreach (var one in matrix.ClassesOf(candidate))
        {
            if (_times[one] == 1) loss += matrix.Weights[one];
        }

        return loss;
    }

    public void Take(int candidate)
    {
        Weight += Gain(candidate);
        Harm += matrix.Harms[candidate];
        _taken[Count++] = candidate;
        _places[candidate] = Count;
        foreach (var one in matrix.ClassesOf(candidate)) _times[one]++;
    }

    public void PutBack(int candidate)
    {
        foreach (var one in matrix.ClassesOf(candidate)) _times[one]--;
        Weight -= Gain(candidate);
        Harm -= matrix.Harms[candidate];
        var last = _taken[--Count];
        var place = _places[candidate];
        (_taken[place - 1], _places[last], _places[candidate]) = (last, place, 0);
    }

    public void Clear()
    {
        while (Count > 0) PutBack(_taken[Count - 1]);
    }

    /// <summary>Begins anew with these.</summary>
    public void Become(ReadOnlySpan<int> taken)
    {
        Clear();
        foreach (var candidate in taken) Take(candidate);
    }

    /// <summary>Puts back what covers nothing alone, beginning with the most harmful.</summary>
    public void Trim()
    {
        // Once is enough: what was worth keeping stays so when others go.
        var order = _order.AsSpan(0, Count);
        Taken.CopyTo(order);
        order.Sort(_mostHarmfulFirst);
        foreach (var candidate in order)
        {
            if (Loss(candidate) == 0) PutBack(candidate);
        }
    }
}
