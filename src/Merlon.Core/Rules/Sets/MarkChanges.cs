namespace Merlon.Rules.Sets;

/// <summary>
/// What chains make of a packet's mark before they let it return: each such change, and each that comes of two in a
/// row, has a constant of its own.
/// </summary>
sealed class MarkChanges
{
    /// <summary>The constant of a packet that returns as it came; the others follow.</summary>
    public const int Returns = 16;

    /// <summary>What lies past the constants of packets that return: room for as many more.</summary>
    public const int End = Diagram.Terminals / 2;

    readonly List<(uint Clear, uint Flip)> _changes = [(0, 0)];

    public static bool IsReturn(int constant) => constant >= Returns;

    /// <summary>The change behind a constant: (mark and not Clear) xor Flip.</summary>
    public (uint Clear, uint Flip) Of(int constant) => _changes[constant - Returns];

    /// <summary>The constants in use.</summary>
    public IEnumerable<int> Constants => Enumerable.Range(Returns, _changes.Count);

    /// <summary>The constant of one change and then another.</summary>
    /// <exception cref="TooLargeException">There are more changes than constants.</exception>
    public int Then((uint Clear, uint Flip) first, int constant)
    {
        var second = Of(constant);
        var both = (first.Clear | second.Clear, (first.Flip & ~second.Clear) ^ second.Flip);
        var place = _changes.IndexOf(both);
        if (place >= 0) return Returns + place;
        if (Returns + _changes.Count == End) throw new TooLargeException();

        _changes.Add(both);
        return Returns + _changes.Count - 1;
    }
}
