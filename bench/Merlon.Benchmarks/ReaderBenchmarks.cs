using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Merlon.Flows;

namespace Merlon.Benchmarks;

/// <summary>Reading flows, beside the least that any reader of the same bytes must do.</summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    readonly byte[] _zeek = Inputs.Zeek();
    readonly byte[] _eve = Inputs.Eve();

    [Benchmark]
    public int ZeekCountOfNewlinesAndTabs() => _zeek.AsSpan().Count((byte)'\n') + _zeek.AsSpan().Count((byte)'\t');

    [Benchmark]
    public long ZeekReader() => Read(_zeek, "zeek");

    [Benchmark]
    public long EveUtf8JsonReaderAlone() => Tokens(_eve);

    [Benchmark]
    public long EveReader() => Read(_eve, "eve");

    /// <summary>Tokenises a log line by line, and does nothing with it.</summary>
    public static long Tokens(byte[] log)
    {
        long tokens = 0;
        ReadOnlySpan<byte> rest = log;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            var reader = new Utf8JsonReader(line);
            while (reader.Read()) tokens++;
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return tokens;
    }

    static long Read(byte[] log, string format)
    {
        var reader = FlowFormats.Open(new MemoryStream(log), "log", format, default, strict: false, out _)!;
        while (reader.TryRead(out _)) { }
        return reader.Flows + reader.Alerts;
    }
}
