namespace Merlon.Features;

/// <summary>
/// Numbers well mixed, the same on every machine and version of .NET: what SplitMix64 does with its state (Steele, Lea
/// and Flood, OOPSLA 2014).
/// </summary>
public static class SplitMix
{
    /// <summary>What the state grows by.</summary>
    public const ulong Step = 0x9E37_79B9_7F4A_7C15;

    public static ulong Mix(ulong state)
    {
        var mixed = (state ^ state >> 30) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D0_49BB_1331_11EB;
        return mixed ^ mixed >> 31;
    }

    /// <summary>Of two numbers.</summary>
    public static ulong Mix(ulong seed, ulong number) => Mix((seed ^ number) + Step);
}
