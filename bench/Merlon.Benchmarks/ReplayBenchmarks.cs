using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Benchmarks;

/// <summary>The sample's flows, in memory and in order, replayed through a response.</summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    readonly List<Flow> _flows = Inputs.SampleFlows();

    [Benchmark]
    public double Talk() => Replayed(_flows, new TalkStrategy(0));

    [Benchmark]
    public double Public() => Replayed(_flows, new PublicStrategy(0));

    /// <returns>CBR.</returns>
    public static double Replayed(List<Flow> flows, IStrategy strategy)
    {
        var replay = new Replay(new(strategy, new(Hook.Forward), ResponseSettings.Default), DetectorStandIn.Ideal);
        foreach (ref readonly var flow in CollectionsMarshal.AsSpan(flows)) replay.Next(flow);
        return replay.Scores.Cbr;
    }
}
