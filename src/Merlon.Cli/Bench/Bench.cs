using System.Collections.Concurrent;
using System.Collections.Immutable;
using Merlon.Evaluation;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>
/// All trials of all pieces, spread over the processor's cores. Each has its own place for its outcome, so that the
/// order in which they end does not show.
/// </summary>
sealed class Bench(Vantage vantage, ResponseSettings settings)
{
    public IReadOnlyList<Comparison> Run(
        IReadOnlyList<Piece> pieces, Func<Piece, IReadOnlyList<Trial>> trialsOf)
    {
        var trials = pieces.Select(trialsOf).ToArray();
        var outcomes = trials.Select(all => new Outcome[all.Count]).ToArray();
        RunAll([.. pieces.SelectMany((piece, i) => trials[i].Select((trial, place) => (Action)(() =>
            outcomes[i][place] = trial.Run(piece.Traffic, vantage, settings))))], "replays");

        var comparisons = new Comparison[pieces.Count];
        RunAll([.. pieces.Select((piece, i) => (Action)(() =>
            comparisons[i] = Compared(piece, Comparison.ResultsOf(trials[i], outcomes[i]))))], "pieces in hindsight");
        return comparisons;
    }

    static void RunAll(Action[] works, string of)
    {
        var done = 0;
        using var progress = ProgressLine.Start(() => (double)done / works.Length, of, every: 1);
        Parallel.ForEach(Partitioner.Create(works, EnumerablePartitionerOptions.NoBuffering), work =>
        {
            work();
            lock (works) progress.Tick(++done);
        });
    }

    // What could be had at the WBR of the first strategy is of most interest.
    Comparison Compared(Piece piece, ImmutableArray<Result> results)
    {
        var hindsight = new Hindsight(vantage);
        var traffic = piece.Traffic;
        foreach (ref readonly var flow in traffic.Flows) hindsight.Add(flow);

        var own = results.Where(result => result.Strategy == results[0].Strategy);
        var budgets = own.Select(result => Comparison.BudgetOf(result.Wbr.Mean, hindsight.Benign));
        return new(
            piece.Name, traffic.Flows.Length, hindsight.Malicious, hindsight.Benign, hindsight.OutOfReach,
            (traffic.Alerts, traffic.AlertedFlows), results, [.. hindsight.Frontier([.. budgets])]);
    }
}
