using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Flows.Captured;

/// <summary>How many packets bore each of TCP's eight flags, that of the lowest bit (FIN) first.</summary>
[InlineArray(8)]
public struct FlagCounts
{
    uint _first;

    internal void Add(byte flags)
    {
        if (flags == 0) return;

        // All eight at once: a flag that is there compares as -1.
        var bits = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        var counts = Vector256.LoadUnsafe(ref _first);
        (counts - Vector256.Equals(Vector256.Create((uint)flags) & bits, bits)).StoreUnsafe(ref _first);
    }
}
