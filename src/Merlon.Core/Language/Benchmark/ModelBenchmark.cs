using System.Collections.Immutable;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

/// <summary>What the benchmark needs of the world: a clock, and a firewall's own opinion.</summary>
/// <param name="Seconds">Since some moment.</param>
/// <param name="IsTaken">Whether iptables-restore would take these lines; null where it cannot be asked.</param>
public sealed record BenchmarkWorld(Func<double> Seconds, Func<IReadOnlyList<string>, bool?> IsTaken);

/// <summary>
/// The benchmark of a language model as a proposer: windows of labelled traffic, chosen by a seed, in each of which the
/// model is asked in every variant. What it says changes nothing; the solver goes on alone.
/// </summary>
/// <param name="recall">What proved right before; null for nothing.</param>
/// <param name="bounds">Of one answer; its attempts those of the variants with the loop.</param>
public sealed class ModelBenchmark(
    ILanguageModel model, PromptTemplate template, BenchmarkWorld world, Vantage vantage,
    Func<Consultation, string>? recall, ProposerBounds bounds, CancellationToken end)
{
    /// <summary>So far an answer is held against what comes after its window.</summary>
    public static readonly TimeSpan Future = TimeSpan.FromHours(1);

    readonly List<AnswerRating> _ratings = [];

    public IReadOnlyList<AnswerRating> Ratings => _ratings;

    /// <summary>Is told after each answer.</summary>
    public Action? Told { get; init; }

    /// <summary>Where the solver would ask, in all pieces, behind NIDSs of several seeds.</summary>
    /// <returns>So many as were asked for, or all there are.</returns>
    public static IReadOnlyList<BenchmarkWindow> Windows(
        IReadOnlyList<LabelledTraffic> pieces, Vantage vantage, int count, int seed)
    {
        var windows = new List<BenchmarkWindow>();
        for (var nids = 1; nids <= 8 && windows.Count < 2 * count; nids++)
        {
            foreach (var (i, piece) in pieces.Index())
            {
                var counter = new Asked((number, _) => windows.Add(new(i, nids, number)));
                Replayed(piece, vantage, nids, counter);
            }
        }

        var random = new Random(seed);
        return [.. windows.OrderBy(_ => random.Next()).Take(count)
            .OrderBy(window => (window.Piece, window.Nids, window.Number))];
    }

    public void Run(IReadOnlyList<LabelledTraffic> pieces, IReadOnlyList<BenchmarkWindow> windows)
    {
        foreach (var run in windows.GroupBy(window => (window.Piece, window.Nids)))
        {
            var (piece, wanted) = (pieces[run.Key.Piece], run.Select(window => window.Number).ToHashSet());
            var asked = new Asked((number, consultation) =>
            {
                if (wanted.Contains(number)) AskInEveryVariant(consultation, piece);
            });
            Replayed(piece, vantage, run.Key.Nids, asked);
        }
    }

    // The first NIDS is ideal, the others err.
    static void Replayed(LabelledTraffic piece, Vantage vantage, int nids, IProposer proposer)
    {
        var strategy = new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: proposer);
        var ids = nids == 1 ? DetectorStandIn.Ideal : new DetectorStandIn(0.9, 0.001, nids);
        var replay = new Replay(new(strategy, vantage, ResponseSettings.Default), ids);
        foreach (ref readonly var flow in piece.Flows) replay.Next(flow);
    }

    void AskInEveryVariant(Consultation consultation, LabelledTraffic piece)
    {
        var number = (_ratings.Count == 0 ? 0 : _ratings[^1].Window) + 1;
        var future = After(piece.Flows, consultation.Alerts.LatestAt + ResponseSettings.Default.Reaction);
        foreach (var variant in BenchmarkVariant.All(recall is not null))
        {
            _ratings.Add(Rated(number, variant, consultation.WithoutEffect(), future));
            Told?.Invoke();
        }
    }

    static ReadOnlySpan<Flow> After(ReadOnlySpan<Flow> flows, DateTime from)
    {
        var first = 0;
        while (first < flows.Length && flows[first].FirstSeen < from) first++;
        var last = first;
        while (last < flows.Length && flows[last].FirstSeen < from + Future) last++;
        return flows[first..last];
    }

    AnswerRating Rated(int number, BenchmarkVariant variant, Consultation consultation, ReadOnlySpan<Flow> future)
    {
        var attempts = variant.HasLoop ? bounds.Attempts : 1;
        var proposer = new ModelProposer(
            model, bounds with { Attempts = attempts }, template, variant.IsConstrained, end)
        {
            Recall = variant.HasRecall ? recall : null,
        };
        var began = world.Seconds();
        proposer.Propose(consultation);
        var seconds = world.Seconds() - began;

        var last = proposer.Exchanges[^1];
        ImmutableArray<string> lines =
            [.. AnswerLines.Of(last.Reply.Text).Where(line => !line.IsQuestion).Select(line => line.Text)];
        var proven = consultation.Considered.Where(one => one.IsProven).Select(one => DropRule.Of(one.Rule));
        return new(
            number, variant, lines, last.Answer.IsValid, lines.IsEmpty ? false : world.IsTaken(lines),
            HasMeaning(last.Answer, consultation), last.Answer.Rules.Length, last.Rules.Count(rule => rule.IsProven),
            AnswerEffect.Of(last.Answer.Rules, future, vantage),
            AnswerEffect.Of([.. consultation.Standing, .. proven], future, vantage),
            AnswerEffect.Of(consultation.Standing, future, vantage),
            proposer.Exchanges.Count,
            proposer.Exchanges.Sum(one => (one.Reply.PromptTokens ?? 0) + (one.Reply.AnswerTokens ?? 0)),
            seconds, last.Reply.Fault);
    }

    static bool HasMeaning(RuleAnswer answer, Consultation consultation) => answer.IsValid && answer.Rules.All(rule =>
        SelectorReading.TryRead(rule.Rule, rule.Family, out var selectors, out _)
        && selectors.All(selector => consultation.Ways.Any(way => selector.Covers(way.Key))
            && !consultation.Context.Forbids(DropRule.Of(selector))));

    /// <summary>Numbers the situations in which the solver asks.</summary>
    sealed class Asked(Action<int, Consultation> then) : IProposer
    {
        int _number;

        public string Name => "benchmark";

        public void Propose(Consultation consultation)
        {
            if (!consultation.Ways.IsEmpty) then(_number++, consultation);
        }
    }
}

/// <summary>A situation in which the solver asks for rules.</summary>
/// <param name="Piece">Of the traffic, from 0.</param>
/// <param name="Nids">The seed of the NIDS, 1 for the ideal one.</param>
/// <param name="Number">In the replay, from 0.</param>
public readonly record struct BenchmarkWindow(int Piece, int Nids, int Number);
