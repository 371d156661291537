using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

/// <summary>What the benchmark needs of the world: a clock, and a firewall's own opinion.</summary>
/// <param name="Seconds">Since some moment.</param>
/// <param name="IsTaken">Whether a family's iptables-restore would take lines; null where it cannot be asked.</param>
public sealed record BenchmarkWorld(Func<double> Seconds, Func<IpFamily, IEnumerable<string>, bool?> IsTaken);

/// <summary>How a benchmark ended.</summary>
public enum BenchmarkEnd : byte
{
    /// <summary>With all windows.</summary>
    Whole,

    /// <summary>The user ended it.</summary>
    Interrupted,

    /// <summary>The model failed too often in a row.</summary>
    Failed,
}

/// <summary>
/// The benchmark of a language model as a proposer: in windows of labelled traffic the model is asked in every variant.
/// What it says changes nothing; the solver goes on alone.
/// </summary>
/// <param name="recall">What proved right before; null for nothing.</param>
/// <param name="bounds">Of one answer; its attempts those of the variants with the loop.</param>
public sealed class ModelBenchmark(
    ILanguageModel model, PromptTemplate template, BenchmarkWorld world, BenchmarkTraffic traffic,
    Func<Consultation, string>? recall, ProposerBounds bounds, CancellationToken end)
{
    /// <summary>So many answers in a row that fail are the end.</summary>
    public const int MostFaultsInARow = 3;

    /// <summary>So far an answer is held against what comes after its window.</summary>
    public static readonly TimeSpan Future = TimeSpan.FromHours(1);

    readonly List<AnswerRating> _ratings = [];
    int _windows;
    BenchmarkEnd? _end;

    /// <summary>Without the faults that were the end.</summary>
    public IReadOnlyList<AnswerRating> Ratings => _ratings;

    /// <summary>So many were rated in every variant.</summary>
    public int WholeWindows => _ratings.GroupBy(rating => rating.Window.Number)
        .Count(window => window.Count() == BenchmarkVariant.All(recall is not null).Count());

    /// <summary>Why the last answer failed that was the end; null for another end.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Is told after each answer.</summary>
    public Action? Told { get; init; }

    public BenchmarkEnd Run(IReadOnlyList<BenchmarkWindow> windows)
    {
        foreach (var run in windows.GroupBy(window => window with { Number = 0 }))
        {
            var wanted = run.ToHashSet();
            traffic.Replay(run.Key, (window, consultation) =>
            {
                if (_end is null && wanted.Contains(window)) AskInEveryVariant(window, consultation);
            }, () => _end is not null || end.IsCancellationRequested);
        }

        return _end ?? (end.IsCancellationRequested ? BenchmarkEnd.Interrupted : BenchmarkEnd.Whole);
    }

    void AskInEveryVariant(BenchmarkWindow place, Consultation consultation)
    {
        var at = consultation.Alerts.LatestAt;
        var window = new RatedWindow(++_windows, place, at, consultation.Ways.Sum(way => way.Alerts));
        var future = After(traffic.Pieces[place.Piece].Flows, at + ResponseSettings.Default.Reaction);
        foreach (var variant in BenchmarkVariant.All(recall is not null))
        {
            if (!TryRate(window, variant, consultation.WithoutEffect(), future)) return;
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

    bool TryRate(RatedWindow window, BenchmarkVariant variant, Consultation consultation, ReadOnlySpan<Flow> future)
    {
        try
        {
            _ratings.Add(Rated(window, variant, consultation, future));
            Told?.Invoke();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            _end = BenchmarkEnd.Interrupted;
        }

        var latest = _ratings.TakeLast(MostFaultsInARow).ToList();
        if (_end is null && latest.Count == MostFaultsInARow && latest.TrueForAll(rating => rating.Fault is not null))
        {
            (_end, LastFault) = (BenchmarkEnd.Failed, latest[^1].Fault);
            _ratings.RemoveRange(_ratings.Count - MostFaultsInARow, MostFaultsInARow);
        }

        return _end is null;
    }

    AnswerRating Rated(
        RatedWindow window, BenchmarkVariant variant, Consultation consultation, ReadOnlySpan<Flow> future)
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

        ImmutableArray<RatedCall> calls = [.. proposer.Exchanges.Select(CallOf)];
        var lines = (calls.LastOrDefault(call => !call.Lines.IsEmpty) ?? calls[^1]).Lines;
        var (vantage, answer) = (consultation.Vantage, new AnswerRuleSet(lines, consultation.Vantage.Hook));
        var proven = consultation.Considered.Where(one => one.IsProven).Select(one => DropRule.Of(one.Rule));
        return new(
            window, variant, calls, lines, answer.IsValid, IsTaken(answer), answer.HasMeaning(consultation),
            ProposedIn(proposer.Exchanges), calls.SelectMany(call => call.Proven).Distinct().Count(),
            AnswerEffect.Of(answer, future, vantage),
            AnswerEffect.Of([.. consultation.Standing, .. proven], future, vantage),
            AnswerEffect.Of(consultation.Standing, future, vantage),
            seconds, proposer.Exchanges[^1].Reply.Fault);
    }

    static RatedCall CallOf(Exchange exchange) => new(
        exchange.Reply.Text,
        [.. AnswerLines.Of(exchange.Reply.Text).Where(line => !line.IsQuestion).Select(line => line.Text)],
        [.. exchange.Rules.Where(rule => rule.IsProven).Select(rule => rule.Rule)],
        exchange.Reply.IsHeldToForm, exchange.Reply.PromptTokens, exchange.Reply.AnswerTokens);

    static int ProposedIn(IEnumerable<Exchange> exchanges) => exchanges.SelectMany(exchange =>
        exchange.Rules.Select(rule => rule.Rule).Concat(exchange.Answer.Faults.Select(fault => fault.Line)))
        .Distinct().Count();

    // All of it, by whichever programs its lines are for; not known where one of them cannot be asked.
    bool? IsTaken(AnswerRuleSet answer)
    {
        var opinions = answer.ByFamily.Select(lines => world.IsTaken(lines.Key, lines)).ToList();
        return opinions.Contains(false) || opinions.Count == 0 ? false : opinions.Contains(null) ? null : true;
    }
}
