using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

public class ReplayTests
{
    [Fact]
    public void Blocked_flows_are_scored_and_seen_by_nobody()
    {
        var (drops, listening) = (0, new Listening(new TalkStrategy(0.1)));
        var replay = Replay(listening, DetectorStandIn.Ideal);
        var witness = new Responder(new TalkStrategy(0.1), new(Hook.Forward), ResponseSettings.Default);
        var (passed, malicious) = (new List<Flow>(), 0);
        foreach (var flow in Arbitrary.Traffic(new(1), 3_000))
        {
            replay.Next(flow);
            malicious += flow.Label is Label.Malicious ? 1 : 0;
            if (!witness.Drops(flow, flow.Label is Label.Malicious)) passed.Add(flow);
            else if (flow.Label is Label.Malicious or Label.Benign) drops++;
        }

        Assert.Equal(passed.Where(flow => flow.Label is Label.Malicious), listening.Alerts);
        Assert.Equal((3_000, malicious), (replay.Scores.Flows, replay.Scores.Malicious.Flows));
        Assert.Equal(drops, replay.Scores.Malicious.Blocked + replay.Scores.Benign.Blocked);
        Assert.True(replay.Scores.Malicious.Blocked > 200 && replay.Scores.Malicious.Share < 1, $"{replay.Scores.Cbr}");
    }

    [Fact]
    public void Background_flows_are_traffic_and_not_scored()
    {
        var replay = Replay(new TalkStrategy(0), DetectorStandIn.Ideal);
        replay.Next(Given.Flow("tcp 203.0.113.1:999 > 192.0.2.2:443", -5, Label.Background));
        replay.Next(Given.Flow("tcp 203.0.113.2:999 > 192.0.2.2:443", -4, Label.None));
        replay.Next(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", 0, Label.Malicious));
        replay.Next(Given.Flow("tcp 203.0.113.9:1001 > 192.0.2.1:80", 5, Label.Background));   // dropped
        Assert.Equal((4, 2), (replay.Scores.Flows, replay.Responder.Benign.Count));
        Assert.Equal((3, new(1, 0), default), (replay.Scores.Unscored, replay.Scores.Malicious, replay.Scores.Benign));
        Assert.Equal("everything to 192.0.2.1:80 by tcp", $"{Assert.Single(replay.Responder.Made).Rule}");
    }

    [Fact]
    public void The_NIDS_is_the_same_whatever_is_blocked()
    {
        var (silent, talk) = (new Listening(), new Listening(new TalkStrategy(0.3)));
        var (open, guarded) = (Replay(silent, Noisy()), Replay(talk, Noisy()));
        var blocked = new HashSet<Flow>();
        foreach (var (flow, number) in Arbitrary.Traffic(new(2), 3_000).Select((flow, number) => (flow, number)))
        {
            var marked = flow with { Attack = $"{number}" };   // so that no two are the same
            var before = guarded.Scores.Malicious.Blocked + guarded.Scores.Benign.Blocked;
            open.Next(marked);
            guarded.Next(marked);
            if (guarded.Scores.Malicious.Blocked + guarded.Scores.Benign.Blocked > before) blocked.Add(marked);
        }

        var scored = silent.Alerts.Where(flow => flow.Label is Label.Malicious or Label.Benign);
        Assert.Equal(
            scored.Where(flow => !blocked.Contains(flow)),
            talk.Alerts.Where(flow => flow.Label is Label.Malicious or Label.Benign));
        Assert.Contains(silent.Alerts, flow => flow.Label is Label.Benign);
        Assert.True(blocked.Count > 300, $"{blocked.Count} blocked");
    }

    static DetectorStandIn Noisy() => new(0.8, 0.1, seed: 3);

    static Replay Replay(IStrategy strategy, DetectorStandIn ids) =>
        new(new(strategy, new(Hook.Forward), ResponseSettings.Default), ids);
}
