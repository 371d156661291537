using System.Text.RegularExpressions;

namespace Merlon.House;

/// <summary>
/// Core is pure. The build refuses what stands in BannedSymbols.txt; this test refuses it too, by its text, and so
/// also notices when the list or the analyzer is lost.
/// </summary>
public partial class BannedApiTests
{
    [Fact]
    public void Core_has_no_clock_console_process_network_or_unseeded_chance() =>
        Assert.Empty(Uses(SourceTree.FilesUnder("src/Merlon.Core")));

    [Fact]
    public void A_banned_call_is_noticed() =>
        Assert.Equal(
            [
                "Bad.cs: DateTime.UtcNow", "Bad.cs: Console.WriteLine", "Bad.cs: Process.Start",
                "Bad.cs: new HttpClient", "Bad.cs: Random.Shared",
                "Bad.cs: new Random()", "Bad.cs: Thread.Sleep", "Bad.cs: Stopwatch.StartNew",
            ],
            Uses([("Bad.cs", """
                DateTime.UtcNow; Console.WriteLine(); Process.Start("x"); new HttpClient(); Random.Shared; new Random();
                Thread.Sleep(1); Stopwatch.StartNew();
                """)]));

    [Fact]
    public void The_build_refuses_them_too()
    {
        var banned = File.ReadAllText(Path.Combine(SourceTree.Root, "BannedSymbols.txt"));
        Assert.All(
            ["DateTime.UtcNow", "Random.Shared", "Thread.Sleep", "System.Console", "Process", "HttpClient"],
            symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));

        var build = File.ReadAllText(Path.Combine(SourceTree.Root, "Directory.Build.props"));
        Assert.Contains("BannedApiAnalyzers", build, StringComparison.Ordinal);
    }

    static IEnumerable<string> Uses(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        from Match use in Banned().Matches(file.Text)
        select $"{file.Path}: {use.Value}";

    [GeneratedRegex(
        @"\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bConsole\.\w+|\bProcess\.Start\b|\bnew HttpClient\b|\bRandom\.Shared\b"
        + @"|\bnew Random\(\)|\bThread\.Sleep\b|\bStopwatch\.\w+")]
    private static partial Regex Banned();
}
