using System.Buffers.Binary;
using System.Security.Cryptography;
using Merlon.Net;

namespace Merlon.Features;

/// <summary>What names a stream in a table: an address, or two numbers.</summary>
public readonly record struct StreamKey(ulong High, ulong Low)
{
    // Keys come from attackers, who must not be able to choose ones that meet in one bucket.
    static readonly ulong Secret = NewSecret(), OtherSecret = NewSecret();

    public StreamKey(Ip address)
        : this((ulong)(address.Bits >> 64), (ulong)address.Bits)
    {
    }

    /// <summary>32 well-mixed bits that no one outside this process can predict.</summary>
    internal uint Hash
    {
        get
        {
            var high = Math.BigMul(High ^ Secret, Low ^ OtherSecret, out var low);
            high = Math.BigMul(high ^ low ^ OtherSecret, (Low + High) ^ Secret, out low);
            return (uint)((high ^ low) >> 16);
        }
    }

    static ulong NewSecret() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;
}
