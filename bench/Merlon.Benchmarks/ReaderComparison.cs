using System.Globalization;

namespace Merlon.Benchmarks;

/// <summary>The reader's ratios to the bare minimum, taken in turns in one run.</summary>
static class ReaderComparison
{
    public static int Run()
    {
        var bench = new ReaderBenchmarks();
        Console.WriteLine("| log | bare minimum | ms | reader ms | ratio |\n| --- | --- | --: | --: | --: |");
        Row("Zeek TSV", "a vectorised count of newlines and tabs",
            () => bench.ZeekCountOfNewlinesAndTabs(), () => bench.ZeekReader());
        Row("EVE", "Utf8JsonReader alone, line by line",
            () => bench.EveUtf8JsonReaderAlone(), () => bench.EveReader());
        return 0;
    }

    static void Row(string log, string what, Action bare, Action reader)
    {
        var (least, ours) = (Best.Of(31, bare), Best.Of(31, reader));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {log} | {what} | {least.Median:0.00} | {ours.Median:0.00} | {ours.Median / least.Median:0.0} |"));
    }
}
