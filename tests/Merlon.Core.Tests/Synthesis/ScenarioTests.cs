using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.House;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>Attacks by real tools among real traffic, one a file: samples/scenarios, made with lab/run.</summary>
public class ScenarioTests
{
    const string Folder = "samples/scenarios", Suffix = ".flows.csv.gz";

    static readonly Vantage Gateway = new(Hook.Forward);

    public static TheoryData<string> Names =>
        [.. from path in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, Folder), "*" + Suffix)
            let name = Path.GetFileName(path)
            orderby name
            select name[..^Suffix.Length]];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stops_attacks_by_real_tools_soon_and_spares_the_honest(string scenario)
    {
        var flows = Given.Flows(Path.Combine(SourceTree.Root, Folder, scenario + Suffix));
        var replay = Replayed(flows);
        var (scores, seconds) = (replay.Scores, SecondsToFirstRule(replay.Responder.Made, flows));
        var told = $"{scenario}: CBR {scores.Cbr:0.0000} of {scores.Malicious.Flows}, "
            + $"WBR {scores.Wbr:0.0000} of {scores.Benign.Flows}, first rule after {seconds:0.00} s";
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        var goal = GoalOf(scenario);
        Assert.True(scores.Cbr >= goal.LeastCbr, told);
        Assert.True(scores.Wbr <= goal.MostWbr, told);
        Assert.True(seconds <= goal.MostSeconds, told);
    }

    // From the first alert until a rule binds that stops anything of the attack.
    static double SecondsToFirstRule(IEnumerable<MadeRule> rules, IReadOnlyList<Flow> flows)
    {
        var attack = flows.Where(flow => flow.Label is Label.Malicious).ToList();
        var first = rules.FirstOrDefault(made => attack.Any(
            flow => flow.FirstSeen >= made.BindsAt && Gateway.Drops(made.Rule, flow)));
        return first is null ? double.PositiveInfinity : (first.BindsAt - attack[0].FirstSeen).TotalSeconds;
    }

    static Replay Replayed(IEnumerable<Flow> flows)
    {
        var responder = new Responder(
            new MerlonStrategy(MerlonStrategy.StandardEpsilon), Gateway, ResponseSettings.Default);
        var replay = new Replay(responder, DetectorStandIn.Ideal);
        foreach (var flow in flows) replay.Next(flow);
        return replay;
    }

    static (double LeastCbr, double MostWbr, double MostSeconds) GoalOf(string scenario) => scenario switch
    {
        // It calls once a second, and a source with honest traffic is blocked after its third alert.
        "infected-host" => (0.95, 0.01, 4),
        // Each source comes once: a rule for all of them somebody has to propose (ProposerTests).
        "scan-by-many" => (0.6, 0, 5),
        "spoofed-syn-flood" => (0.9, 0.03, 2),
        _ => (0.95, 0.01, 2),
    };
}
