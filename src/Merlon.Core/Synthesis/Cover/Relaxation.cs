namespace Merlon.Synthesis.Cover;

/// <summary>
/// How much weight can still be covered, from above: Lagrange's relaxation of "a class counts once, and only when a
/// candidate that covers it is taken", and of the budget. A class's price is what a candidate is paid for covering it,
/// its weight at most; harm has a price, too. Then a candidate's value does not depend on the others, and the best few
/// are simply those of most value.
/// </summary>
/// <remarks>
/// Any prices give a bound; the subgradient method looks for those that give a low one (Fisher, "The Lagrangian
/// relaxation method for solving integer programming problems", 1981), with Polyak's step length. Prices are counted
/// in whole parts of a unit of weight and every rounding is upwards, so that the bound is proven, not nearly true.
/// </remarks>
sealed class Relaxation
{
    const double Down = 1 - 1e-15, Up = 1 + 1e-15;
    const int Patience = 4;
    const double Memory = 0.8;

    readonly CoverMatrix _matrix;
    readonly SearchState _state;
    readonly int _shift;           // a unit of weight is 2^shift parts
    readonly double[] _prices;     // by class, in units of weight
    readonly double[] _best;       // the prices that gave the lowest bound
    readonly long[] _held;         // by class: the price that is counted with, in parts; 0 when it is not open
    readonly int[] _paid;          // by class: how many of the selected candidates cover it
    readonly long[] _values;       // by candidate, in parts
    readonly long[] _positive;
    readonly int[] _selected;
    readonly double[] _shares;     // by candidate: how often it was selected of late
    double _harmPrice, _bestHarmPrice;
    int _selectedCount;
    long _total, _lowest, _target, _room;
    int _places;
    Largest _largest;

    public Relaxation(CoverMatrix matrix, SearchState state)
    {
        (_matrix, _state) = (matrix, state);
        var most = (UInt128)(ulong)matrix.Weights.Sum() * (uint)(matrix.Candidates + 3);
        _shift = Math.Clamp((int)UInt128.LeadingZeroCount(most) - 64 - 2, 0, 20);
        _prices = [.. matrix.Weights.Select(weight => (double)weight)];
        _best = [.. _prices];
        (_held, _paid) = (new long[matrix.Classes], new int[matrix.Classes]);
        (_values, _positive) = (new long[matrix.Candidates], new long[matrix.Candidates]);
        (_selected, _shares) = (new int[matrix.Candidates], new double[matrix.Candidates]);
    }

    /// <summary>The candidates of most value at the last prices, in no order.</summary>
    public ReadOnlySpan<int> Selected => _selected.AsSpan(0, _selectedCount);

    /// <summary>How often a candidate was selected of late, 0 to 1.</summary>
    public double Share(int candidate) => _shares[candidate];

    /// <summary>The most weight that a choice below this state can cover within the goal's limits.</summary>
    /// <param name="steps">Of the search for prices; it ends when the goal is seen to be out of reach.</param>
    public long Bound(in Goal goal, int steps)
    {
        Begin(goal);
        var (length, stalled) = (1.6, 0);
        for (var step = 0; step < steps; step++)
        {
            Evaluate();
            if (_total < _lowest)
            {
                (_lowest, _bestHarmPrice, stalled) = (_total, _harmPrice, 0);
                _prices.CopyTo(_best);
            }
            else if (++stalled == Patience)
            {
                (length, stalled) = (length / 2, 0);
            }

            if (_lowest < _target || !Move(length)) break;
        }

        _best.CopyTo(_prices);
        _harmPrice = _bestHarmPrice;
        return _state.Covering.Weight + (_lowest >> _shift);
    }

