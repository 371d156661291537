using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Merlon.Flows;
using Merlon.Flows.Formats;
using Merlon.Net;

namespace Merlon.Benchmarks;

/// <summary>
/// What is measured on: the sample that the project ships, and real records where they lie beside it.
/// </summary>
static class Inputs
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    public static string? Shared(string path)
    {
        var file = Path.Combine(Root, "../shared", path);
        return File.Exists(file) ? file : null;
    }

    public static byte[] Bytes(string file)
    {
        using var raw = File.OpenRead(file);
        var isZipped = file.EndsWith(".gz", StringComparison.Ordinal);
        using Stream input = isZipped ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static List<Flow> Flows(byte[] log, string format = FlowFormats.Auto)
    {
        var reader = FlowFormats.Open(new MemoryStream(log), "log", format, default, strict: true, out var failure)
            ?? throw new InvalidDataException(failure);
        var merger = new LogMerger([reader], new ReorderBuffer(TimeSpan.MaxValue));
        var flows = new List<Flow>();
        while (merger.TryRead(out var observation)) flows.Add(observation.Flow);
        return flows;
    }

    public static List<Flow> SampleFlows() => Flows(Bytes(Path.Combine(Root, "samples/office.flows.csv")));

    /// <summary>Zeek's conn.log: real records, or the sample over and over.</summary>
    public static byte[] Zeek() =>
        Shared("data/flows/aip/2022-03-01_02.conn.log.gz") is { } real
            ? Bytes(real)
            : Repeated(40, ZeekHeader, ZeekLine);

    /// <summary>EVE: real records, or the sample over and over.</summary>
    public static byte[] Eve() =>
        Shared("data/alerts/test6.eve.json.gz") is { } real ? Bytes(real) : Repeated(10, "", EveLine);

    const string ZeekHeader =
        "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\t"
        + "duration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
        + "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\n";

    static byte[] Repeated(int times, string header, Func<Flow, string> line)
    {
        var once = string.Concat(SampleFlows().Select(line));
        return Encoding.UTF8.GetBytes(header + string.Concat(Enumerable.Repeat(once, times)));
    }

    static string ZeekLine(Flow flow) => string.Create(CultureInfo.InvariantCulture,
        $"{(flow.FirstSeen - DateTime.UnixEpoch).TotalSeconds:0.000000}\tCXWfTK3LRdiuQxBbM6\t{flow.Key.SourceIp}\t"
        + $"{flow.Key.SourcePort ?? 0}\t{flow.Key.DestinationIp}\t{flow.Key.DestinationPort ?? 0}\t"
        + $"{flow.Key.Protocol.Name}\t-\t"
        + $"{flow.Duration.TotalSeconds:0.000000}\t{flow.Forward.Bytes}\t{flow.Backward.Bytes}\tSF\tF\tT\t0\tShADadfF\t"
        + $"{flow.Forward.Packets}\t{flow.Forward.Bytes}\t{flow.Backward.Packets}\t{flow.Backward.Bytes}\t(empty)\n");

    static string EveLine(Flow flow)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line)) EveWriter.Write(json, Observation.Of(flow));
        return Encoding.UTF8.GetString(line.ToArray()) + "\n";
    }

    static string Here([CallerFilePath] string path = "") => path;
}
