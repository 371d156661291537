using System.IO.Compression;

namespace Merlon.Host;

/// <summary>
/// A log to read: a file or standard input, unzipped on the way if it begins as gzip does (RFC 1952).
/// </summary>
public sealed class InputFile : IDisposable
{
    public const string StandardInput = "-";

    readonly Counting _raw;

    InputFile(string name, Counting raw, Stream content, long? length)
    {
        (Name, _raw, Content, Length) = (name, raw, content, length);
    }

    /// <summary>The name that messages use.</summary>
    public string Name { get; }

    /// <summary>The text, unzipped.</summary>
    public Stream Content { get; }

    /// <summary>Bytes on disk; null when that is not known, as with standard input.</summary>
    public long? Length { get; }

    /// <summary>Bytes of it that were read.</summary>
    public long Position => _raw.Count;

    /// <param name="failure">Why it cannot be read, in one line.</param>
    /// <returns>Null when there is a <paramref name="failure"/>.</returns>
    public static InputFile? Open(string path, out string? failure)
    {
        failure = null;
        if (Directory.Exists(path))
        {
            failure = $"{path}: a directory; name the files in it";
            return null;
        }

        try
        {
            return path == StandardInput
                ? Unzipped("standard input", Console.OpenStandardInput(), length: null)
                : Unzipped(path, OpenFile(path), LengthOf(path));
        }
        catch (FileNotFoundException)
        {
            failure = $"{path}: no such file";
        }
        catch (DirectoryNotFoundException)
        {
            failure = $"{path}: no such file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            failure = $"{path}: {e.Message}";
        }

        return null;
    }

    public void Dispose() => Content.Dispose();

    static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
        Share = FileShare.ReadWrite,   // a log may still be written to
    });

    static long? LengthOf(string path) => new FileInfo(path) is { Exists: true, Length: > 0 } file ? file.Length : null;

    static InputFile Unzipped(string name, Stream stream, long? length)
    {
        var raw = new Counting(stream);
        var isGzip = raw.Peek(2) is [0x1F, 0x8B];
        return new(name, raw, isGzip ? new GZipStream(raw, CompressionMode.Decompress) : raw, length);
    }

    /// <summary>Passes a stream on, counts its bytes, and lets its beginning be looked at first.</summary>
    sealed class Counting(Stream inner) : Stream
    {
        byte[] _peeked = [];

        public long Count { get; private set; }

        public byte[] Peek(int count)
        {
            var head = new byte[count];
            var read = inner.ReadAtLeast(head, count, throwOnEndOfStream: false);
            return _peeked = head[..read];
        }

        public override int Read(Span<byte> buffer)
        {
            var read = _peeked.Length > 0 ? TakePeeked(buffer) : inner.Read(buffer);
            Count += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        int TakePeeked(Span<byte> buffer)
        {
            var taken = Math.Min(buffer.Length, _peeked.Length);
            _peeked.AsSpan(0, taken).CopyTo(buffer);
            _peeked = _peeked[taken..];
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => Count; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
