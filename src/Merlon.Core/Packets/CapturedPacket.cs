namespace Merlon.Packets;

/// <summary>A packet as a capture holds it; its bytes are good until the next one is read.</summary>
/// <param name="at">When it was seen, UTC, to 100 ns.</param>
/// <param name="length">Its length on the wire, in bytes; a snap length may have kept fewer of them.</param>
public readonly ref struct CapturedPacket(DateTime at, LinkType link, int length, ReadOnlySpan<byte> bytes)
{
    public DateTime At { get; } = at;

    public LinkType Link { get; } = link;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
