namespace Merlon.Detection;

/// <summary>
/// The generator that the original draws its first weights with (Matsumoto and Nishimura, 1998), seeded by one number
/// and with 53 bits to a draw, as NumPy does it.
/// </summary>
sealed class MersenneTwister
{
    const int Length = 624, Middle = 397;

    readonly uint[] _state = new uint[Length];
    int _next = Length;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint i = 1; i < Length; i++)
            _state[i] = 1_812_433_253 * (_state[i - 1] ^ _state[i - 1] >> 30) + i;
    }

    public static double[] Draws(uint seed, int count)
    {
        var chance = new MersenneTwister(seed);
        return [.. Enumerable.Range(0, count).Select(_ => chance.Draw())];
    }

    double Draw() => ((Number() >> 5) * 67_108_864.0 + (Number() >> 6)) / 9_007_199_254_740_992.0;

    uint Number()
    {
        if (_next == Length) Twist();
        var number = _state[_next++];
        number ^= number >> 11;
        number ^= number << 7 & 0x9D2C_5680;
        number ^= number << 15 & 0xEFC6_0000;
        return number ^ number >> 18;
    }

    void Twist()
    {
        for (var i = 0; i < Length; i++)
        {
            var mixed = (_state[i] & 0x8000_0000) | (_state[(i + 1) % Length] & 0x7FFF_FFFF);
            _state[i] = _state[(i + Middle) % Length] ^ mixed >> 1 ^ ((mixed & 1) == 0 ? 0 : 0x9908_B0DF);
        }

        _next = 0;
    }
}
