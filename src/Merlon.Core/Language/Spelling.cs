using System.Buffers.Binary;
using Merlon.Net;

namespace Merlon.Language;

/// <summary>
/// Several spellings of one pseudonym, the plainest first: so that two spellings of one original, perhaps in upper
/// case, are told apart and yet name the same thing.
/// </summary>
static class Spelling
{
    /// <param name="original">
    /// Whether it has colons decides how an address of IPv4 is written; its marks, if any, stand for dots and colons.
    /// </param>
    public static string OfAddress(Ip address, ReadOnlySpan<char> original, int spelling)
    {
        var lead = address.IsV4 && original.Contains(':') ? "::ffff:" : "";
        var written = spelling == 0 ? $"{address}"
            : address.IsV4 ? PaddedV4(address, spelling) : PaddedV6(address, spelling);
        return Defanged.Like(original, lead + written);
    }

    /// <summary>With upper case here and there.</summary>
    public static string OfName(string name, int spelling) =>
        string.Concat(name.Select((c, i) => i < 4 && (spelling >> i & 1) == 1 ? char.ToUpperInvariant(c) : c));

    /// <summary>With the separators of the original.</summary>
    public static string OfHardware(string digits, ReadOnlySpan<char> original, int spelling)
    {
        var place = 0;
        var written = spelling % 2 == 0 ? digits : digits.ToUpperInvariant();
        return string.Concat(original.ToString().Select(c => char.IsAsciiHexDigit(c) ? written[place++] : c));
    }

    static string PaddedV4(Ip address, int spelling)
    {
        var octets = new[] { 24, 16, 8, 0 }.Select(shift => $"{address.V4Bits >> shift & 255}");
        return string.Join('.', octets.Reverse().Select(octet =>
        {
            var width = 1 + spelling % 3;
            spelling /= 3;
            return octet.PadLeft(width, '0');
        }).Reverse());
    }

    static string PaddedV6(Ip address, int spelling)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        var groups = new string[8];
        for (var i = 7; i >= 0; i--)
        {
            var group = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]);
            groups[i] = group.ToString("x").PadLeft(1 + spelling % 4, '0');
            spelling /= 4;
        }

        return string.Join(':', groups);
    }
}
