using System.Buffers.Binary;

namespace Merlon.Packets;

/// <summary>What a pcapng section says of one interface: its link type, and how its clock counts.</summary>
/// <param name="SnapLength">The most bytes kept of a packet.</param>
/// <param name="UnitsPerSecond">Of the clock.</param>
/// <param name="Offset">Seconds to add to the clock.</param>
readonly record struct CaptureInterface(LinkType Link, uint SnapLength, UInt128 UnitsPerSecond, long Offset)
{
    const ushort TimeResolution = 9, TimeOffset = 14;

    static readonly long LastSecond = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    /// <param name="snapLength">0 for no limit.</param>
    /// <param name="options">Each a code, a length, and a value that is filled up to four bytes.</param>
    public static CaptureInterface Read(
        LinkType link, uint snapLength, ReadOnlySpan<byte> options, bool isBigEndian)
    {
        var read = new CaptureInterface(link, snapLength == 0 ? uint.MaxValue : snapLength, 1_000_000, 0);
        while (options.Length >= 4)
        {
            var (code, length) = (UInt16(options, isBigEndian), UInt16(options[2..], isBigEndian));
            if (code == 0 || length > options.Length - 4) break;

            var value = options.Slice(4, length);
            if (code == TimeResolution && length == 1) read = read with { UnitsPerSecond = Units(value[0]) };
            if (code == TimeOffset && length == 8) read = read with { Offset = Int64(value, isBigEndian) };
            options = options[Math.Min(options.Length, 4 + (length + 3 & ~3))..];
        }

        return read;
    }

    /// <summary>When its clock showed so many units; times that no calendar holds come out at its ends.</summary>
    public DateTime TimeOf(ulong units)
    {
        var seconds = (Int128)(units / UnitsPerSecond) + Offset;
        if (seconds < 0) return DateTime.UnixEpoch;
        if (seconds >= LastSecond) return DateTime.UnixEpoch.AddSeconds(LastSecond);

        var ticks = (units % UnitsPerSecond) * (UInt128)TimeSpan.TicksPerSecond / UnitsPerSecond;
        return DateTime.UnixEpoch.AddTicks((long)seconds * TimeSpan.TicksPerSecond + (long)ticks);
    }

    // A power of ten, or of two where the highest bit is set. More than 10^18 units no clock has.
    static UInt128 Units(byte resolution)
    {
        var exponent = resolution & 0x7F;
        if ((resolution & 0x80) != 0) return UInt128.One << Math.Min(exponent, 63);

        UInt128 units = 1;
        for (var i = 0; i < Math.Min(exponent, 18); i++) units *= 10;
        return units;
    }

    static ushort UInt16(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
        : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    static long Int64(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadInt64BigEndian(bytes)
        : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
