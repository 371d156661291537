namespace Merlon.Flows;

/// <summary>A stream that gives a few bytes at a time, as a pipe may.</summary>
sealed class CrumblingStream(byte[] bytes, int seed, int most = 7) : MemoryStream(bytes)
{
    readonly Random _random = new(seed);

    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(count, _random.Next(1, most + 1)));
}
