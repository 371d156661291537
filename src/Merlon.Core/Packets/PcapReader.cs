using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// Reads the classic capture format, with microseconds or nanoseconds, in either byte order (IETF
/// draft-ietf-opsawg-pcap), and the variant with longer record headers that old Linux tools wrote.
/// </summary>
sealed class PcapReader : CaptureReader
{
    public const int FileHeader = 24;

    const uint Microseconds = 0xA1B2_C3D4, Nanoseconds = 0xA1B2_3C4D, Kuznetsov = 0xA1B2_CD34;
    const int RecordHeader = 16, KuznetsovHeader = 24;
    const ushort Version = 2;

    readonly LinkType _link;
    readonly int _header;
    readonly bool _isNanoseconds;

    int _taken;   // the bytes of the packet given last

    PcapReader(ByteWindow window, uint magic)
        : base(window, IsBig(magic))
    {
        var kind = Kind(magic);
        _link = (LinkType)(ushort)UInt32(20);   // above are the length of the check sequence and reserved bits
        _header = kind == Kuznetsov ? KuznetsovHeader : RecordHeader;
        _isNanoseconds = kind == Nanoseconds;
        window.Advance(FileHeader);
    }

    public static bool IsMagic(uint magic) => Kind(magic) is Microseconds or Nanoseconds or Kuznetsov;

    /// <param name="magic">The first four bytes, big end first.</param>
    public static bool TryOpen(
        ByteWindow window, uint magic, [NotNullWhen(true)] out PcapReader? reader, out string? failure)
    {
        (reader, failure) = (null, null);
        if (!IsMagic(magic)) return false;

        if (window.Bytes.Length < FileHeader) failure = "cut off within the header of the capture";
        else if (VersionOf(window.Bytes, magic) is not Version and var other)
            failure = $"a capture of version {other}; expected version {Version}";
        else reader = new(window, magic);
        return reader is not null;
    }

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        Window.Advance(_taken);
        _taken = 0;
        if (Failure is not null || !Has(_header)) return false;

        var (seconds, fraction, kept, length) = (UInt32(0), UInt32(4), UInt32(8), UInt32(12));
        if (kept > MaxPacket) return Fail($"a packet of {kept} bytes, more than the {MaxPacket} that one may have");
        if (!Has(_header + (int)kept)) return false;

        Packets++;
        _taken = _header + (int)kept;
        var at = DateTime.UnixEpoch.AddTicks(
            seconds * TimeSpan.TicksPerSecond
            + (_isNanoseconds ? fraction / TimeSpan.NanosecondsPerTick : fraction * TimeSpan.TicksPerMicrosecond));
        packet = new(at, _link, (int)Math.Min(length, int.MaxValue), Window.Bytes.Slice(_header, (int)kept));
        return true;
    }

    static bool IsBig(uint magic) => magic is Microseconds or Nanoseconds or Kuznetsov;

    static uint Kind(uint magic) => IsBig(magic) ? magic : BinaryPrimitives.ReverseEndianness(magic);

    static int VersionOf(ReadOnlySpan<byte> header, uint magic) =>
        IsBig(magic) ? header[4] << 8 | header[5] : header[5] << 8 | header[4];
}
