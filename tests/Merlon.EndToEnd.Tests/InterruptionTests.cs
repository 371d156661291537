using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

namespace Merlon;

/// <summary>Whatever reads packets or logs, asked to end before these do.</summary>
public sealed class InterruptionTests(CalibratedModel model) : IClassFixture<CalibratedModel>
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    static readonly string Truth = Path.Combine(Run.Root, "samples/detection/truth.json");

    [Theory]
    [InlineData("INT", "detect run {model} - --threshold 0.1")]
    [InlineData("TERM", "detect run {model} - --threshold 0.1 --emit csv")]
    [InlineData("TERM", "detect calibrate {model} - --json")]
    [InlineData("INT", "detect evaluate - --truth {truth} --model {model} --json")]
    [InlineData("INT", "flows - --print")]
    [InlineData("TERM", "flows - --emit csv")]
    [InlineData("TERM", "flows - --json")]
    [InlineData("INT", "evaluate - --truth {truth} --json")]
    [InlineData("TERM", "respond -")]
    public void What_came_before_is_written_whole_and_one_line_says_so(string signal, string typed)
    {
        var kept = File.ReadAllBytes(model.Path);
        var ended = Interrupted(signal, [.. typed.Split(' ').Select(
            word => word.Replace("{model}", model.Path).Replace("{truth}", Truth))]);
        Assert.Equal(130, ended.Status);
        Assert.Single(
            ended.Errors.Split('\n'), line => line.StartsWith("note: interrupted; ", StringComparison.Ordinal));
        Assert.Equal(kept, File.ReadAllBytes(model.Path));

        if (typed.Contains("detect run", StringComparison.Ordinal)) Assert.NotEmpty(ended.Output);
        if (typed.Contains("json", StringComparison.Ordinal) || typed is "respond -") Assert.Empty(ended.Output);
        if (ended.Output is "") return;

        Assert.EndsWith("\n", ended.Output, StringComparison.Ordinal);
        var lines = ended.Output.TrimEnd().Split('\n');
        if (typed.Contains("csv", StringComparison.Ordinal))
            Assert.Single(lines.Select(line => line.Count(c => c == ',')).Distinct());
        else Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    // Once most of what there is was read; the rest is waited for.
    static Ended Interrupted(string signal, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Run.Built, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using (var capture = File.OpenRead(Path.Combine(Run.Root, "samples/detection/calibrate.pcap.gz")))
        using (var unzipped = new GZipStream(capture, CompressionMode.Decompress))
            unzipped.CopyTo(process.StandardInput.BaseStream);
        process.StandardInput.BaseStream.Flush();
        Assert.Equal(0, Run.Program("kill", [$"-{signal}", $"{process.Id}"]).Status);
        Assert.True(process.WaitForExit(Longest));
        return new(process.ExitCode, output.Result, errors.Result);
    }
}
