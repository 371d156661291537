using System.Runtime.InteropServices;

namespace Merlon.Detection;

/// <summary>Numbers that begin where a cache line does, so that eight of them never lie in two lines.</summary>
sealed class AlignedNumbers
{
    const int Line = 64;

    readonly double[] _numbers;
    readonly int _first, _count;

    public AlignedNumbers(int count)
    {
        _numbers = GC.AllocateArray<double>(count + Line / sizeof(double), pinned: true);
        _first = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0) & (Line - 1)) / sizeof(double);
        _count = count;
    }

    public AlignedNumbers(IEnumerable<double> numbers, int count)
        : this(count)
    {
        var i = _first;
        foreach (var number in numbers) _numbers[i++] = number;
    }

    public Span<double> Span => _numbers.AsSpan(_first, _count);
}
