using System.Diagnostics;
using System.Text.Json;

namespace Merlon.Live;

/// <summary>A line, and when it had come.</summary>
sealed record ArrivedLine(DateTime At, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}

/// <summary>A program under way in a namespace, whose lines are read as they come.</summary>
sealed class LiveRun : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly List<ArrivedLine> _output = [], _errors = [];
    readonly Thread[] _readers;

    public LiveRun(OwnNetwork network, params string[] command)
    {
        _process = network.Start(command);
        _readers = [Reading(_process.StandardOutput, _output), Reading(_process.StandardError, _errors)];
    }

    /// <summary><c>merlon detect run MODEL --interface NAME</c>, once it listens.</summary>
    public static LiveRun Detect(OwnNetwork network, string model, string name, params string[] further)
    {
        var run = new LiveRun(
            network, ["dotnet", Run.Built, "detect", "run", model, "--interface", name, .. further]);
        run.AwaitError("listening");
        return run;
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>The first line that has been written with all these words, or will be.</summary>
    public ArrivedLine Await(params string[] words) => Await(_output, words);

    public ArrivedLine AwaitError(params string[] words) => Await(_errors, words);

    /// <param name="signal">As kill names it.</param>
    public void Send(string signal) =>
        Assert.Equal(0, Run.Program("kill", [$"-{signal}", $"{_process.Id}"]).Status);

    /// <summary>How it ended, by itself or by a signal.</summary>
    public Ended End(string? signal = null)
    {
        if (signal is not null) Send(signal);
        Assert.True(_process.WaitForExit(Longest), $"it did not end: {Errors}");
        foreach (var reader in _readers) reader.Join();
        return new(_process.ExitCode, Output, Errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    static ArrivedLine Await(List<ArrivedLine> lines, string[] words)
    {
        ArrivedLine? Find()
        {
            lock (lines) return lines.Find(line => words.All(word => line.Text.Contains(word)));
        }

        Assert.True(SpinWait.SpinUntil(() => Find() is not null, Longest),
            $"no '{string.Join(' ', words)}' among: {Text(lines)}");
        return Find()!;
    }

    static string Text(List<ArrivedLine> lines)
    {
        lock (lines) return string.Concat(lines.Select(line => line.Text + '\n'));
    }

    static Thread Reading(StreamReader from, List<ArrivedLine> to)
    {
        var thread = new Thread(() =>
        {
            while (from.ReadLine() is { } line)
            {
                lock (to) to.Add(new(DateTime.UtcNow, line));
            }
        });
        thread.Start();
        return thread;
    }
}
