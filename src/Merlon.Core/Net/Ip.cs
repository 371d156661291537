using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Merlon.Net;

/// <summary>
/// An address of either family as one 128-bit number: an IPv4 address sits in ::ffff:0:0/96 (RFC 4291), so every
/// comparison, mask and hash has a single code path.
/// </summary>
/// <remarks>Kept as two halves, since a <see cref="UInt128"/> field would pad every flow to 16-byte steps.</remarks>
public readonly record struct Ip
{
    const ulong V4Half = 0xFFFF_0000_0000;

    // Addresses come from attackers, who must not be able to choose ones that meet in one hash bucket.
    static readonly ulong Secret = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    readonly ulong _high;
    readonly ulong _low;

    public Ip(UInt128 bits) => (_high, _low) = ((ulong)(bits >> 64), (ulong)bits);

    Ip(ulong high, ulong low) => (_high, _low) = (high, low);

    public static Ip V4(uint bits) => new(0, V4Half | bits);

    public UInt128 Bits => new(_high, _low);

    public bool IsV4 => _high == 0 && _low >> 32 == 0xFFFF;

    public IpFamily Family => IsV4 ? IpFamily.V4 : IpFamily.V6;

    /// <summary>The 32 bits of an IPv4 address; meaningless when <see cref="IsV4"/> is false.</summary>
    public uint V4Bits => (uint)_low;

    /// <summary>64 well-mixed bits that no one outside this process can predict.</summary>
    public ulong Hash
    {
        get
        {
            var high = Math.BigMul(_high ^ Secret, _low ^ 0x9E37_79B9_7F4A_7C15, out var low);
            return (high ^ low ^ _low) * Secret;
        }
    }

    public override int GetHashCode() => (int)(Hash >> 32);

    public static Ip Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var ip) ? ip : throw new FormatException($"'{text}' is not an IP address.");

    public static bool TryParse(ReadOnlySpan<char> text, out Ip ip)
    {
        Span<byte> utf8 = stackalloc byte[64];
        ip = default;
        return text.Length <= 48
            && Utf8.FromUtf16(text, utf8, out _, out var length) is System.Buffers.OperationStatus.Done
            && TryParse(utf8[..length], out ip);
    }

    /// <summary>
    /// Reads dotted-quad IPv4 (four decimal numbers, no shorthand, no octal) or IPv6 without a zone (RFC 4291).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Ip ip)
    {
        if (IpSyntax.TryReadV4(text, out var v4))
        {
            ip = V4(v4);
            return true;
        }

        var isRead = IpSyntax.TryReadV6(text, out var bits);
        ip = isRead ? new(bits) : default;
        return isRead;
    }

    public override string ToString() => IsV4 ? IpSyntax.PrintV4(V4Bits) : IpSyntax.PrintV6(Bits);
}
