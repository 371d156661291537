using System.Diagnostics;
using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary>Whoever does not want to wait for a model any longer has what was there without it.</summary>
public class InterruptedModelTests
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    static CancellationToken End => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INT", "the answer without a model", "propose", "samples/scenarios/scan-by-many.flows.csv.gz")]
    [InlineData("TERM", "stands without the model's words",
        "rca", "--log", "samples/incident/firewall.md", "--rules", "samples/incident/rules.md")]
    public async Task What_was_there_without_it_is_written(string signal, string told, params string[] arguments)
    {
        var isAsked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        using var server = new ScriptedServer(_ =>
        {
            isAsked.TrySetResult();
            return new() { Begin = never.Task };
        });
        var start = new ProcessStartInfo(
            "dotnet", [Run.Built, .. arguments, "--model", "ollama:x", "--model-url", server.Url])
        {
            WorkingDirectory = Run.Root,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(End), process.StandardError.ReadToEndAsync(End));
        await isAsked.Task.WaitAsync(Longest, End);
        Assert.Equal(0, Run.Program("kill", [$"-{signal}", $"{process.Id}"]).Status);
        Assert.True(process.WaitForExit(Longest));
        never.SetResult();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains(told, await errors);
        var alone = Run.Merlon([arguments[0] is "propose" ? "respond" : "rca", .. arguments[1..]]).Output;
        Assert.Equal(alone, await output);
    }
}
