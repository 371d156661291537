using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Merlon.Flows.Captured;

/// <summary>
/// Keys of a table come from attackers, who must not be able to choose ones that meet in one place; so they are mixed
/// with numbers that no one outside the process knows. The order of what comes out does not hang on it.
/// </summary>
readonly record struct HashSecret(ulong First, ulong Second, ulong Third)
{
    /// <summary>One that was never there before.</summary>
    public static HashSecret Drawn()
    {
        Span<ulong> drawn = stackalloc ulong[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(drawn));
        return new(drawn[0], drawn[1], drawn[2]);
    }

    public ulong Hash(UInt128 low, UInt128 high, ulong rest, uint more)
    {
        var ends = Mixed((ulong)low ^ First, (ulong)high ^ Second)
            + Mixed((ulong)(low >> 64) ^ Third, (ulong)(high >> 64) ^ First);
        return Mixed(ends ^ rest ^ Second, (ulong)more << 32 ^ rest ^ Third);
    }

    static ulong Mixed(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
