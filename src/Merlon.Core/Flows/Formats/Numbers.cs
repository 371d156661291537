using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace Merlon.Flows.Formats;

/// <summary>Numbers as logs write them. Never throws, whatever the digits.</summary>
public static class Numbers
{
    /// <summary>Decimal digits alone, at most eighteen.</summary>
    public static bool TryReadDigits(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.Length is 0 or > 18) return false;
        if (text.Length >= 8)
        {
            if (!TryReadLast(8, BinaryPrimitives.ReadUInt64LittleEndian(text), out number)) return false;
            text = text[8..];
        }

        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            number = number * 10 + digit;
        }

        return true;
    }

    /// <summary>
    /// The number that the last <paramref name="count"/> (1 to 8) of eight characters make, the first of them in the
    /// lowest byte; without a branch that depends on the digits or on how many they are.
    /// </summary>
    public static bool TryReadLast(int count, ulong characters, out long number)
    {
        const ulong Zeros = 0x3030_3030_3030_3030, Above9 = 0x7676_7676_7676_7676, Tops = 0x8080_8080_8080_8080;

        var others = 8 * (8 - count);
        var digits = (characters ^ Zeros) >> others << others;
        var pairs = digits * 10 + (digits >> 8);   // in the even bytes
        var (first, second) = (pairs & 0xFF_0000_00FF, pairs >> 16 & 0xFF_0000_00FF);
        number = (uint)((first * (100 + (1_000_000UL << 32)) + second * (1 + (10_000UL << 32))) >> 32);
        return (((digits + Above9) | digits) & Tops) == 0;
    }

    /// <summary>
    /// A count: digits, or nothing (empty, <c>-</c>), which counts as 0; <c>12.0</c> as pandas writes it.
    /// </summary>
    public static bool TryReadCount(ReadOnlySpan<byte> text, out long count)
    {
        if (TryReadDigits(text, out count) || IsNothing(text)) return true;
        if (Utf8Parser.TryParse(text, out count, out var used) && used == text.Length) return count >= 0;
        if (!TryReadDecimal(text, out var number) || number is < 0 or > 1e18) return false;

        count = (long)number;
        return true;
    }

    /// <summary>A port: decimal, <c>0x</c> hexadecimal, or nothing. What is no port number is refused.</summary>
    public static bool TryReadPort(ReadOnlySpan<byte> text, out ushort? port)
    {
        port = null;
        if (IsNothing(text)) return true;

        long number;
        if (text.Length > 2 && text[0] == '0' && text[1] is (byte)'x' or (byte)'X')
        {
            if (!Utf8Parser.TryParse(text[2..], out number, out var used, 'x') || used != text.Length - 2) return false;
        }
        else if (!TryReadDigits(text, out number))
        {
            if (!TryReadDecimal(text, out var real) || real != Math.Floor(real)) return false;
            number = (long)Math.Clamp(real, -1, ushort.MaxValue + 1);
        }

        if (number is < 0 or > ushort.MaxValue) return false;
        port = (ushort)number;
        return true;
    }

    /// <summary>A number with a point or an exponent; never infinite.</summary>
    public static bool TryReadDecimal(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    public static bool IsNothing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text is [(byte)'-'] || text.SequenceEqual("(empty)"u8) || text.SequenceEqual("nan"u8)
        || text.SequenceEqual("NaN"u8);
}
