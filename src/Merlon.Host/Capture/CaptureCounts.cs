namespace Merlon.Host.Capture;

/// <summary>What became of the packets of a live capture.</summary>
/// <param name="Received">Those that passed the filter, dropped or not.</param>
/// <param name="DroppedByKernel">For want of room in the ring.</param>
/// <param name="DroppedByInterface">Before the kernel had them, as far as its driver says.</param>
public readonly record struct CaptureCounts(long Received, long DroppedByKernel, long DroppedByInterface)
{
    public long Dropped => DroppedByKernel + DroppedByInterface;

    /// <summary>The counts, brought up to what 32 bits of them show now.</summary>
    public CaptureCounts UpTo(uint received, uint droppedByKernel, uint droppedByInterface) => new(
        UpTo(Received, received), UpTo(DroppedByKernel, droppedByKernel),
        UpTo(DroppedByInterface, droppedByInterface));

    static long UpTo(long count, uint shown) => count + unchecked(shown - (uint)count);
}
