using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Addresses as iptables takes them: IPv4 with fewer than four octets is filled up with zeros where that can be, octets
/// may be octal or hexadecimal, masks may have holes. Names of hosts are refused: what they stand for changes.
/// </summary>
public static class AddressSyntax
{
    /// <summary>Reads <c>ADDRESS</c>, <c>ADDRESS/LENGTH</c> or <c>ADDRESS/MASK</c>.</summary>
    public static bool TryRead(string text, IpFamily family, out AddressMask value, out Problem problem)
    {
        value = default;
        problem = default;
        var slash = text.LastIndexOf('/');
        var address = slash < 0 ? text : text[..slash];
        var mask = AddressMask.MaskOf(family, family.Bits);
        if (slash >= 0 && !TryReadMask(text[(slash + 1)..], family, out mask))
        {
            problem = new(
                $"'{text[(slash + 1)..]}' is no mask", $"a length from 0 to {family.Bits}, or a mask", slash + 1);
            return false;
        }

        // Behind a mask of nothing, iptables looks at no address.
        if (!TryReadAddress(address, family, out var bits) && !TryReadHost(address, family, out bits) && mask != 0)
            return Fail(address, family, out problem);

        value = new(family, bits, mask);
        return true;
    }

    /// <summary>Reads octets from the left, or an IPv6 address.</summary>
    public static bool TryReadAddress(string text, IpFamily family, out UInt128 bits)
    {
        bits = 0;
        if (family is IpFamily.V4) return TryReadOctets(text, isMask: false, out bits);
        if (!text.Contains(':', StringComparison.Ordinal) || !Ip.TryParse(text, out var ip)) return false;

        bits = ip.Bits;
        return true;
    }

    /// <summary>
    /// Reads an address as inet_aton(3) does, the last number filling up what is left, so that <c>10.1</c> is
    /// <c>10.0.0.1</c>; or one of IPv4 mapped into IPv6; or an IPv6 address.
    /// </summary>
    public static bool TryReadHost(string text, IpFamily family, out UInt128 bits)
    {
        bits = 0;
        if (family is IpFamily.V6) return TryReadAddress(text, family, out bits);
        if (text.StartsWith(Mapped, StringComparison.OrdinalIgnoreCase))
            return text.Count(c => c == '.') == 3 && TryReadOctets(text[Mapped.Length..], isMask: false, out bits);

        var numbers = text.Split('.');
        if (numbers.Length > 4) return false;
        for (var i = 0; i < numbers.Length; i++)
        {
            var width = i < numbers.Length - 1 ? 8 : 8 * (4 - i);
            if (!Numbers.TryRead(numbers[i], 0, uint.MaxValue >> (32 - width), out var number)) return false;
            bits = bits << width | number;
        }

        return true;
    }

    const string Mapped = "::ffff:";

    /// <summary>Reads the mask behind a slash: a length, or an address.</summary>
    public static bool TryReadMask(string text, IpFamily family, out UInt128 mask)
    {
        mask = 0;
        if (Numbers.TryRead(text, 0, (ulong)family.Bits, out var length))
        {
            mask = AddressMask.MaskOf(family, (int)length);
            return true;
        }

        return family is IpFamily.V4
            ? TryReadOctets(text, isMask: true, out mask)
            : TryReadAddress(text, family, out mask);
    }

    static bool TryReadOctets(string text, bool isMask, out UInt128 bits)
    {
        bits = 0;
        var octets = text.Split('.');
        if (octets.Length > 4 || (isMask && octets.Length < 4)) return false;

        for (var i = 0; i < 4; i++)
        {
            ulong octet = 0;
            if (i < octets.Length && !Numbers.TryRead(octets[i], 0, byte.MaxValue, out octet)) return false;
            bits = bits << 8 | octet;
        }

        return true;
    }

    static bool Fail(string text, IpFamily family, out Problem problem)
    {
        var isOther = Ip.TryParse(text, out var ip) && ip.IsV4 != family is IpFamily.V4;
        problem = isOther
            ? new($"{text} is of the other family", family is IpFamily.V4 ? "an IPv4 address" : "an IPv6 address")
            : new($"'{text}' is no address", family is IpFamily.V4
                ? "an IPv4 address, as 192.0.2.1 or 192.0.2.0/24"
                : "an IPv6 address, as 2001:db8::1 or 2001:db8::/32");
        return false;
    }
}
