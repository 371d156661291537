using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

public class LabelledTrafficTests
{
    static readonly Flow First = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", 0),
        Second = Given.Flow("tcp 203.0.113.2:1000 > 192.0.2.1:80", 5) with { Duration = TimeSpan.FromSeconds(60) },
        Third = Given.Flow("tcp 203.0.113.3:1000 > 192.0.2.1:80", 6);

    [Fact]
    public void Flows_are_in_order_and_know_of_their_alerts()
    {
        var traffic = LabelledTraffic.Of(
        [
            Observation.Of(First), Observation.Of(Third),
            new(RecordKind.Alert, Third.FirstSeen.AddSeconds(1), Third), new(RecordKind.Alert, Given.Noon, Second),
            new(RecordKind.AlertedFlow, Second.LastSeen, Second),   // when it was last seen
        ]);
        Assert.Equal([First, Second, Third], traffic.Flows.ToArray());
        Assert.Equal([false, true, true], Enumerable.Range(0, 3).Select(traffic.IsAlerted));
        Assert.Equal((2, 2, true), (traffic.Alerts, traffic.AlertedFlows, traffic.IsLabelled));
    }

    [Fact]
    public void Flows_of_the_same_time_keep_their_order()
    {
        var flows = Enumerable.Range(0, 100)
            .Select(i => Given.Flow($"tcp 203.0.113.1:{i} > 192.0.2.1:80", i / 50)).ToList();
        Assert.Equal(flows, LabelledTraffic.Of(flows.Select(flow => Observation.Of(flow))).Flows.ToArray());
    }

    [Fact]
    public void A_trial_takes_the_log_at_its_word()
    {
        var traffic = LabelledTraffic.Of(
        [
            Observation.Of(First), new(RecordKind.Alert, First.FirstSeen, First), Observation.Of(Third),
            Observation.Of(First with { FirstSeen = Given.Noon.AddSeconds(9) }),
            Observation.Of(Third with { FirstSeen = Given.Noon.AddSeconds(12) }),
        ]);
        var trial = new Trial(new("source", () => new SourceStrategy()), Nids.Logged, Seed: 1);
        var outcome = trial.Run(traffic, new(Hook.Forward), ResponseSettings.Default);
        Assert.Equal(new Outcome(0, 0.25, 1), outcome);
    }
}
