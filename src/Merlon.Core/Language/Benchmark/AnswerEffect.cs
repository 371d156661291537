using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Language.Benchmark;

/// <summary>What rules do to flows, as the packets that open these, and the first answers, would meet them.</summary>
public static class AnswerEffect
{
    public static FutureEffect Of(AnswerRuleSet rules, ReadOnlySpan<Flow> flows, Vantage vantage) =>
        Counted(flows, flow => rules.Blocks(flow, vantage));

    /// <param name="rules">Rules of Merlon's; of those with a limit, what comes above it is dropped.</param>
    /// <param name="flows">In order of time.</param>
    public static FutureEffect Of(IReadOnlyList<DropRule> rules, ReadOnlySpan<Flow> flows, Vantage vantage)
    {
        var always = rules.Where(rule => rule.Above is null).ToList();
        var limited = rules.Where(rule => rule.Above is not null).ToList();
        var buckets = limited.Select(rule => new TokenBucket(rule.Above!)).ToArray();
        return Counted(flows, flow => vantage.Crosses(flow.Key)
            && (always.Exists(rule => vantage.Drops(rule, flow)) || IsAboveLimit(flow)));

        bool IsAboveLimit(Flow flow)
        {
            var place = limited.FindIndex(rule => vantage.Drops(rule, flow));
            return place >= 0 && buckets[place].Exceeds(flow.FirstSeen);
        }
    }

    static FutureEffect Counted(ReadOnlySpan<Flow> flows, Predicate<Flow> isBlocked)
    {
        var sum = default(FutureEffect);
        foreach (ref readonly var flow in flows)
        {
            if (flow.Label is not (Label.Malicious or Label.Benign)) continue;

            var blocked = isBlocked(flow) ? 1 : 0;
            sum += flow.Label is Label.Malicious ? new(1, blocked, 0, 0) : new(0, 0, 1, blocked);
        }

        return sum;
    }
}
