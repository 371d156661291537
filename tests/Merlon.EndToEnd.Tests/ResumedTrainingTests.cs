using System.Diagnostics;

namespace Merlon;

/// <summary><c>merlon detect train</c>, interrupted.</summary>
public sealed class ResumedTrainingTests : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // Often, so that there is time to interrupt it.
    static readonly string[] Captures =
        [.. Enumerable.Repeat(Path.Combine(Run.Root, "samples/detection/train.pcap.gz"), 8)];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("flows")]
    [InlineData("packets")]
    public void Comes_to_the_same_model_to_the_last_byte(string detector)
    {
        var (whole, model) = (Path.Combine(_folder.Root, "whole.json"), Path.Combine(_folder.Root, "model.json"));
        string[] how = ["--detector", detector, "--epochs", "5", "--out"];
        Assert.Equal(0, Run.Merlon(["detect", "train", .. Captures, .. how, whole]).Status);

        var interrupted = Interrupted(["detect", "train", .. Captures, .. how, model], $"{model}.partial");
        Assert.Equal(130, interrupted.Status);
        Assert.Contains("interrupted; ", interrupted.Errors, StringComparison.Ordinal);
        Assert.Contains("the same command goes on from there", interrupted.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(model));

        string[] other = ["detect", "train", .. Captures, .. how, model, "--seed", "2"];
        AssertOther(Run.Merlon(other), $"an interrupted training of --detector {detector} --map-packets");
        string[] less = ["detect", "train", .. Captures[1..], .. how, model];
        if (detector is "flows") AssertOther(Run.Merlon(less), "of other captures than these");
        var later = Run.Merlon(["detect", "train", .. Captures, .. how, model]);
        if (detector is "flows") Assert.Contains("gone on with, after 477,584 packets and ", later.Errors);
        Assert.Equal(0, later.Status);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(model));
        Assert.False(File.Exists($"{model}.partial"));
    }

    [Fact]
    public void What_cannot_be_gone_on_with_is_begun_anew()
    {
        var model = Path.Combine(_folder.Root, "model.json");
        string[] train = ["detect", "train", Captures[0], "--epochs", "1", "--out", model];
        File.WriteAllText($"{model}.partial", "{}");
        var anew = Run.Merlon(train);
        Assert.Equal(0, anew.Status);
        Assert.Contains("not an unfinished training", anew.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists($"{model}.partial"));
    }

    static void AssertOther(Ended ended, string expected)
    {
        Assert.Equal(3, ended.Status);
        Assert.Contains($"model.json.partial: {expected}", ended.Errors, StringComparison.Ordinal);
    }

    // As soon as there is something to go on with.
    static Ended Interrupted(string[] arguments, string kept)
    {
        var start = new ProcessStartInfo("dotnet", [Run.Built, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists(kept) || process.HasExited, Longest));
        Assert.Equal(0, Run.Program("kill", ["-INT", $"{process.Id}"]).Status);
        Assert.True(process.WaitForExit(Longest));
        return new(process.ExitCode, process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
    }
}
