using System.Collections.Immutable;

namespace Merlon.Evaluation;

/// <summary>A figure over several trials: its mean, and between which values it lay.</summary>
public readonly record struct Spread(double Mean, double Least, double Most)
{
    public bool IsOne => Least == Most;

    /// <param name="values">One or more.</param>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        var (least, most) = (values.Min(), values.Max());
        return new(least == most ? least : values.Average(), least, most);
    }
}

/// <summary>What a strategy did behind a NIDS, over all seeds.</summary>
public sealed record Result(string Strategy, Nids Nids, Spread Cbr, Spread Wbr, Spread Rules);

/// <summary>Strategies side by side on one piece of labelled traffic.</summary>
/// <param name="Results">By NIDS, then by strategy, in the order in which they were named.</param>
/// <param name="OutOfReach">Malicious flows that no rule at this firewall can drop.</param>
/// <param name="Logged">How many alerts the piece's logs hold, and on how many of its flows.</param>
/// <param name="Frontier">What could be had in hindsight (<see cref="Hindsight.Frontier"/>).</param>
public sealed record Comparison(
    string Piece, long Flows, long Malicious, long Benign, long OutOfReach,
    (long Alerts, int Flows) Logged,
    ImmutableArray<Result> Results, ImmutableArray<HindsightAnswer> Frontier)
{
    /// <summary>Without one there is nothing to block, and no CBR.</summary>
    public bool HasMalicious => Malicious > 0;

    public IEnumerable<string> Strategies => Results.Select(result => result.Strategy).Distinct();

    public IEnumerable<Nids> Nids => Results.Select(result => result.Nids).Distinct();

    public Result Of(string strategy, Nids nids) =>
        Results.First(result => result.Strategy == strategy && result.Nids == nids);

    /// <summary>The best in hindsight that loses no larger share of the benign flows.</summary>
    public HindsightAnswer? BestWithin(double wbr) =>
        Frontier.LastOrDefault(answer => answer.Budget <= BudgetOf(wbr, Benign));

    /// <summary>How many benign flows a share of them is, rounded down.</summary>
    public static long BudgetOf(double wbr, long benign) => (long)(wbr * benign + 1e-6);

    /// <summary>Brings what the trials of one piece came to together.</summary>
    /// <param name="outcomes">One for each trial.</param>
    public static ImmutableArray<Result> ResultsOf(IReadOnlyList<Trial> trials, IReadOnlyList<Outcome> outcomes) =>
    [
        .. from pair in trials.Zip(outcomes)
           group pair.Second by (pair.First.Nids, pair.First.Contender.Name) into runs
           select new Result(
               runs.Key.Name,
               runs.Key.Nids,
               Spread.Of([.. runs.Select(run => run.Cbr)]),
               Spread.Of([.. runs.Select(run => run.Wbr)]),
               Spread.Of([.. runs.Select(run => (double)run.RulesMade)])),
    ];
}
