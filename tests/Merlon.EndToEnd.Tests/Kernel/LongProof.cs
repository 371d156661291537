using System.Diagnostics;
using System.Globalization;
using Xunit.Runner.InProc.SystemConsole;

namespace Merlon.Kernel;

/// <summary>
/// The tests, or with <c>kernel-verdicts COUNT [--seed N] [--backend iptables|nftables|respond|all]</c> the long proof
/// of one of them, or with <c>llama FILE...</c> a process for <see cref="Models.LlamaProcess"/>.
/// </summary>
static class LongProof
{
    const int BarWidth = 30;

    static async Task<int> Main(string[] arguments) =>
        arguments is ["kernel-verdicts", var count, .. var options]
            ? Run(Number(count), (int)Number(Given(options, "--seed") ?? "1"), Given(options, "--backend") ?? "all")
            : arguments is ["llama", .. var files] ? Models.LlamaProcess.Run(files)
            : await ConsoleRunner.Run(arguments);

    static string? Given(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at ? options[at + 1] : null;

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    static int Run(long packets, int seed, string backend)
    {
        var watch = Stopwatch.StartNew();
        var comparison = new KernelComparison(seed, Backends.Named(backend));
        comparison.Run(packets, now => Draw(now, packets, watch.Elapsed));
        Console.Error.Write("\r\u001b[K");

        foreach (var (option, met) in comparison.Tally.Options) Console.WriteLine($"{met,12:N0} {option}");
        foreach (var difference in comparison.Told) Console.WriteLine(difference);
        Console.WriteLine(
            $"{comparison.RuleSets:N0} rule sets, {comparison.Packets:N0} packets, {comparison.Through:N0} came "
            + $"through, {comparison.Counters:N0} counters, {comparison.LeftOut:N0} rules left out, "
            + $"{comparison.Differences} differences, {watch.Elapsed.TotalSeconds:N0} s, seed {seed}, {backend}");
        return comparison.Differences == 0 ? 0 : 1;
    }

    static void Draw(KernelComparison now, long packets, TimeSpan elapsed)
    {
        if (Console.IsErrorRedirected) return;
        var share = (double)now.Packets / packets;
        var filled = (int)(share * BarWidth);
        Console.Error.Write(
            $"\r[{new string('#', filled)}{new string('.', BarWidth - filled)}] {share:P0}, "
            + $"{elapsed.TotalSeconds * (1 - share) / share:0} s left  {now.Packets:N0} packets, "
            + $"{now.Differences} differences \u001b[K");
    }
}
