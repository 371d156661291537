using System.Formats.Tar;
using System.IO.Compression;

namespace Merlon;

/// <summary>
/// Real captures, which lie beside the project on some machines; tests that need them are skipped elsewhere.
/// </summary>
static class Captures
{
    const int OfTheMany = 40;

    public static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is "1";

    public static string Folder
    {
        get
        {
            var folder = Path.Combine(Run.Root, "../shared/data/pcap");
            Assert.SkipUnless(Directory.Exists(folder), "needs ../shared/data/pcap");
            return folder;
        }
    }

    /// <summary>What is held against another program: all there are, or small ones and some of the many.</summary>
    public static List<string> ToCompare(TemporaryFolder into)
    {
        List<string> files = [.. Directory.GetFiles(Folder, "*.pcap*", SearchOption.AllDirectories)];
        files.RemoveAll(file => file.EndsWith(".tar.gz", StringComparison.Ordinal));
        files.Add(Path.Combine(Run.Root, "samples/office.pcap.gz"));
        if (!IsFull) files.RemoveAll(file => new FileInfo(file).Length > 1 << 20);

        var traces = Shared(into);
        if (!IsFull) new Random(1).Shuffle(traces);
        return [.. files, .. IsFull ? traces : traces.Take(OfTheMany)];
    }

    /// <summary>Many small ones, some broken on purpose, in order of their names.</summary>
    public static string[] Shared(TemporaryFolder into)
    {
        using var archive = new GZipStream(
            File.OpenRead(Path.Combine(Folder, "zeek-traces.tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(archive, into.Root, overwriteFiles: false);
        return [.. Directory.GetFiles(into.Root, "*", SearchOption.AllDirectories).Where(IsCapture).Order()];
    }

    static bool IsCapture(string path) => Path.GetFileName(path) is var name
        && (name.Contains(".pcap", StringComparison.Ordinal) || name.EndsWith(".cap", StringComparison.Ordinal))
        && !name.EndsWith(".py", StringComparison.Ordinal);
}
