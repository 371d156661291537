using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>
/// A NIDS of a comparison: how often it alerts on malicious flows, and on others; null where a log tells which flows.
/// </summary>
public sealed record Nids(string Name, double? Tpr, double? Fpr)
{
    public static readonly Nids Ideal = new("ideal", 1, 0);

    /// <summary>The alerts that the logs hold.</summary>
    public static readonly Nids Logged = new("the log's alerts", null, null);

    public static Nids Noisy(double tpr, double fpr) => new($"TPR {tpr:0.######}, FPR {fpr:0.######}", tpr, fpr);

    /// <summary>Whether its alerts depend on chance, and so on a seed.</summary>
    public bool IsNoisy => this != Ideal && this != Logged;

    public bool IsLogged => this == Logged;
}

/// <summary>A strategy of a comparison, under a name that tells it from the others; new for each trial.</summary>
public sealed record Contender(string Name, Func<IStrategy> Create);

/// <summary>What a strategy did in one trial.</summary>
public readonly record struct Outcome(double Cbr, double Wbr, int RulesMade);

/// <summary>One replay of a comparison: a strategy behind a NIDS, whose chance a seed decides.</summary>
public sealed record Trial(Contender Contender, Nids Nids, int Seed)
{
    /// <summary>Every strategy behind every NIDS; an ideal one once, the others with seeds from 1.</summary>
    public static IEnumerable<Trial> All(IReadOnlyList<Contender> contenders, IReadOnlyList<Nids> nids, int seeds) =>
        from one in nids
        from contender in contenders
        from seed in Enumerable.Range(1, one.IsNoisy ? seeds : 1)
        select new Trial(contender, one, seed);

    public Outcome Run(LabelledTraffic traffic, Vantage vantage, ResponseSettings settings)
    {
        var ids = Nids.IsLogged ? null : new DetectorStandIn(Nids.Tpr!.Value, Nids.Fpr!.Value, Seed);
        var replay = new Replay(new(Contender.Create(), vantage, settings), ids);
        var flows = traffic.Flows;
        for (var i = 0; i < flows.Length; i++)
        {
            if (ids is null) replay.Next(flows[i], traffic.IsAlerted(i));
            else replay.Next(flows[i]);
        }

        return new(replay.Scores.Cbr, replay.Scores.Wbr, replay.Responder.Made.Count);
    }
}
