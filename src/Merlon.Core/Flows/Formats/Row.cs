using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Merlon.Flows.Formats;

/// <summary>Where the cells of a delimited line begin and end.</summary>
/// <remarks>
/// Compares 64 bytes at a time and walks the bits of the answer: Zeek's lines have a tab every six bytes, so that
/// finding one separator after the other would cost more than reading what stands between.
/// </remarks>
public sealed class Row
{
    public const int MaxCells = 1024;

    readonly int[] _ends = new int[MaxCells + 64];

    public int Count { get; private set; }

    public int StartOf(int cell) => cell == 0 ? 0 : _ends[cell - 1] + 1;

    public ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int cell)
    {
        var start = StartOf(cell);
        return line[start.._ends[cell]];
    }

    /// <summary>
    /// The number in a cell of one to eight digits. False for any other cell, and for one too near the line's start
    /// for eight bytes to end with it: it is read from those at once, whatever its length.
    /// </summary>
    public bool TryReadDigits(ReadOnlySpan<byte> line, int cell, out long number)
    {
        number = 0;
        var end = _ends[cell];
        var length = end - StartOf(cell);
        return length is > 0 and <= 8 && end >= 8
            && Numbers.TryReadLast(length, BinaryPrimitives.ReadUInt64LittleEndian(line[(end - 8)..]), out number);
    }

    /// <returns>False when there are more than <see cref="MaxCells"/> cells.</returns>
    public bool TrySplit(ReadOnlySpan<byte> line, byte separator)
    {
        Count = 0;
        var position = 0;
        for (; position + 64 <= line.Length; position += 64)
        {
            AddEnds(Matches(line[position..], separator), position);
            if (Count >= MaxCells) return false;
        }

        AddEnds(MatchesAtEnd(line, position, separator), position);
        if (Count >= MaxCells) return false;

        _ends[Count++] = line.Length;
        return true;
    }

    /// <summary>
    /// As <see cref="TrySplit"/>, but a separator between double quotes is part of its cell (RFC 4180).
    /// </summary>
    public bool TrySplitQuoted(ReadOnlySpan<byte> line, byte separator)
    {
        Count = 0;
        var inQuotes = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') inQuotes = !inQuotes;
            else if (line[i] == separator && !inQuotes)
            {
                if (Count == MaxCells - 1) return false;
                _ends[Count++] = i;
            }
        }

        _ends[Count++] = line.Length;
        return true;
    }

    // Of the last, incomplete 64 bytes: looked at together with those before them, or on their own.
    static ulong MatchesAtEnd(ReadOnlySpan<byte> line, int position, byte separator)
    {
        var left = line.Length - position;
        if (left == 0) return 0;
        if (line.Length >= 64) return Matches(line[^64..], separator) >> (64 - left);

        Span<byte> last = stackalloc byte[64];
        line.CopyTo(last);
        return Matches(last, separator) & ((1UL << left) - 1);
    }

    static ulong Matches(ReadOnlySpan<byte> bytes, byte separator) =>
        Vector512.Equals(
            Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bytes)), Vector512.Create(separator))
            .ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void AddEnds(ulong matches, int position)
    {
        var count = Count;
        for (; matches != 0; matches &= matches - 1)
        {
            _ends[count++] = position + BitOperations.TrailingZeroCount(matches);
        }

        Count = count;
    }
}
