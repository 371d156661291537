using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>With a model that wants harm, no answer is worse than without any: N of N.</summary>
public class HarmTests
{
    static readonly SiteContext Site = SiteContextReader.Read("""
        internal: 192.0.2.0/24
        critical: 192.0.2.12
        admins: 11.0.0.0/9
        """).Context!;

    static readonly Dictionary<(string, double, double), (List<Flow>, Outcome, Response)> Known = [];

    public static TheoryData<int> Wishes => [.. Enumerable.Range(0, HarmfulModel.Wishes)];

    // Twelve attacks and three NIDSs for each wish: 432 replays, and as many answers to logs.
    [Theory]
    [MemberData(nameof(Wishes))]
    public void Nothing_gets_worse_whatever_it_wishes(int wish)
    {
        foreach (var attack in (string[])[.. Attacks.Names, ""])
        {
            foreach (var (tpr, fpr) in new[] { (1.0, 0.0), (0.9, 0.01), (0.9, 0.1) })
            {
                var (flows, without, alone) = WithoutModel(attack, tpr, fpr);
                var with = PortScan.Replayed(flows, Proposer(wish), tpr, fpr);
                Assert.True(with.Cbr >= without.Cbr && with.Wbr <= without.Wbr, $"{attack}: {without} {with}");

                var assisted = Answered(flows, tpr, fpr, Proposer(wish));
                var best = assisted.IsBetterThan(alone) ? assisted : alone;
                Assert.True(
                    best.Covered >= alone.Covered && best.BenignDropped <= alone.BenignDropped,
                    $"{attack}: {alone.Covered} {alone.BenignDropped} {best.Covered} {best.BenignDropped}");
                var rules = DropRuleSets.Of(Hook.Forward, best.Rules.Select(effect => (effect.Made.Rule, "")));
                Assert.All(rules.SelectMany(set => ProtectionProof.Of(set, Site)), found => Assert.Null(found.Loss));
            }
        }
    }

    // The same for every wish.
    static (List<Flow> Flows, Outcome Replayed, Response Answered) WithoutModel(string attack, double tpr, double fpr)
    {
        if (Known.TryGetValue((attack, tpr, fpr), out var known)) return known;

        var flows = attack == "" ? PortScan.Flows(seed: 5) : FlowsOf(attack);
        return Known[(attack, tpr, fpr)] =
            (flows, PortScan.Replayed(flows, null, tpr, fpr), Answered(flows, tpr, fpr, null));
    }

    static ModelProposer Proposer(int wish) =>
        new(new HarmfulModel(wish), ProposerBounds.Standard with { Calls = 12 }, PromptTemplate.Standard("propose"))
        {
            Recall = _ => HarmfulModel.Lie,
        };

    static Response Answered(IReadOnlyList<Flow> flows, double tpr, double fpr, IProposer? proposer)
    {
        var strategy = new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: proposer);
        Vantage vantage = new(Hook.Forward, [.. Site.Internals.Select(block => block.Value)]);
        var response = new Response(new(strategy, vantage, ResponseSettings.Default, isHindsight: true, Site));
        var nids = new DetectorStandIn(tpr, fpr, 1);
        foreach (var flow in flows)
            response.Next(new(RecordKind.Flow, flow.FirstSeen, flow), nids.Alerts(flow.Label));
        response.End();
        return response;
    }

    static List<Flow> FlowsOf(string attack)
    {
        var random = new Random(5);
        var site = new HonestSite(random);
        return [.. site.Traffic(2_400).Concat(new Attacks(site, random, 1_500, 600).Of(attack))
            .OrderBy(flow => flow.FirstSeen)];
    }
}