    /// <summary>
    /// Takes what the goal cannot be reached without, and excludes what it cannot be reached with: the bound falls
    /// below it when the one is not selected, or the other is.
    /// </summary>
    /// <returns>Whether there was any.</returns>
    public bool Fix()
    {
        Evaluate();
        var (depth, spare) = (_state.Depth, _total - _target);
        foreach (var candidate in Selected)
        {
            if (_values[candidate] - _largest.Next > spare) _state.Take(candidate);
        }

        foreach (var candidate in _state.Free)
        {
            if (_values[candidate] >= _largest.Least - spare || _state.Covering.Has(candidate)) continue;
            _state.Exclude(candidate);
        }

        return _state.Depth > depth;
    }

    void Begin(in Goal goal)
    {
        _room = goal.Budget - _state.Covering.Harm;
        _places = goal.Limit - _state.Covering.Count;
        _target = goal.Weight - _state.Covering.Weight << _shift;
        _lowest = long.MaxValue;
        Array.Clear(_held);
        if (_room > 0) _harmPrice = Math.Min(_harmPrice, HighestHarmPrice);
    }

    // At which the budget alone would be worth all that is in reach.
    double HighestHarmPrice => _state.Reachable / (double)_room;

    void Evaluate()
    {
        var rest = 0L;
        foreach (var one in _state.Open)
        {
            _held[one] = (long)(_prices[one] * (1L << _shift));
            rest += (_matrix.Weights[one] << _shift) - _held[one];
        }

        var (harmPrice, positive) = (_harmPrice * (1L << _shift), 0);
        foreach (var candidate in _state.Free)
        {
            var value = -(long)(_matrix.Harms[candidate] * harmPrice * Down);
            foreach (var one in _matrix.ClassesOf(candidate)) value += _held[one];
            _values[candidate] = value;
            if (value > 0) _positive[positive++] = value;
        }

        _largest = Largest.Of(_positive.AsSpan(0, positive), _places);
        _total = rest + _largest.Sum + (long)Math.Ceiling(_room * harmPrice * Up);
        Select();
    }

    void Select()
    {
        _selectedCount = 0;
        foreach (var candidate in _state.Free)
        {
            if (_values[candidate] > _largest.Least) _selected[_selectedCount++] = candidate;
        }

        if (_largest.Least == 0) return;
        foreach (var candidate in _state.Free)
        {
            if (_selectedCount == _places) return;
            if (_values[candidate] == _largest.Least) _selected[_selectedCount++] = candidate;
        }
    }

    // Lowers the prices that were paid twice, and raises those that nobody was paid.
    bool Move(double length)
    {
        var harm = 0L;
        foreach (var one in _state.Open) _paid[one] = 0;
        foreach (var candidate in _state.Free) _shares[candidate] *= Memory;
        foreach (var candidate in Selected)
        {
            _shares[candidate] += 1 - Memory;
            harm += _matrix.Harms[candidate];
            foreach (var one in _matrix.ClassesOf(candidate)) _paid[one]++;
        }

        var (norm, weight) = (0.0, 0.0);
        foreach (var one in _state.Open)
        {
            weight += _matrix.Weights[one];
            if (_paid[one] == 1 || _paid[one] == 0 && _prices[one] >= _matrix.Weights[one]) continue;
            norm += _matrix.Weights[one] * (_paid[one] - 1.0) * (_paid[one] - 1.0);
        }

        var unspent = _room == 0 ? 0 : 1 - harm / (double)_room;
        if (_harmPrice == 0 && unspent > 0) unspent = 0;
        norm += weight * unspent * unspent;
        if (norm == 0) return false;

        var step = length * (_total - _target + 1) / (1L << _shift) / norm;
        foreach (var one in _state.Open)
        {
            if (_paid[one] == 1) continue;
            var whole = (double)_matrix.Weights[one];
            _prices[one] = Math.Clamp(_prices[one] - step * whole * (_paid[one] - 1), 0, whole);
        }

        if (unspent != 0) _harmPrice = Math.Clamp(_harmPrice - step * weight * unspent / _room, 0, HighestHarmPrice);
        return true;
    }
}
