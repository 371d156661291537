using System.IO.Compression;
using System.Security.Cryptography;

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

    /// <summary>How many bytes it has as it is stored, and their SHA-256; the rest of them is read for it.</summary>
    /// <remarks>Once, of an input that was opened for it.</remarks>
    /// <exception cref="IOException">It cannot be read on.</exception>
    public (long Bytes, string Sha256) Digest() => _raw.Digest();

    /// <param name="failure">Why it cannot be read, in one line.</param>
    /// <param name="isDigested">Whether <see cref="Digest"/> will be asked for.</param>
    /// <param name="isEnded">Asked while nothing comes on standard input: whether that is its end.</param>
    /// <returns>Null when there is a <paramref name="failure"/>.</returns>
    public static InputFile? Open(
        string path, out string? failure, bool isDigested = false, Func<bool>? isEnded = null)
    {
        failure = path.Length == 0 ? "a file without a name; expected one" : null;
        if (failure is not null) return null;
        if (Directory.Exists(path))
        {
            failure = $"{path}: a directory; name the files in it";
            return null;
        }

        try
        {
            return path == StandardInput
                ? Unzipped("standard input", StandardInputStream(isEnded), length: null, isDigested)
                : Unzipped(path, OpenFile(path), LengthOf(path), isDigested);
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

    static Stream StandardInputStream(Func<bool>? isEnded) => Console.OpenStandardInput() is var input
        && isEnded is null ? input : new AwaitedInput(input, isEnded!);

    static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
        Share = FileShare.ReadWrite,   // a log may still be written to
    });

    static long? LengthOf(string path) => new FileInfo(path) is { Exists: true, Length: > 0 } file ? file.Length : null;

    static InputFile Unzipped(string name, Stream stream, long? length, bool isDigested)
    {
        var raw = new Counting(stream, isDigested);
        var isGzip = raw.Peek(2) is [0x1F, 0x8B];
        return new(name, raw, isGzip ? new Unzipping(raw) : raw, length);
    }

    /// <summary>Unzips, and tells what is cut off from what is damaged.</summary>
    sealed class Unzipping(Counting raw) : ReadOnlyStream
    {
        readonly GZipStream _zipped = new(raw, CompressionMode.Decompress);

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return _zipped.Read(buffer);
            }
            catch (InvalidDataException e) when (raw.IsAtEnd)
            {
                throw new EndOfStreamException("the gzip data is cut off", e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _zipped.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Passes a stream on, counts its bytes, and lets its beginning be looked at first.</summary>
    sealed class Counting(Stream inner, bool isDigested) : ReadOnlyStream
    {
        readonly IncrementalHash? _hash = isDigested ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        byte[] _peeked = [];

        public long Count { get; private set; }

        /// <summary>Whether there was nothing left to read.</summary>
        public bool IsAtEnd { get; private set; }

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
            IsAtEnd = read == 0;
            _hash?.AppendData(buffer[..read]);
            return read;
        }

        public (long Bytes, string Sha256) Digest()
        {
            var rest = new byte[1 << 16];
            while (Read(rest) > 0) { }
            return (Count, Convert.ToHexStringLower(_hash!.GetHashAndReset()));
        }

        int TakePeeked(Span<byte> buffer)
        {
            var taken = Math.Min(buffer.Length, _peeked.Length);
            _peeked.AsSpan(0, taken).CopyTo(buffer);
            _peeked = _peeked[taken..];
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                _hash?.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
