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
sealed class Bench(IReadOnlyList<Trial> trials, Vantage vantage, ResponseSettings settings)
{
    public IReadOnlyList<Comparison> Run(IReadOnlyList<Piece> pieces)
    {
        var outcomes = pieces.Select(_ => new Outcome[trials.Count]).ToArray();
        RunAll([.. pieces.SelectMany((piece, i) => trials.Select((trial, place) => (Action)(() =>
            outcomes[i][place] = trial.Run(piece.Flows, vantage, settings))))], "replays");

        var comparisons = new Comparison[pieces.Count];
        RunAll([.. pieces.Select((piece, i) => (Action)(() =>
            comparisons[i] = Compared(piece, Comparison.ResultsOf(trials, outcomes[i]))))], "pieces in hindsight");
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
        foreach (ref readonly var flow in piece.Flows) hindsight.Add(flow);

        var own = results.Where(result => result.Strategy == results[0].Strategy);
        var budgets = own.Select(result => Comparison.BudgetOf(result.Wbr.Mean, hindsight.Benign));
        return new(
            piece.Name, piece.Flows.Length, hindsight.Malicious, hindsight.Benign, hindsight.OutOfReach,
            results, [.. hindsight.Frontier([.. budgets])]);
    }
}
