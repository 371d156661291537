using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>First and last of a run of numbers, both included.</summary>
readonly record struct NumberRange(ulong First, ulong Last)
{
    public bool IsSingle => First == Last;

    public override string ToString() => IsSingle ? $"{First}" : $"{First}:{Last}";
}

/// <summary>Bits to compare, and which of them.</summary>
readonly record struct MaskedNumber(ulong Bits, ulong Mask);

/// <summary>The kinds of values that many extensions share.</summary>
static class Values
{
    public static readonly FlagSyntax Flag = new();

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, printed in decimal.</summary>
    public static WordSyntax<ulong> Number(ulong least, ulong most) => new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            problem = default;
            if (Numbers.TryRead(text, least, most, out value)) return true;
            problem = new($"'{text}' is not a number from {least} to {most}", $"a number from {least} to {most}");
            return false;
        },
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>As <see cref="Number"/>, printed in hexadecimal.</summary>
    public static WordSyntax<ulong> Hex(ulong least, ulong most) => new(
        (string text, IpFamily family, out ulong value, out Problem problem) =>
            Number(least, most).TryRead([new(text, 0)], family, out value, out problem),
        Numbers.Hex);

    /// <summary>As <see cref="Number"/>, printed in hexadecimal with so many digits.</summary>
    public static WordSyntax<ulong> Hex(ulong least, ulong most, int digits) => new(
        (string text, IpFamily family, out ulong value, out Problem problem) =>
            Number(least, most).TryReadWord(text, family, out value, out problem),
        value => "0x" + value.ToString($"x{digits}", CultureInfo.InvariantCulture));

    /// <summary><c>N</c>, <c>N:M</c>, <c>:M</c> or <c>N:</c>.</summary>
    public static WordSyntax<NumberRange> Range(ulong most, Func<NumberRange, string>? print = null) => new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) =>
            Ranges.TryRead(text, most, Ranges.TryReadNumberOrNone, out value, out problem),
        print ?? (value => value.ToString()));

    /// <summary>As <see cref="Range"/>, of ports; the name of a protocol's service stands for its port.</summary>
    public static WordSyntax<NumberRange> Ports(IpProtocol? protocol) => new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) => Ranges.TryRead(
            text, ushort.MaxValue,
            (string end, ulong most, out ulong port) => ServiceNames.TryReadPort(end, most, out port, protocol),
            out value, out problem),
        value => value.ToString());

    /// <summary>As <see cref="Ports"/> of any protocol, with numbers that are always decimal.</summary>
    public static readonly WordSyntax<NumberRange> DecimalPorts = new(
        (string text, IpFamily _, out NumberRange value, out Problem problem) =>
            Ranges.TryRead(text, ushort.MaxValue, ServiceNames.TryReadDecimalPort, out value, out problem),
        value => value.ToString());

    /// <summary>Any text; what is past so many bytes is cut off.</summary>
    public static WordSyntax<string> Text(int most, int least = 0, Func<string, string>? print = null) => new(
        (string text, IpFamily _, out string value, out Problem problem) =>
        {
            value = text.Length <= most && Encoding.UTF8.GetByteCount(text) <= most
                ? text
                : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(0, most));
            problem = text.Length >= least ? default : new("a text without a word", $"{least} to {most} bytes");
            return text.Length >= least;
        },
        print ?? Syntax.Words.Quoted);

    /// <summary>As <see cref="Text"/>, always printed in quotes.</summary>
    public static WordSyntax<string> InQuotes(int most, int least = 0) => Text(most, least, Syntax.Words.InQuotes);

    /// <summary><c>BITS</c> or <c>BITS/MASK</c>; bits outside the mask stay as they are written.</summary>
    public static readonly WordSyntax<MaskedNumber> Mark = new(
        (string text, IpFamily _, out MaskedNumber value, out Problem problem) =>
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            ulong bits, mask = uint.MaxValue;
            var isRight = Numbers.TryRead(slash < 0 ? text : text.AsSpan(0, slash), 0, uint.MaxValue, out bits)
                && (slash < 0 || Numbers.TryRead(text.AsSpan(slash + 1), 0, uint.MaxValue, out mask));
            (value, problem) = (new(bits, mask), default);
            if (!isRight) problem = new($"'{text}' is no mark", "a mark of 32 bits, or mark/mask, as 0x1/0xff");
            return isRight;
        },
        value => value.Mask == uint.MaxValue
            ? Numbers.Hex(value.Bits)
            : $"{Numbers.Hex(value.Bits)}/{Numbers.Hex(value.Mask)}");

    /// <summary>One of a few names; the value is its place among them.</summary>
    public static WordSyntax<int> OneOf(params ImmutableArray<string> names) =>
        OneOf(StringComparison.Ordinal, names);

    public static WordSyntax<int> OneOf(StringComparison comparison, params ImmutableArray<string> names) => new(
        (string text, IpFamily _, out int value, out Problem problem) =>
        {
            value = names.IndexOf(text, StringComparer.FromComparison(comparison));
            problem = value >= 0 ? default : Nearest.Problem($"there is no '{text}' here", text, names);
            return value >= 0;
        },
        value => names[value]);

    /// <summary>Some of a few names with commas between; the value has a bit for each.</summary>
    public static WordSyntax<uint> SomeOf(params ImmutableArray<string> names) => new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
            Names.TryRead(text, names, StringComparison.Ordinal, out value, out problem),
        value => Names.Print(value, names));

    /// <summary>A hardware address, <c>XX:XX:XX:XX:XX:XX</c>.</summary>
    public static readonly WordSyntax<ulong> Mac = new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            value = 0;
            var octets = text.Split(':');
            var isRight = octets.Length == 6;
            foreach (var octet in octets)
            {
                isRight &= octet.Length is 1 or 2 && octet.All(char.IsAsciiHexDigit);
                if (isRight) value = value << 8 | Convert.ToByte(octet, 16);
            }

            problem = isRight ? default : new($"'{text}' is no hardware address", "six octets as 02:00:5e:10:00:01");
            return isRight;
        },
        value => string.Join(':', Enumerable.Range(0, 6).Select(i => $"{(byte)(value >> (40 - 8 * i)):x2}")));
}

/// <summary>Names with commas between, as bits.</summary>
static class Names
{
    /// <param name="mayBeCut">Whether the beginning of a name stands for the first that begins so.</param>
    public static bool TryRead(
        string text, ImmutableArray<string> names, StringComparison comparison, out uint value, out Problem problem,
        bool mayBeCut = false)
    {
        value = 0;
        var offset = 0;
        foreach (var name in text.Split(','))
        {
            var place = -1;
            for (var i = 0; i < names.Length && place < 0; i++)
            {
                var isCut = mayBeCut && name.Length > 0 && names[i].StartsWith(name, comparison);
                if (isCut || names[i].Equals(name, comparison)) place = i;
            }

            if (place < 0)
            {
                problem = Nearest.Problem($"there is no '{name}' here", name, names) with { Offset = offset };
                return false;
            }

            value |= 1u << place;
            offset += name.Length + 1;
        }

        problem = default;
        return true;
    }

    public static string Print(uint value, ImmutableArray<string> names) =>
        string.Join(',', names.Where((_, i) => (value >> i & 1) != 0));

    /// <summary>The places of the bits that are set.</summary>
    public static IEnumerable<int> PlacesOf(uint value)
    {
        for (; value != 0; value &= value - 1) yield return BitOperations.TrailingZeroCount(value);
    }
}
