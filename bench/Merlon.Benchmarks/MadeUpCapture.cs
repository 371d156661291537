using System.Buffers;
using System.Buffers.Binary;

namespace Merlon.Benchmarks;

/// <summary>Captures made in memory: Ethernet, IPv4 and TCP, without payload, of any length on the wire.</summary>
sealed class MadeUpCapture
{
    const int FileHeader = 24, RecordHeader = 16, Frame = 54;

    readonly ArrayBufferWriter<byte> _file = new();
    readonly byte[] _record = new byte[RecordHeader + Frame];

    public MadeUpCapture()
    {
        var header = new byte[FileHeader];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2_C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 262_144);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), 1);
        _file.Write(header);

        var frame = _record.AsSpan(RecordHeader);
        frame[12] = 0x08;
        frame[14] = 0x45;
        frame[22] = 64;
        frame[23] = 6;
        frame[46] = 0x50;
        BinaryPrimitives.WriteUInt16BigEndian(frame[16..], Frame - 14);
    }

    public int Packets { get; private set; }

    /// <summary>Packets a second.</summary>
    public double Rate { get; init; } = 100_000;

    public void Add(uint source, int sourcePort, uint destination, int destinationPort, int length = 60)
    {
        var microseconds = (ulong)(Packets++ / Rate * 1e6);
        WriteHeader(_record, 1_700_000_000_000_000 + microseconds, Frame, length);
        var frame = _record.AsSpan(RecordHeader);
        BinaryPrimitives.WriteUInt32BigEndian(frame[2..], destination);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], source);
        BinaryPrimitives.WriteUInt32BigEndian(frame[26..], source);
        BinaryPrimitives.WriteUInt32BigEndian(frame[30..], destination);
        BinaryPrimitives.WriteUInt16BigEndian(frame[34..], (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(frame[36..], (ushort)destinationPort);
        _file.Write(_record);
    }

    public byte[] ToArray() => _file.WrittenSpan.ToArray();

    /// <summary>A capture (pcap, microseconds, little end first) several times, one after the other in time.</summary>
    public static byte[] Repeat(byte[] capture, int times)
    {
        using var file = new MemoryStream();
        file.Write(capture, 0, FileHeader);
        var (begin, end) = (TimeOf(capture, FileHeader), 0UL);
        for (var i = 0; i < times; i++)
        {
            var shift = i == 0 ? 0 : (ulong)i * (end - begin + 1_000);
            for (var at = FileHeader; at < capture.Length;)
            {
                var kept = (int)BinaryPrimitives.ReadUInt32LittleEndian(capture.AsSpan(at + 8));
                var record = capture.AsSpan(at, RecordHeader + kept).ToArray();
                end = Math.Max(end, TimeOf(capture, at));
                WriteHeader(record, TimeOf(capture, at) + shift, kept,
                    (int)BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(12)));
                file.Write(record);
                at += record.Length;
            }
        }

        return file.ToArray();
    }

    static ulong TimeOf(byte[] capture, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(capture.AsSpan(at)) * 1_000_000UL
        + BinaryPrimitives.ReadUInt32LittleEndian(capture.AsSpan(at + 4));

    static void WriteHeader(Span<byte> record, ulong microseconds, int kept, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)kept);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)length);
    }
}
