using System.Collections.Immutable;
using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Host;
using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Merlon.Language;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Models;

/// <summary>
/// A model without any sense, in this process, held to the grammar of each window: all that it says is a rule set, and
/// nothing that it says does harm.
/// </summary>
public sealed class RandomWeightsTests : IDisposable
{
    static readonly Vantage Gateway = new(Hook.Forward);

    readonly TemporaryFolder _folder = new();
    readonly string _file;

    public RandomWeightsTests()
    {
        LlamaNeed.OrSkip();
        _file = Path.Combine(_folder.Root, "random.gguf");
        RandomModel.Tiny.Write(_file);
    }

    public void Dispose() => _folder.Dispose();

    // A thousand with MERLON_FULL=1, else twenty.
    [Fact]
    public void Each_answer_to_a_thousand_windows_is_a_rule_set()
    {
        var count = Environment.GetEnvironmentVariable("MERLON_FULL") is null ? 20 : 1_000;
        var traffic = Samples().SelectMany(Flows).Where(flow => flow.Label is Label.Malicious).ToList();
        var (random, valid, rules) = (new Random(1), 0, 0);
        for (var window = 0; window < count; window++)
        {
            var begin = random.Next(traffic.Count - 60);
            var ways = traffic.GetRange(begin, random.Next(1, 60)).Select(flow =>
                new AlertedWay(flow.Key, 1, flow.FirstSeen, false));
            using var model = Open(ModelSettings.Standard with { Temperature = 1, Seed = window });
            var dialogue = new RuleDialogue(
                PromptTemplate.Standard("propose"), Situation([.. ways]), entries: "", room: 600);
            var reply = model.Answer(
                dialogue.Prompt(mayAsk: false, isConstrained: true), TestContext.Current.CancellationToken);
            Assert.Null(reply.Fault);

            var answer = RuleAnswerReader.Read(reply.Text, Hook.Forward, reply.IsCutOff);
            Assert.True(answer.IsValid, reply.Text);
            Assert.All(answer.Rules, rule => Assert.True(
                SelectorReading.TryRead(rule.Rule, rule.Family, out _, out var problem), problem));
            valid++;
            rules += answer.Rules.Length;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{valid} of {count} windows, {rules} rules");
    }

    public static TheoryData<string> Pieces
    {
        get
        {
            string[] shared =
            [
                "unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz", "zeek-mixed/008.conn.log.labeled.gz",
                "zeek-mixed/011.conn.log.labeled.gz", "zeek-clean/2023-02-20.conn.log.labeled.gz",
            ];
            return [.. shared.Select(file => Path.Combine(Run.Root, "../shared/data/flows", file)), .. Samples()];
        }
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void With_it_as_a_proposer_no_piece_of_traffic_fares_worse(string file)
    {
        Assert.SkipUnless(File.Exists(file), $"{file} is not there");
        var flows = Flows(file);
        foreach (var (tpr, fpr) in new[] { (1.0, 0.0), (0.9, 0.01) })
        {
            using var model = Open(ModelSettings.Standard with { Temperature = 1 });
            var bounds = ProposerBounds.Standard with { Calls = 4, Attempts = 2, PromptTokens = 900 };
            var proposer = new ModelProposer(model, bounds, PromptTemplate.Standard("propose"));
            var (without, with) = (Replayed(flows, tpr, fpr, null), Replayed(flows, tpr, fpr, proposer));
            var told = $"{Path.GetFileName(file)}: {without} {with}, {proposer.Exchanges.Count} answers, "
                + $"{proposer.Exchanges.Sum(one => one.Rules.Length)} rules, "
                + $"{proposer.Exchanges.Sum(one => one.Rules.Count(rule => rule.IsProven))} proven";
            TestContext.Current.TestOutputHelper!.WriteLine(told);
            Assert.True(with.Cbr >= without.Cbr && with.Wbr <= without.Wbr, told);
            Assert.All(proposer.Exchanges, exchange => Assert.Null(exchange.Reply.Fault));
        }
    }

    [Fact]
    public void The_command_line_takes_the_file()
    {
        var ended = Run.Merlon(
            "propose", "samples/scenarios/scan-by-many.flows.csv.gz", "--model", _file, "--attempts", "1");
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Contains("# call 1 of the model", ended.Output);
        Assert.DoesNotContain("no answer", ended.Output);
    }

    ChatModel Open(ModelSettings settings) =>
        new(LlamaModel.Open(_file, settings), "random", "", settings, ModelPatience.Of(TimeSpan.FromMinutes(5)),
            TimeProvider.System);

    static IEnumerable<string> Samples() =>
    [
        Run.Sample, .. Directory.EnumerateFiles(Path.Combine(Run.Root, "samples/scenarios"), "*.flows.csv.gz").Order(),
    ];

    static Consultation Situation(ImmutableArray<AlertedWay> ways) => new(
        new(new(TimeSpan.FromMinutes(1)), new(TimeSpan.FromHours(1)), Gateway, SiteContext.None), ways, [],
        (rule, _) => new(rule, false, "it is not wanted"));

    static List<Flow> Flows(string file)
    {
        using var input = InputFile.Open(file, out var failure)!;
        Assert.Null(failure);
        var reader = FlowFormats.Open(input.Content, file, FlowFormats.Auto, default, strict: true, out _);
        var merger = new LogMerger([reader!], new(TimeSpan.MaxValue));
        var flows = new List<Flow>();
        while (merger.TryRead(out var observation)) flows.Add(observation.Flow);
        return flows;
    }

    static Outcome Replayed(List<Flow> flows, double tpr, double fpr, IProposer? proposer)
    {
        var strategy = new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: proposer);
        var replay = new Replay(new(strategy, Gateway, ResponseSettings.Default), new(tpr, fpr, 1));
        foreach (var flow in flows) replay.Next(flow);
        return new(replay.Scores.Cbr, replay.Scores.Wbr, replay.Responder.Made.Count);
    }
}
