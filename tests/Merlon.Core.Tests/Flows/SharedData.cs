using System.IO.Compression;

namespace Merlon.Flows;

/// <summary>
/// Real logs, which may not be copied into the project. They lie beside it on some machines; where they do not,
/// the tests that need them are skipped and say so.
/// </summary>
static class SharedData
{
    /// <summary>A file, unzipped; the test is skipped when there is none.</summary>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(Given.Shared("data/" + path));
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>The whole lines of a file's beginning.</summary>
    public static byte[] Beginning(string path, int most)
    {
        using var file = Open(path);
        var bytes = new byte[most];
        var read = file.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
        return bytes[..(bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1)];
    }

    public static Reading Read(string path, string format = FlowFormats.Auto)
    {
        using var file = Open(path);
        return Reading.Of(file, format);
    }
}
