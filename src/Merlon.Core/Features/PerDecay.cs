using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>One number for each decay of <see cref="Decay"/>, without gaps.</summary>
/// <remarks>
/// Of eight lanes the first five count. They are stored and loaded as four and one, in the same places, so that what
/// was just stored can be loaded without waiting for the cache.
/// </remarks>
[InlineArray(Decay.Count)]
public struct PerDecay
{
    double _first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<double> Load() => Load(in _first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector512<double> lanes)
    {
        lanes.GetLower().StoreUnsafe(ref _first);
        Unsafe.Add(ref _first, 4) = lanes.GetUpper().ToScalar();
    }

    /// <summary>Writes the five numbers, so many places apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector512<double> lanes, Span<double> places, int step)
    {
        places[4 * step] = lanes.GetUpper().ToScalar();
        var (low, high) = (lanes.GetLower().GetLower(), lanes.GetLower().GetUpper());
        places[3 * step] = high.GetElement(1);
        places[2 * step] = high.ToScalar();
        places[step] = low.GetElement(1);
        places[0] = low.ToScalar();
    }

    /// <param name="first">Of five.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Load(in double first) =>
        Vector512.Create(
            Vector256.LoadUnsafe(in first), Vector256.CreateScalar(Unsafe.Add(ref Unsafe.AsRef(in first), 4)));
}
