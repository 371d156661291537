namespace Merlon.Flows.Formats;

/// <summary>
/// Labels and names that were read before, so that a million rows called "DDoS" share one string. Bounded: an
/// attacker who writes a new name into every row makes it slower, not larger.
/// </summary>
public sealed class LabelCache
{
    const int Slots = 1 << 12;

    readonly Entry?[] _entries = new Entry?[Slots];

    public Label Read(ReadOnlySpan<byte> cell, out string? attack)
    {
        var entry = Find(cell);
        attack = entry.Attack;
        return entry.Label;
    }

    /// <summary>The cell as text fit to be shown; null when it is empty.</summary>
    public string? Text(ReadOnlySpan<byte> cell) => Find(cell).Text;

    Entry Find(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t"u8);
        cell = cell[..Math.Min(cell.Length, LabelWords.MostBytes)];
        var hash = new HashCode();
        hash.AddBytes(cell);
        ref var entry = ref _entries[hash.ToHashCode() & (Slots - 1)];
        if (entry is not null && cell.SequenceEqual(entry.Bytes)) return entry;

        var label = LabelWords.Read(cell, out var attack);
        var text = LabelWords.Clean(cell);
        return entry = new(cell.ToArray(), label, attack, text is "" or "-" or "(empty)" ? null : text);
    }

    sealed record Entry(byte[] Bytes, Label Label, string? Attack, string? Text);
}
