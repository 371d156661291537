using System.Globalization;
using Merlon.Evaluation;

namespace Merlon.Language.Benchmark;

/// <summary>Ratings of one variant, together.</summary>
public sealed record VariantSummary(BenchmarkVariant Variant, IReadOnlyList<AnswerRating> Ratings)
{
    public double Valid => Share(rating => rating.IsValid);

    /// <summary>Null where iptables-restore was not asked.</summary>
    public double? Taken =>
        Ratings.All(rating => rating.IsTaken is null) ? null : Share(rating => rating.IsTaken is true);

    public double Meaning => Share(rating => rating.HasMeaning);

    /// <summary>Answers with a rule that was proven.</summary>
    public double Proven => Share(rating => rating.Proven > 0);

    public FutureEffect Effect => Sum(rating => rating.Effect);
    public FutureEffect ProvenEffect => Sum(rating => rating.ProvenEffect);
    public FutureEffect SolverEffect => Sum(rating => rating.SolverEffect);

    /// <summary>
    /// Windows in which the proven rules beside the solver's block more, and none of the honest more.
    /// </summary>
    public int Better => Ratings.Count(rating =>
        rating.ProvenEffect.MaliciousBlocked > rating.SolverEffect.MaliciousBlocked
        && rating.ProvenEffect.BenignBlocked <= rating.SolverEffect.BenignBlocked);

    /// <summary>Windows in which they block more of the honest.</summary>
    public int Worse => Ratings.Count(rating => rating.ProvenEffect.BenignBlocked > rating.SolverEffect.BenignBlocked);

    public double Tokens => Ratings.Average(rating => (double)rating.Tokens);
    public double Seconds => Ratings.Average(rating => rating.Seconds);

    public static IReadOnlyList<VariantSummary> Of(IReadOnlyList<AnswerRating> ratings) =>
        [.. ratings.GroupBy(rating => rating.Variant).Select(group => new VariantSummary(group.Key, [.. group]))];

    double Share(Func<AnswerRating, bool> holds) => (double)Ratings.Count(holds) / Ratings.Count;

    FutureEffect Sum(Func<AnswerRating, FutureEffect> of) => Ratings.Select(of).Aggregate((one, other) => one + other);
}

/// <summary>The benchmark of a language model as Markdown.</summary>
public static class BenchmarkText
{
    public static string Write(string model, IReadOnlyList<AnswerRating> ratings)
    {
        var table = new MarkdownTable(
            "variant", "valid (Merlon)", "valid (iptables)", "meaning", "proven", "answer alone: CBR / WBR",
            "solver: CBR / WBR", "solver and what is proven", "windows better", "worse", "tokens", "seconds");
        foreach (var summary in VariantSummary.Of(ratings))
        {
            table.Add(
                summary.Variant.Name, Percent(summary.Valid), summary.Taken is { } taken ? Percent(taken) : "not asked",
                Percent(summary.Meaning), Percent(summary.Proven), Text(summary.Effect), Text(summary.SolverEffect),
                Text(summary.ProvenEffect), $"{summary.Better}", $"{summary.Worse}",
                summary.Tokens.ToString("N0", CultureInfo.InvariantCulture),
                summary.Seconds.ToString("0.00", CultureInfo.InvariantCulture));
        }

        var windows = ratings.Select(rating => rating.Window).Distinct().Count();
        var faults = ratings.Where(rating => rating.Fault is not null).ToList();
        return $"# {MarkdownTable.Escaped(model)} as a proposer\n\n"
            + $"{windows:N0} windows, each asked in every variant; tokens and seconds are means of an answer. CBR and "
            + "WBR are of the hour after each window, all windows together. What is not proven is never in force: "
            + $"*answer alone* says what it would have done.\n\n{table}"
            + (faults.Count == 0 ? "" : $"{faults.Count:N0} answers failed, the first: "
                + $"{MarkdownTable.Escaped(faults[0].Fault!)}\n");
    }

    static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    static string Text(FutureEffect effect) =>
        string.Create(CultureInfo.InvariantCulture, $"{effect.Cbr:0.0000} / {effect.Wbr:0.0000}");
}
