using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

/// <summary>A situation in which the solver asks for rules.</summary>
/// <param name="Piece">Of the traffic, from 0.</param>
/// <param name="Nids">Its number, 1 for the ideal one; the others err, each by its own seed, which this is.</param>
/// <param name="Number">In the replay, from 0.</param>
public readonly record struct BenchmarkWindow(int Piece, int Nids, int Number)
{
    /// <summary>Share of the malicious flows on which the NIDS alerts.</summary>
    public double TruePositives => Nids == 1 ? 1 : 0.9;

    /// <summary>Share of the other flows on which it does.</summary>
    public double FalsePositives => Nids == 1 ? 0 : 0.001;
}

/// <summary>The traffic of the benchmark, replayed behind several NIDSs through the solver alone.</summary>
public sealed class BenchmarkTraffic(
    IReadOnlyList<LabelledTraffic> pieces, Vantage vantage, SiteContext context, CancellationToken end = default)
{
    // Windows of few alerts, too, in which a model can be right and nothing proven.
    const int MostNids = 8, FirstAsked = 8;

    public IReadOnlyList<LabelledTraffic> Pieces => pieces;

    public Vantage Vantage => vantage;

    /// <summary>Windows chosen by a seed out of twice as many, if there are.</summary>
    /// <returns>So many as were asked for, or all there are, in the order in which they are replayed.</returns>
    /// <exception cref="OperationCanceledException">The user ended it.</exception>
    public IReadOnlyList<BenchmarkWindow> Choose(int count, int seed)
    {
        var windows = new List<BenchmarkWindow>();
        for (var nids = 1; nids <= MostNids && windows.Count < 2 * count; nids++)
        {
            for (var piece = 0; piece < pieces.Count; piece++)
            {
                Replay(new(piece, nids, 0), (window, _) => windows.Add(window), () => end.IsCancellationRequested);
                end.ThrowIfCancellationRequested();
            }
        }

        var random = new Random(seed);
        return [.. windows.OrderBy(_ => random.Next()).Take(count)
            .OrderBy(window => (window.Piece, window.Nids, window.Number))];
    }

    /// <summary>Replays a piece behind a NIDS, and tells of each window.</summary>
    /// <param name="isEnded">Asked before each flow.</param>
    public void Replay(
        BenchmarkWindow start, Action<BenchmarkWindow, Consultation> then, Func<bool> isEnded)
    {
        var asked = new Asked(start, then);
        var strategy = new MerlonStrategy(
            MerlonStrategy.StandardEpsilon, proposer: asked, firstAsked: FirstAsked);
        var responder = new Responder(strategy, vantage, ResponseSettings.Default, context: context);
        var replay = new Replay(responder, new(start.TruePositives, start.FalsePositives, start.Nids));
        foreach (ref readonly var flow in pieces[start.Piece].Flows)
        {
            if (isEnded()) return;
            replay.Next(flow);
        }
    }

    /// <summary>Numbers the situations in which the solver asks.</summary>
    sealed class Asked(BenchmarkWindow start, Action<BenchmarkWindow, Consultation> then) : IProposer
    {
        int _number = start.Number;

        public string Name => "benchmark";

        public void Propose(Consultation consultation)
        {
            if (!consultation.Ways.IsEmpty) then(start with { Number = _number++ }, consultation);
        }
    }
}
