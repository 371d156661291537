using System.Globalization;
using Merlon.Flows;

namespace Merlon.Benchmarks;

/// <summary>
/// The readers beside the least that any reader of the same bytes must do, in turns in one run: from memory, and from
/// a file in the page cache. For Zeek also the steps on the way: lines found, cells found.
/// </summary>
static class ReaderComparison
{
    public static int Run()
    {
        var (zeek, eve) = (Inputs.Zeek(), Inputs.Eve());
        Console.WriteLine("| log, MB | from | bare minimum | ms | ours | ms | ratio |");
        Console.WriteLine("| --- | --- | --- | --: | --- | --: | --: |");
        var count = "count of newlines and tabs";
        FromMemory("Zeek TSV", zeek, count, Count, "lines found", log => Read(log, new LinesAlone()));
        FromMemory("Zeek TSV", zeek, count, Count, "cells found", log => Read(log, new CellsAlone()));
        FromMemory("Zeek TSV", zeek, count, Count, "flows", log => Read(log, "zeek"));
        FromFile("Zeek TSV", zeek, count, Count, "flows", log => Read(log, "zeek"));
        FromMemory("EVE", eve, "Utf8JsonReader alone", ReaderBenchmarks.Tokens, "flows", log => Read(log, "eve"));
        return 0;
    }

    static void FromMemory(
        string name, byte[] log, string what, Func<byte[], long> bare, string ours, Func<Stream, long> read)
    {
        var least = Best.Of(31, () => bare(log));
        Row(name, log, "memory", what, least, ours, Best.Of(31, () => read(new MemoryStream(log))));
    }

    static void FromFile(
        string name, byte[] log, string what, Func<byte[], long> bare, string ours, Func<Stream, long> read)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, log);
        var buffer = new byte[1 << 18];
        var least = Best.Of(31, () =>
        {
            using var file = Open(path);
            while (file.Read(buffer) > 0) bare(buffer);
        });
        Row(name, log, "a file", what, least, ours, Best.Of(31, () =>
        {
            using var file = Open(path);
            read(file);
        }));
        File.Delete(path);
    }

    static FileStream Open(string path) => new(path, new FileStreamOptions { BufferSize = 0 });

    static void Row(string name, byte[] log, string from, string what, Best least, string ours, Best reader)
    {
        var size = $"{name}, {log.Length / 1e6:0.0}";
        var ratio = reader.Median / least.Median;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {size} | {from} | {what} | {least.Median:0.00} | {ours} | {reader.Median:0.00} | {ratio:0.0} |"));
    }

    static long Count(byte[] log) => log.AsSpan().Count((byte)'\n') + log.AsSpan().Count((byte)'\t');

    static long Read(Stream log, string format) =>
        ReadAll(FlowFormats.Open(log, "log", format, default, strict: false, out _)!);

    static long Read(Stream log, IFlowFormat format) => ReadAll(new LogFlowReader("log", new Lines(new(log)), format));

    static long ReadAll(FlowReader reader)
    {
        while (reader.TryRead(out _)) { }
        return reader.Records;
    }

    class LinesAlone : IFlowFormat
    {
        public string Name => "lines";
        public IReadOnlyCollection<string> Notes => [];

        public virtual Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
        {
            fault = default;
            return Parsed.Nothing;
        }
    }

    sealed class CellsAlone : LinesAlone
    {
        readonly Flows.Formats.Row _row = new();

        public override Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
        {
            _row.TrySplit(record, (byte)'\t');
            return base.Read(record, ref observation, out fault);
        }
    }
}
