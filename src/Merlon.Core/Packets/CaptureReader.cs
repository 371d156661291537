using System.Buffers.Binary;
using Merlon.Net;

namespace Merlon.Packets;

/// <summary>The packets of a capture, one after the other, in memory that does not grow with it.</summary>
/// <remarks>
/// A capture that ends within a packet, or is damaged, gives the packets before that; <see cref="Failure"/> then says
/// where it broke off.
/// </remarks>
public abstract class CaptureReader
{
    /// <summary>The most bytes that a packet may have: what tcpdump and Wireshark take.</summary>
    public const int MaxPacket = 262_144;

    /// <summary>How many bytes tell a capture from other files.</summary>
    public const int MagicLength = 4;

    private protected CaptureReader(ByteWindow window, bool isBigEndian) =>
        (Window, IsBigEndian) = (window, isBigEndian);

    /// <summary>Packets read so far.</summary>
    public long Packets { get; private protected set; }

    /// <summary>Why it could not be read to its end, in words for its user; null when it could.</summary>
    public string? Failure { get; private protected set; }

    /// <summary>It only ends too early, as where its writer was stopped: all packets before that are there.</summary>
    public bool IsCutOff { get; private set; }

    private protected ByteWindow Window { get; }

    private protected bool IsBigEndian { get; set; }

    /// <param name="failure">Why it is no capture that can be read, in words for its user.</param>
    /// <returns>Null when there is a <paramref name="failure"/>.</returns>
    public static CaptureReader? Open(ByteWindow window, out string? failure)
    {
        Fill(window, PcapReader.FileHeader);
        failure = window.IsCutOff && IsCapture(window.Bytes) ? null : window.Failure;
        if (failure is not null) return null;

        var magic = window.Bytes.Length >= MagicLength ? BinaryPrimitives.ReadUInt32BigEndian(window.Bytes) : 0;
        if (magic == PcapngReader.SectionHeader) return new PcapngReader(window);
        if (PcapReader.TryOpen(window, magic, out var pcap, out failure)) return pcap;

        failure ??= window.Bytes.IsEmpty ? "empty; expected a capture, pcap or pcapng"
            : "not a capture; expected pcap or pcapng";
        return null;
    }

    /// <summary>Whether a file that begins so is a capture.</summary>
    public static bool IsCapture(ReadOnlySpan<byte> head) =>
        head.Length >= MagicLength && BinaryPrimitives.ReadUInt32BigEndian(head) is var magic
        && (magic == PcapngReader.SectionHeader || PcapReader.IsMagic(magic));

    /// <summary>Reads the next packet; false at the end, or where the capture breaks off.</summary>
    public abstract bool TryRead(out CapturedPacket packet);

    /// <summary>Makes so many bytes available; false when the capture ends before.</summary>
    private protected static bool Fill(ByteWindow window, int count)
    {
        while (window.Bytes.Length < count)
        {
            if (!window.TryGrow()) return false;
        }

        return true;
    }

    /// <summary>As <see cref="Fill(ByteWindow, int)"/>, and notes a capture that ends within something.</summary>
    private protected bool Has(int count)
    {
        if (Fill(Window, count)) return true;

        if (Window.Failure is { } unreadable && !Window.IsCutOff) Failure = unreadable;
        else if (!Window.Bytes.IsEmpty) CutOff($"within packet {Packets + 1}");
        else if (Window.IsCutOff) CutOff($"behind packet {Packets}");
        return false;
    }

    private protected void CutOff(string where)
    {
        Failure = $"cut off {where}";
        IsCutOff = true;
    }

    private protected bool Fail(string why)
    {
        Failure = $"{why}, behind packet {Packets}";
        return false;
    }

    private protected uint UInt32(int offset) => IsBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(Window.Bytes[offset..])
        : BinaryPrimitives.ReadUInt32LittleEndian(Window.Bytes[offset..]);

    private protected ushort UInt16(int offset) => IsBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(Window.Bytes[offset..])
        : BinaryPrimitives.ReadUInt16LittleEndian(Window.Bytes[offset..]);
}
