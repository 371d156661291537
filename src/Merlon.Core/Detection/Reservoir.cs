namespace Merlon.Detection;

/// <summary>The places of a fair sample: whatever comes is as likely in it as all else (Vitter, 1985).</summary>
/// <param name="capacity">So many places there are.</param>
public sealed class Reservoir(int capacity, ulong seed)
{
    readonly UniformDraws _draws = new(seed);

    public long Seen { get; private set; }

    /// <summary>Where that which comes now is to stand: behind all others, or in place of one.</summary>
    /// <returns>-1 when it is not to be kept.</returns>
    public int Next()
    {
        var place = Seen++ < capacity ? Seen - 1 : _draws.Below(Seen);
        return place < capacity ? (int)place : -1;
    }
}
