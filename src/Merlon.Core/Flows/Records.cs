using Merlon.Net;

namespace Merlon.Flows;

/// <summary>Cuts a byte stream into records: lines, or the values of a JSON array.</summary>
public abstract class Records(ByteWindow window)
{
    /// <summary>The line on which the record stands, from 1.</summary>
    public long Line { get; protected set; }

    /// <summary>Where on that line it begins, in bytes from 1.</summary>
    public long Column { get; protected set; } = 1;

    /// <summary>The record just read is only the beginning of one longer than <see cref="ByteWindow.MaxRecord"/>;
    /// the rest was skipped.</summary>
    public bool IsOverlong { get; protected set; }

    public string? Failure => Window.Failure;

    protected ByteWindow Window => window;

    /// <returns>False at the end of the stream, and when it broke (see <see cref="Failure"/>).</returns>
    public abstract bool TryRead(out ReadOnlySpan<byte> record);
}

/// <summary>Lines without their ends (LF or CRLF); blank ones too, so that line numbers are true.</summary>
public sealed class Lines(ByteWindow window) : Records(window)
{
    public override bool TryRead(out ReadOnlySpan<byte> record)
    {
        IsOverlong = false;
        var searched = 0;
        int end;
        while ((end = Window.Bytes[searched..].IndexOf((byte)'\n')) < 0)
        {
            searched = Window.Bytes.Length;
            if (!Window.TryGrow()) return TryReadLast(out record);
        }

        end += searched;
        IsOverlong = end > ByteWindow.MaxRecord;
        record = WithoutCarriageReturn(Window.Bytes[..end]);
        Window.Advance(end + 1);
        Line++;
        return true;
    }

    bool TryReadLast(out ReadOnlySpan<byte> record)
    {
        record = Window.Bytes;
        if (Window.Failure is not null || record.IsEmpty) return false;

        Line++;
        if (!Window.IsAtEnd)
        {
            SkipRestOfLine(out record);
            return true;
        }

        record = WithoutCarriageReturn(record);
        Window.Advance(Window.Bytes.Length);
        return true;
    }

    void SkipRestOfLine(out ReadOnlySpan<byte> beginning)
    {
        IsOverlong = true;
        beginning = Window.Bytes[..64].ToArray();
        do
        {
            var end = Window.Bytes.IndexOf((byte)'\n');
            Window.Advance(end < 0 ? Window.Bytes.Length : end + 1);
            if (end >= 0) return;
        }
        while (Window.TryGrow());
    }

    static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        line is [.., (byte)'\r'] ? line[..^1] : line;
}
