using System.Globalization;

namespace Merlon.Net;

/// <summary>
/// A CIDR block (RFC 4632). Host bits are cleared on the way in, so <c>10.1.2.3/8</c> and <c>10.0.0.0/8</c> are the
/// same value, and two prefixes are either nested or disjoint.
/// </summary>
public readonly record struct IpPrefix
{
    readonly byte _bits;   // of 128, whatever the family

    IpPrefix(Ip address, int bits)
    {
        _bits = (byte)bits;
        Network = new(address.Bits & Mask(bits));
    }

    public Ip Network { get; }

    public int Length => _bits - FamilyBits(Network);

    /// <summary>The block that holds one address alone.</summary>
    public static IpPrefix Host(Ip address) => new(address, 128);

    /// <summary>The block of a length, in bits of its family, that an address lies in.</summary>
    public static IpPrefix Around(Ip address, int length) => new(address, FamilyBits(address) + length);

    public bool Contains(Ip address) => (address.Bits & Mask(_bits)) == Network.Bits;

    /// <summary>Whether all of another block, which may be itself, lies in it.</summary>
    public bool Contains(IpPrefix other) => other._bits >= _bits && Contains(other.Network);

    public bool Overlaps(IpPrefix other) => Contains(other.Network) || other.Contains(Network);

    public override string ToString() => $"{Network}/{Length}";

    public static IpPrefix Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is not a CIDR block.");

    /// <summary>Reads a CIDR block, or a bare address as the block that holds it alone.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (!Ip.TryParse(slash < 0 ? text : text[..slash], out var address)) return false;

        var bits = 128;
        if (slash >= 0)
        {
            if (!byte.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                return false;
            bits = FamilyBits(address) + length;
        }

        if (bits > 128) return false;
        prefix = new(address, bits);
        return true;
    }

    static int FamilyBits(Ip address) => address.IsV4 ? 96 : 0;

    static UInt128 Mask(int bits) => bits == 0 ? 0 : UInt128.MaxValue << (128 - bits);
}
