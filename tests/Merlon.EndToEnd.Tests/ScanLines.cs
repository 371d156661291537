using System.Globalization;
using System.IO.Compression;

namespace Merlon;

/// <summary>The scan by many of the samples, as lines of CSV with other times.</summary>
static class ScanLines
{
    public const string Log = "samples/scenarios/scan-by-many.flows.csv.gz";

    public static IEnumerable<string> Later(int days)
    {
        using var zipped = new GZipStream(File.OpenRead(Path.Combine(Run.Root, Log)), CompressionMode.Decompress);
        using var text = new StreamReader(zipped);
        yield return text.ReadLine()!;
        while (text.ReadLine() is { } line)
        {
            var comma = line.IndexOf(',');
            var time = decimal.Parse(line[..comma], CultureInfo.InvariantCulture) + days * 86_400;
            yield return FormattableString.Invariant($"{time}") + line[comma..];
        }
    }
}
