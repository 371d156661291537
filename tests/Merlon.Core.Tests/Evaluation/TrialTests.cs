using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

public class TrialTests
{
    static readonly Contender[] Contenders =
        [new("talk", () => new TalkStrategy(0.1)), new("by source", () => new SourceStrategy())];

    [Fact]
    public void An_ideal_NIDS_is_tried_once_and_a_noisy_one_with_every_seed() =>
        Assert.Equal(
            ["talk ideal 1", "by source ideal 1",
                .. new[] { "talk", "by source" }.SelectMany(name =>
                    Enumerable.Range(1, 3).Select(seed => $"{name} TPR 0.9, FPR 0.01 {seed}"))],
            Trial.All(Contenders, [Nids.Ideal, Nids.Noisy(0.9, 0.01)], seeds: 3)
                .Select(trial => $"{trial.Contender.Name} {trial.Nids.Name} {trial.Seed}"));

    [Fact]
    public void Comes_to_what_a_replay_comes_to()
    {
        var flows = Comparisons.Traffic(600);
        foreach (var trial in Trial.All(Contenders, [Nids.Ideal, Nids.Noisy(0.5, 0.05)], seeds: 2))
        {
            var ids = new DetectorStandIn(trial.Nids.Tpr!.Value, trial.Nids.Fpr!.Value, trial.Seed);
            var replay = new Replay(new(trial.Contender.Create(), new(Hook.Forward), ResponseSettings.Default), ids);
            foreach (var flow in flows) replay.Next(flow);
            var outcome = Run(trial, flows);
            Assert.Equal((replay.Scores.Cbr, replay.Scores.Wbr), (outcome.Cbr, outcome.Wbr));
            Assert.Equal(replay.Responder.Made.Count, outcome.RulesMade);
        }
    }

    [Fact]
    public void Is_the_same_when_it_is_run_again_and_another_with_another_seed()
    {
        var flows = Comparisons.Traffic(600);
        Trial[] trials = [.. Trial.All(Contenders[1..], [Nids.Noisy(0.1, 0.02)], seeds: 5)];
        Assert.Equal(trials.Select(trial => Run(trial, flows)), trials.Select(trial => Run(trial, flows)));
        Assert.True(trials.Select(trial => Run(trial, flows)).Distinct().Count() > 1);
    }

    static Outcome Run(Trial trial, Flow[] flows) => trial.Run(
        LabelledTraffic.Of(flows.Select(flow => Observation.Of(flow))), new(Hook.Forward), ResponseSettings.Default);
}
