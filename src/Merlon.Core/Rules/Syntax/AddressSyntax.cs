using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Addresses as iptables takes them: IPv4 with fewer than four octets is filled up with zeros, octets may be octal or
/// hexadecimal, masks may have holes. Names of hosts are refused: what they stand for changes.
/// </summary>
public static class AddressSyntax
{
    /// <summary>Reads <c>ADDRESS</c>, <c>ADDRESS/LENGTH</c> or <c>ADDRESS/MASK</c>.</summary>
    public static bool TryRead(string text, IpFamily family, out AddressMask value, out Problem problem)
    {
        value = default;
        problem = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        if (!TryReadAddress(address, family, out var bits)) return Fail(address, family, out problem);

        var mask = AddressMask.MaskOf(family, family.Bits);
        if (slash >= 0 && !TryReadMask(text[(slash + 1)..], family, out mask))
        {
            problem = new(
                $"'{text[(slash + 1)..]}' is no mask", $"a length from 0 to {family.Bits}, or a mask", slash + 1);
            return false;
        }

        value = new(family, bits, mask);
        return true;
    }

    public static bool TryReadAddress(string text, IpFamily family, out UInt128 bits)
    {
        bits = 0;
        if (family is IpFamily.V4) return TryReadV4(text, isMask: false, out bits);
        if (!text.Contains(':', StringComparison.Ordinal) || !Ip.TryParse(text, out var ip)) return false;

        bits = ip.Bits;
        return true;
    }

    static bool TryReadMask(string text, IpFamily family, out UInt128 mask)
    {
        mask = 0;
        if (Numbers.TryRead(text, 0, (ulong)family.Bits, out var length))
        {
            mask = AddressMask.MaskOf(family, (int)length);
            return true;
        }

        return family is IpFamily.V4 ? TryReadV4(text, isMask: true, out mask) : TryReadAddress(text, family, out mask);
    }

    static bool TryReadV4(string text, bool isMask, out UInt128 bits)
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
