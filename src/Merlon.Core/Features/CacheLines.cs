using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Merlon.Features;

/// <summary>Asks for memory that will be needed, so that what is far away comes together instead of in turn.</summary>
static class CacheLines
{
    const int Line = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch<T>(ref T item)
        where T : struct
    {
        if (!Sse.IsSupported) return;

        // Only asked for: it does not matter if the item moves meanwhile, or ends before the last line.
        var first = (byte*)Unsafe.AsPointer(ref item);
        for (var at = 0; at < Unsafe.SizeOf<T>() + Line; at += Line) Sse.Prefetch0(first + at);
    }
}
