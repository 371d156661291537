using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// A port of all hosts, asked for by a thousand addresses that come once each: whoever blocks sources is always late,
/// and no host is asked often enough to be closed.
/// </summary>
static class PortScan
{
    public const ushort Port = 2_323;

    /// <summary>Of an hour: honest traffic, and the scan in its last twenty minutes.</summary>
    public static List<Flow> Flows(int seed)
    {
        var random = new Random(seed);
        var site = new HonestSite(random);
        return [.. site.Traffic(3_600).Concat(On(site, random)).OrderBy(flow => flow.FirstSeen)];
    }

    public static IEnumerable<Flow> On(HonestSite site, Random random) =>
        Enumerable.Range(0, 1_000).Select(_ => site.Tcp(
            site.Outside(), Ip.V4(0xC000_0200 + (uint)random.Next(256)), Port, 2_400 + 1_200 * random.NextDouble(),
            Label.Malicious, isServed: false));

    public static Outcome Replayed(
        IEnumerable<Flow> flows, IProposer? proposer, double tpr = 1, double fpr = 0, int seed = 1)
    {
        var strategy = new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: proposer);
        var responder = new Responder(strategy, new(Hook.Forward), ResponseSettings.Default);
        var replay = new Replay(responder, new(tpr, fpr, seed));
        foreach (var flow in flows) replay.Next(flow);
        return new(replay.Scores.Cbr, replay.Scores.Wbr, responder.Made.Count);
    }
}
