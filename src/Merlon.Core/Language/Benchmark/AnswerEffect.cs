using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Language.Benchmark;

/// <summary>What rules do to flows, as the packets that open these would meet them.</summary>
static class AnswerEffect
{
    /// <param name="rules">As they were written, of either family; those that drop nothing count for nothing.</param>
    public static FutureEffect Of(IReadOnlyList<AnsweredRule> rules, ReadOnlySpan<Flow> flows, Vantage vantage)
    {
        var conditions = rules.Where(rule => rule.Rule.Target is Target.Decide { Verdict: Verdict.Drop })
            .Select(rule => (rule.Family, rule.Rule.Condition)).ToList();
        return Counted(flows, vantage, flow =>
        {
            var packet = Opening(flow.Key);
            return conditions.Exists(one => one.Family == packet.Family && one.Condition.Holds(packet) is true);
        });
    }

    public static FutureEffect Of(IReadOnlyList<DropRule> rules, ReadOnlySpan<Flow> flows, Vantage vantage) =>
        Counted(flows, vantage, flow => rules.Any(rule => vantage.Drops(rule, flow)));

    static FutureEffect Counted(ReadOnlySpan<Flow> flows, Vantage vantage, Predicate<Flow> isDropped)
    {
        var sum = default(FutureEffect);
        foreach (ref readonly var flow in flows)
        {
            if (flow.Label is not (Label.Malicious or Label.Benign)) continue;

            var reaches = vantage.Crosses(flow.Key) && flow.Forward.Packets > 0
                && vantage.SeesPacketsTo(flow.Key.DestinationIp);
            var blocked = reaches && isDropped(flow) ? 1 : 0;
            sum += flow.Label is Label.Malicious ? new(1, blocked, 0, 0) : new(0, 0, 1, blocked);
        }

        return sum;
    }

    static Packet Opening(in FlowKey key) => new()
    {
        Family = key.SourceIp.Family,
        Protocol = key.Protocol,
        Source = AddressMask.RightAligned(key.SourceIp),
        Destination = AddressMask.RightAligned(key.DestinationIp),
        SourcePort = key.SourcePort ?? 0,
        DestinationPort = key.DestinationPort ?? 0,
    };
}
