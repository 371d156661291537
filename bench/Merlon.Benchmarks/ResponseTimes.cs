using System.Diagnostics;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Benchmarks;

/// <summary>
/// How long merlon takes from an alert to its rules with full windows, for a million alerts in one go, and what it
/// remembers.
/// </summary>
static class ResponseTimes
{
    const int Benign = 1_000_000, Before = 10_000, Measured = 20_000, Batch = 1_000_000;

    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    static readonly (string Name, Func<int, Random, Flow> Next)[] Attacks =
    [
        ("a scanner", (i, random) => Attack(Outside(7), Inside(i), (ushort)random.Next(65_536), i, isServed: false)),
        ("ever other scanners", (i, random) =>
            Attack(Outside((uint)i), Inside(i), (ushort)random.Next(65_536), i, isServed: false)),
        ("a flood of a service from spoofed sources", (i, _) => Attack(Outside((uint)i), Inside(1), 443, i, false)),
        ("brute force by 200 sources, between honest visits", (i, random) =>
            Attack(Outside((uint)random.Next(200)), Inside(2), 22, i, isServed: true)),
        ("false alerts on honest clients", (i, random) =>
            Attack(Client(random.Next(50_000)), Inside(random.Next(20)), 443, i, isServed: true)),
    ];

    public static int Run()
    {
        Console.WriteLine($"{Benign:N0} benign flows in the window, {Before:N0} alerts before; milliseconds from an "
            + $"alert to its rules, over {Measured:N0} alerts.\n");
        Console.WriteLine("| alerts | median | p99 | most | rules made | bytes per benign flow | MB in all |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: |");
        foreach (var (name, next) in Attacks) One(name, next);
        Console.WriteLine();
        return RunBatches();
    }

    public static int RunBatches()
    {
        Console.WriteLine($"{Batch:N0} alerts in one go, after 100,000 benign flows.\n");
        Console.WriteLine("| alerts | s | rules made | MB in all | senders forgotten |");
        Console.WriteLine("| --- | --: | --: | --: | --: |");
        foreach (var (name, next) in Attacks) InOneGo(name, next);
        return 0;
    }

    static void One(string name, Func<int, Random, Flow> next)
    {
        var (responder, random) = (Responder(out _), new Random(1));
        var before = Memory();
        for (var i = 0; i < Benign; i++) responder.SeeBenign(Visit(i, random, Benign));
        var perFlow = (Memory() - before) / (double)Benign;

        for (var i = 0; i < Before; i++) See(responder, next(i, random));
        var times = new double[Measured];
        for (var i = 0; i < Measured; i++)
        {
            var flow = next(Before + i, random);
            var started = Stopwatch.GetTimestamp();
            See(responder, flow);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        var all = (Memory() - before) >> 20;
        Console.WriteLine($"| {name} | {times[Measured / 2]:0.000} | {times[Measured * 99 / 100]:0.000} | "
            + $"{times[^1]:0.0} | {responder.Made.Count:N0} | {perFlow:0} | {all:N0} |");
        GC.KeepAlive(responder);
    }

    static void InOneGo(string name, Func<int, Random, Flow> next)
    {
        var (responder, random) = (Responder(out var strategy), new Random(1));
        for (var i = 0; i < 100_000; i++) responder.SeeBenign(Visit(i, random, 100_000));
        var flows = Enumerable.Range(0, Batch).Select(i => next(i, random)).ToArray();
        var before = Memory();
        var watch = Stopwatch.StartNew();
        foreach (var flow in flows) See(responder, flow);
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"| {name} | {seconds:0.00} | {responder.Made.Count:N0} | {(Memory() - before) >> 20:N0} | "
            + $"{strategy.Shed:N0} |");
        GC.KeepAlive(flows);
        GC.KeepAlive(responder);
    }

    // All alerts are seen, as those of a log are.
    static void See(Responder responder, in Flow flow)
    {
        responder.AdvanceTo(flow.FirstSeen);
        responder.SeeAlert(new(flow.FirstSeen, flow));
    }

    static Responder Responder(out MerlonStrategy strategy)
    {
        strategy = new(MerlonStrategy.StandardEpsilon);
        return new(strategy, new(Hook.Forward), ResponseSettings.Default);
    }

    static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    static Flow Visit(int i, Random random, int of) => Flow(
        Client(random.Next(50_000)), Inside(random.Next(20)), 443, -3_600.0 + 3_590.0 * i / of, Label.None, true);

    static Flow Attack(Ip source, Ip destination, ushort port, int i, bool isServed) =>
        Flow(source, destination, port, i / 1_000.0, Label.None, isServed);

    static Ip Outside(uint number) => Ip.V4(0x0B00_0000 + number * 2_654_435_761 % 0x6000_0000);

    static Ip Client(int number) => Ip.V4(0x8000_0000 + (uint)number * 40_503);

    static Ip Inside(int number) => Ip.V4(0xC000_0200 + (uint)number % 250);

    static Flow Flow(Ip source, Ip destination, ushort port, double second, Label label, bool isServed) => new()
    {
        Key = new(IpProtocol.Tcp, new(source, (ushort)(second * 7_919 % 60_000)), new(destination, port)),
        FirstSeen = Noon.AddSeconds(second),
        Forward = new(isServed ? 6 : 1, isServed ? 900 : 60),
        Backward = isServed ? new(5, 4_000) : default,
        Label = label,
        Score = double.NaN,
        Answer = isServed ? Answer.Service : Answer.Silence,
    };
}
