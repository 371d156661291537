using System.Buffers.Binary;
using System.Net;

namespace Merlon.Net;

/// <summary>Addresses as text. Reads what <see cref="IPAddress"/> reads as IPv6, several times as fast.</summary>
static class IpSyntax
{
    /// <summary>Four decimal numbers: no shorthand, no octal.</summary>
    public static bool TryReadV4(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        if (text.Length is < 7 or > 15) return false;

        uint octet = 0, octets = 0, digits = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit <= 9)
            {
                octet = octet * 10 + digit;
                if (++digits > 3) return false;
            }
            else
            {
                if (c != '.' || digits == 0 || octet > 255) return false;
                bits = bits << 8 | octet;
                octet = digits = 0;
                octets++;
            }
        }

        bits = bits << 8 | octet;
        return octets == 3 && digits > 0 && octet <= 255;
    }

    /// <summary>IPv6 without a zone (RFC 4291).</summary>
    public static bool TryReadV6(ReadOnlySpan<byte> text, out UInt128 bits)
    {
        bits = 0;
        if (text.Length is < 2 or > 45 || (text[0] == ':' && text[1] != ':')) return false;

        UInt128 beforeGap = 0;
        int groups = 0, groupsBeforeGap = -1, digits = 0;
        uint group = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiHexDigit((char)c))
            {
                if (++digits > 4) return false;
                group = group << 4 | (uint)((c & 15) + 9 * (c >> 6));   // letters have bit 6, and end in 1 to 6
                continue;
            }

            if (c != ':') return c == '.' && TryReadMixed(text, out bits);
            if (digits > 0)
            {
                bits = bits << 16 | group;
                groups++;
                group = 0;
                digits = 0;
            }
            else if (i > 0)
            {
                if (groupsBeforeGap >= 0) return false;
                (beforeGap, groupsBeforeGap, bits) = (bits, groups, 0);
            }
        }

        if (digits > 0)
        {
            bits = bits << 16 | group;
            groups++;
        }
        else if (text[^2] != ':') return false;

        if (groupsBeforeGap < 0) return groups == 8;
        bits |= beforeGap << 16 * (8 - groupsBeforeGap);
        return groups < 8;
    }

    // Its end as IPv4, ::ffff:192.0.2.1: rare, and left to the system.
    static bool TryReadMixed(ReadOnlySpan<byte> text, out UInt128 bits)
    {
        bits = 0;
        if (!text.Contains((byte)':') || text.ContainsAny("%[]/"u8)) return false;
        if (!IPAddress.TryParse(text, out var address)) return false;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }
}
