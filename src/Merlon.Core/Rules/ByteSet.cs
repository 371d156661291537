namespace Merlon.Rules;

/// <summary>A set of numbers from 0 to 255.</summary>
public readonly record struct ByteSet
{
    readonly UInt128 _low;
    readonly UInt128 _high;

    ByteSet(UInt128 low, UInt128 high) => (_low, _high) = (low, high);

    public bool Contains(byte number) => ((number < 128 ? _low : _high) >> (number & 127) & 1) != 0;

    public ByteSet With(byte number) =>
        number < 128 ? new(_low | UInt128.One << number, _high) : new(_low, _high | UInt128.One << (number - 128));
}
