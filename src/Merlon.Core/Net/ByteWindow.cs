namespace Merlon.Net;

/// <summary>
/// The part of a stream that is in memory: it slides forward, and grows only up to <see cref="MaxRecord"/>, so that
/// an endless line cannot take the machine's memory.
/// </summary>
public sealed class ByteWindow(Stream input)
{
    /// <summary>The longest line or JSON value that is read, in bytes.</summary>
    public const int MaxRecord = 1 << 20;

    byte[] _buffer = new byte[1 << 18];
    int _start;
    int _end;

    /// <summary>Why the stream could not be read to its end, in words for its user; null when it could.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether that is because the stream only ends too early.</summary>
    public bool IsCutOff { get; private set; }

    public bool IsAtEnd { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>Reads on, keeping what is here; false at the stream's end, or when the window is full.</summary>
    public bool TryGrow()
    {
        if (IsAtEnd || Bytes.Length > MaxRecord) return false;
        if (_end == _buffer.Length) MakeRoom();

        try
        {
            var read = input.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            IsAtEnd = read == 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            IsAtEnd = true;
            IsCutOff = e is EndOfStreamException;
            Failure = e is InvalidDataException ? "the gzip data is damaged or cut off" : e.Message;
        }

        return !IsAtEnd;
    }

    void MakeRoom()
    {
        var kept = _end - _start;
        var target = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, kept);
        (_buffer, _start, _end) = (target, 0, kept);
    }
}
