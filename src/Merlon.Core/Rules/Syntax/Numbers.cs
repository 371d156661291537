using System.Globalization;

namespace Merlon.Rules.Syntax;

/// <summary>Numbers as iptables reads them: C's <c>strtoul</c> with base 0.</summary>
public static class Numbers
{
    /// <summary>
    /// Reads as many digits as there are: decimal, octal behind 0, hexadecimal behind 0x; blanks and a plus sign may
    /// stand before.
    /// </summary>
    /// <param name="used">The characters read; 0 when there is no number.</param>
    /// <returns>Null when there is none or it is past 64 bits.</returns>
    public static ulong? Read(ReadOnlySpan<char> text, out int used)
    {
        used = 0;
        var at = 0;
        while (at < text.Length && text[at] is ' ' or (>= '\t' and <= '\r')) at++;
        if (at < text.Length && text[at] == '+') at++;

        var radix = RadixOf(text[at..]);
        if (radix == 16) at += 2;
        var first = at;
        UInt128 number = 0;
        var isTooLarge = false;
        for (; at < text.Length && DigitOf(text[at]) is var digit && digit < radix; at++)
        {
            number = number * (uint)radix + (uint)digit;
            isTooLarge |= number > ulong.MaxValue;
            if (isTooLarge) number = 0;
        }

        if (at == first) return null;
        used = at;
        return isTooLarge ? null : (ulong)number;
    }

    /// <summary>Reads a number that is all of the text.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, ulong least, ulong most, out ulong number)
    {
        var read = Read(text, out var used);
        number = read ?? 0;
        return read is not null && used == text.Length && number >= least && number <= most;
    }

    /// <summary>The number that is all of the text, decimal even behind a 0; null when it is none.</summary>
    public static ulong? ReadDecimal(string text) =>
        ulong.TryParse(
            text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number) && !text.Contains('-', StringComparison.Ordinal)
                ? number
                : null;

    /// <summary>The decimal number that the text begins with, 64 bits of it at most; null when it does not.</summary>
    public static ulong? ReadLeading(string text)
    {
        var digits = text.TrimStart().TrimStart('+', '-');
        var length = digits.TakeWhile(char.IsAsciiDigit).Count();
        if (length == 0) return null;
        var isSmall = ulong.TryParse(
            digits.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isSmall ? number : ulong.MaxValue;
    }

    public static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    static int RadixOf(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] != '0') return 10;
        var isHex = text.Length > 2 && text[1] is 'x' or 'X' && DigitOf(text[2]) < 16;
        return isHex ? 16 : 8;
    }

    static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => int.MaxValue,
    };
}
