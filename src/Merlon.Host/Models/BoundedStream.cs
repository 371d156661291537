namespace Merlon.Host.Models;

/// <summary>What a server sends, up to a bound, so that no server can fill the memory.</summary>
sealed class BoundedStream(Stream source) : ReadOnlyStream
{
    public const int MostBytes = 8 << 20, MostOfLine = 1 << 20;

    long _bytes, _ofLine;

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        Count(buffer[..read]);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    void Count(ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        for (var feed = bytes.IndexOf((byte)'\n'); feed >= 0; feed = bytes.IndexOf((byte)'\n'))
        {
            Check(feed);
            _ofLine = 0;
            bytes = bytes[(feed + 1)..];
        }

        Check(bytes.Length);
    }

    void Check(int more)
    {
        _ofLine += more;
        if (_bytes > MostBytes) throw TooMuch($"more than {MostBytes >> 20} MB");
        if (_ofLine > MostOfLine) throw TooMuch($"a line of more than {MostOfLine >> 20} MB");
    }

    static ModelServerException TooMuch(string what) =>
        new($"sent {what}, which is no answer to a question; is it a model server?");
}
