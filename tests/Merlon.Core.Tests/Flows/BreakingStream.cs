namespace Merlon.Flows;

/// <summary>A stream that cannot be read to its end.</summary>
sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) =>
        Position < Length ? base.Read(buffer, offset, count) : throw new IOException("the disk is on fire");
}
