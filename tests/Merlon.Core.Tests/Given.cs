using System.IO.Compression;
using Merlon.Flows;
using Merlon.House;
using Merlon.Net;

namespace Merlon;

/// <summary>What tests begin with.</summary>
static class Given
{
    public static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Real records beside the checkout, or a skipped test that says so.</summary>
    public static string Shared(string path)
    {
        var file = Path.Combine(SourceTree.Root, "../shared", path);
        Assert.SkipUnless(File.Exists(file), $"needs ../shared/{path}");
        return file;
    }

    /// <summary>As <see cref="Shared"/>, of a folder.</summary>
    public static string SharedFolder(string path)
    {
        var folder = Path.Combine(SourceTree.Root, "../shared", path);
        Assert.SkipUnless(Directory.Exists(folder), $"needs ../shared/{path}");
        return folder;
    }

    /// <summary>All flows of a file in order of time, which must be read to its end.</summary>
    public static IReadOnlyList<Flow> Flows(string file, string format = FlowFormats.Auto)
    {
        using var raw = File.OpenRead(file);
        var isZipped = file.EndsWith(".gz", StringComparison.Ordinal);
        using Stream input = isZipped ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var reader = FlowFormats.Open(input, file, format, default, strict: true, out var failure);
        Assert.Null(failure);

        var merger = new LogMerger([reader!], new ReorderBuffer(TimeSpan.MaxValue));
        var flows = new List<Flow>();
        while (merger.TryRead(out var observation)) flows.Add(observation.Flow);
        Assert.Null(merger.Failure);
        return flows;
    }

    /// <summary>
    /// A flow as <c>tcp 203.0.113.1:1000 > 192.0.2.1:80</c>, so many seconds after noon, one packet each way.
    /// </summary>
    public static Flow Flow(string key, double second = 0, Label label = Label.Benign, bool isAnswered = true) => new()
    {
        Key = Key(key),
        FirstSeen = Noon.AddSeconds(second),
        Forward = new(1, 60),
        Backward = isAnswered ? new(1, 60) : default,
        Label = label,
        Score = double.NaN,
    };

    public static FlowKey Key(string text)
    {
        var words = text.Split(' ');
        Assert.True(IpProtocolNames.TryParse(System.Text.Encoding.ASCII.GetBytes(words[0]), out var protocol), text);
        return new(protocol, Endpoint(words[1]), Endpoint(words[3]));
    }

    // 192.0.2.1:80, [2001:db8::1]:80, or the address alone
    static Endpoint Endpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = text.Contains("]:", StringComparison.Ordinal) || (colon > 0 && text.IndexOf(':') == colon);
        if (!hasPort) return new(Ip.Parse(text), null);
        return new(Ip.Parse(text[..colon].Trim('[', ']')), ushort.Parse(text[(colon + 1)..]));
    }
}
