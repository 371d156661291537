namespace Merlon.Scenarios;

/// <summary>Seeded chance (SplitMix64): the same draws for the same seed on every machine and runtime.</summary>
sealed class Chance(ulong seed)
{
    ulong _state = seed;

    /// <summary>A seed from a name and a number, so that each scenario has draws of its own (FNV-1a).</summary>
    public static ulong Seed(string name, ulong number)
    {
        var hash = 14695981039346656037UL ^ number;
        foreach (var letter in name) hash = unchecked((hash ^ letter) * 1099511628211UL);
        return hash;
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool In(int percent) => Below(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> of) => of[Below(of.Length)];

    ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var bits = _state;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return bits ^ (bits >> 31);
        }
    }
}
