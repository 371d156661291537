using System.Security.Cryptography;
using System.Text;

namespace Merlon.RootCause.Exports;

/// <summary>UUIDs that hang on a name alone (RFC 9562), so that the same report has the same ids.</summary>
public static class NamedUuid
{
    /// <summary>Version 5: by SHA-1, as those who read it will compute it, too.</summary>
    public static Guid Of(Guid space, string name)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350   // The RFC asks for SHA-1; nothing rests on its strength.
        SHA1.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], digest);
#pragma warning restore CA5350
        return Marked(digest, 5);
    }

    /// <summary>Version 4, for those who take no other: its bits are those of a digest, not of chance.</summary>
    public static Guid Unmarked(Guid space, string name) => Marked(
        SHA256.HashData([.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]), 4);

    static Guid Marked(Span<byte> digest, int version)
    {
        digest[6] = (byte)((digest[6] & 0x0F) | (version << 4));
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new(digest[..16], bigEndian: true);
    }
}
