using Merlon.Net;

namespace Merlon.Language.Benchmark;

public class ModelBenchmarkTests
{
    const string Right = "-A FORWARD -p tcp --dport 2323 -j DROP", Wide = "-A FORWARD -p tcp -j DROP";

    static readonly PromptTemplate Template = PromptTemplate.Standard("propose");

    // At first a rule that is too wide and one that is none, then a question, at last a word or two.
    [Fact]
    public void The_answer_of_a_loop_is_the_last_that_holds_rules_and_all_that_was_proposed_counts()
    {
        var ratings = Rated(1, new((prompt, _) => ScriptedModel.Said(
            prompt.Turns[^1].Text.Contains("By services", StringComparison.Ordinal)
                && prompt.Turns.Length == 3 ? "I give up." : Wide)), out _);
        Assert.All(ratings, rating => Assert.Equal([Wide], rating.Lines));

        ratings = Rated(1, Saying($"{Right}\n-A FORWARD -p tcp --dport 1-3 -j DROP", Wide, "I give up."), out _);
        var loop = ratings.Single(rating => rating.Variant is { HasLoop: true, IsConstrained: false });
        Assert.Equal([Wide], loop.Lines);
        Assert.True(loop is { IsValid: true, HasMeaning: true, Proposed: 3, Proven: 1 }, $"{loop}");
        Assert.Equal([2, 1, 0], loop.Calls.Select(call => call.Lines.Length));
        Assert.Equal([1, 0, 0], loop.Calls.Select(call => call.Proven.Length));
        Assert.True(loop.ProvenEffect.MaliciousBlocked > loop.InForceEffect.MaliciousBlocked);

        var once = ratings.Single(rating => rating.Variant is { HasLoop: false, IsConstrained: false });
        Assert.True(once is { IsValid: false, HasMeaning: false, Proposed: 2, Proven: 1 }, $"{once}");
        Assert.Equal(loop.InForceEffect, once.InForceEffect);
        Assert.Equal(0.4, new VariantSummary(once.Variant, [loop, once]).ProvenShare);
    }

    [Fact]
    public void Three_faults_in_a_row_are_the_end_and_what_was_rated_stays()
    {
        var model = new ScriptedModel((_, call) =>
            call is 1 or >= 5 ? ScriptedModel.Failed($"down {call}") : ScriptedModel.Said(Right));
        var ratings = Rated(3, model, out var benchmark, BenchmarkEnd.Failed);
        Assert.Equal((8, "down 7"), (model.Prompts.Count, benchmark.LastFault));
        Assert.Equal([null, "down 1", null, null, null], ratings.Select(rating => rating.Fault));
        Assert.Equal(1, benchmark.WholeWindows);
        Assert.Equal(1, new VariantSummary(ratings[1].Variant, [ratings[1]]).Failed);
    }

    [Fact]
    public void Who_ends_it_keeps_what_was_rated()
    {
        using var end = new CancellationTokenSource();
        var model = new ScriptedModel((_, call) =>
        {
            if (call == 6) end.Cancel();
            end.Token.ThrowIfCancellationRequested();
            return ScriptedModel.Said(Right);
        });
        var ratings = Rated(3, model, out var benchmark, BenchmarkEnd.Interrupted, end);
        Assert.Equal((7, 6, 1), (model.Prompts.Count, ratings.Count, benchmark.WholeWindows));
        var text = BenchmarkText.Write(new("scripted", 7, 3, benchmark.WholeWindows, ratings));
        Assert.Contains("\n1 of 3 windows, chosen by seed 7, each asked", text, StringComparison.Ordinal);
        Assert.Contains("\n| free-form, no recall, once | 2 | 0 | 100.0 % |", text, StringComparison.Ordinal);
        Assert.Contains("\n| constrained, no recall, once | 1 | 0 | 100.0 % |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_form_that_was_refused_is_told(bool isTaken)
    {
        var ratings = Rated(1, new((prompt, _) => ScriptedModel.Said(Right) with
        {
            IsHeldToForm = isTaken && prompt.Form is not null,
        }), out _);
        Assert.All(ratings, rating => Assert.Equal(!isTaken && rating.Variant.IsConstrained, rating.IsFormRefused));
        var text = BenchmarkText.Write(new("scripted", 1, 1, 1, ratings));
        const string Told = "\n*constrained, no recall, loop*: 1 of 1 answers are free-form, since the server refused";
        Assert.Equal(!isTaken, text.Contains(Told, StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_that_nobody_told_are_not_told()
    {
        var ratings = Rated(1, new((_, _) => new(Right, "", null, 11)), out _);
        Assert.All(ratings, rating => Assert.Null(rating.Tokens));
        Assert.Contains(" | not told | ", BenchmarkText.Write(new("scripted", 1, 1, 1, ratings)));

        var told = Rated(1, new((_, _) => new(Right, "", 7, 11)), out _);
        Assert.All(told, rating => Assert.Equal(18, rating.Tokens));
        Assert.Equal(18, new VariantSummary(told[0].Variant, [told[0], ratings[0]]).Tokens);
    }

    [Fact]
    public void Each_family_is_asked_about_its_own_lines()
    {
        var asked = new HashSet<(IpFamily, string)>();
        var answer = "-A FORWARD -s 203.0.113.9 -j DROP\n-A FORWARD -s 2001:db8::9 -j DROP";
        var world = new BenchmarkWorld(() => 0, (family, lines) =>
        {
            asked.Add((family, string.Join('\n', lines)));
            return true;
        });
        var ratings = Rated(1, Saying(answer), out _, world: world);
        Assert.All(ratings, rating => Assert.True(rating.IsTaken));
        Assert.Equal([(IpFamily.V4, answer.Split('\n')[0]), (IpFamily.V6, answer.Split('\n')[1])], asked);

        ratings = Rated(1, Saying(answer), out _,
            world: new(() => 0, (family, _) => family is IpFamily.V4 ? true : null));
        Assert.All(ratings, rating => Assert.Null(rating.IsTaken));
        Assert.Contains(" | not asked | ", BenchmarkText.Write(new("scripted", 1, 1, 1, ratings)));
    }

    // Each attempt its own answer, anew in each variant.
    static ScriptedModel Saying(params string[] answers)
    {
        var attempt = 0;
        return new((prompt, _) =>
        {
            attempt = prompt.Turns.Length == 1 ? 0 : attempt + 1;
            return ScriptedModel.Said(answers[Math.Min(attempt, answers.Length - 1)]);
        });
    }

    static IReadOnlyList<AnswerRating> Rated(
        int windows, ScriptedModel model, out ModelBenchmark benchmark, BenchmarkEnd expected = BenchmarkEnd.Whole,
        CancellationTokenSource? end = null, BenchmarkWorld? world = null)
    {
        var traffic = BenchmarkTraffics.OfScan();
        var chosen = traffic.Choose(1_000, seed: 1).Where(window => window is { Nids: 1, Number: >= 4 })
            .Take(windows).ToList();   // of so many alerts that a rule can be proven
        Assert.Equal(windows, chosen.Count);
        benchmark = new ModelBenchmark(
            model, Template, world ?? new(() => 0, (_, _) => true), traffic, null, ProposerBounds.Standard,
            end?.Token ?? TestContext.Current.CancellationToken);
        Assert.Equal(expected, benchmark.Run(chosen));
        return benchmark.Ratings;
    }
}
