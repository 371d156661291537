namespace Merlon.Rules;

/// <summary>Numbers by atom print, in one flat array that is probed in a line (Knuth, TAOCP 3, 6.4, L and R).</summary>
/// <remarks>
/// A <see cref="Dictionary{TKey, TValue}"/> does the same at three times the cost (bench: <c>PrintTableBenchmarks</c>),
/// and counting the benign window's atoms, sixteen changes a flow, is what a replay spends its time on.
/// </remarks>
public sealed class PrintTable
{
    ulong[] _prints = new ulong[64];
    int[] _values = new int[64];

    public int Count { get; private set; }

    public bool TryGet(ulong print, out int value)
    {
        var at = PlaceOf(print);
        value = _values[at];
        return print != 0 && _prints[at] == print;
    }

    public void Clear()
    {
        if (Count == 0) return;
        Array.Clear(_prints);
        Array.Clear(_values);
        Count = 0;
    }

    public void Set(ulong print, int value) => ValueOf(print) = value;

    /// <summary>
    /// Adds to a print's number, 0 if it has none yet; what comes to 0 is forgotten. Print 0 is no print.
    /// </summary>
    public void Add(ulong print, int difference)
    {
        if (print == 0) return;

        ref var value = ref ValueOf(print);
        value += difference;
        if (value == 0) Remove(print);
    }

    public void Remove(ulong print)
    {
        var hole = PlaceOf(print);
        if (_prints[hole] != print) return;

        Count--;
        var mask = _prints.Length - 1;
        for (var next = (hole + 1) & mask; _prints[next] != 0; next = (next + 1) & mask)
        {
            // What hashed to a place after the hole can stay; the rest would no longer be found.
            var home = HomeOf(_prints[next]);
            if (((next - home) & mask) < ((next - hole) & mask)) continue;

            (_prints[hole], _values[hole]) = (_prints[next], _values[next]);
            hole = next;
        }

        (_prints[hole], _values[hole]) = (0, 0);
    }

    ref int ValueOf(ulong print)
    {
        var at = PlaceOf(print);
        if (_prints[at] == print) return ref _values[at];

        if (++Count * 2 > _prints.Length)
        {
            Grow();
            at = PlaceOf(print);
        }

        _prints[at] = print;
        return ref _values[at];
    }

    int PlaceOf(ulong print)
    {
        var (prints, mask) = (_prints, _prints.Length - 1);
        var at = HomeOf(print);
        while (prints[at] != 0 && prints[at] != print) at = (at + 1) & mask;
        return at;
    }

    int HomeOf(ulong print) => (int)(print >> 20) & (_prints.Length - 1);

    void Grow()
    {
        var (prints, values) = (_prints, _values);
        _prints = new ulong[prints.Length * 2];
        _values = new int[prints.Length * 2];
        for (var i = 0; i < prints.Length; i++)
        {
            if (prints[i] == 0) continue;
            var at = PlaceOf(prints[i]);
            (_prints[at], _values[at]) = (prints[i], values[i]);
        }
    }
}
