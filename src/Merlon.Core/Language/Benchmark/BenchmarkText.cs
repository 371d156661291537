using System.Globalization;
using Merlon.Evaluation;

namespace Merlon.Language.Benchmark;

/// <summary>What was rated, and of what it was chosen.</summary>
/// <param name="Seed">That chose the windows.</param>
/// <param name="Windows">So many were chosen.</param>
/// <param name="WholeWindows">So many of them were rated in every variant.</param>
public sealed record BenchmarkOutcome(
    string Model, int Seed, int Windows, int WholeWindows, IReadOnlyList<AnswerRating> Ratings);

/// <summary>The benchmark of a language model as Markdown.</summary>
public static class BenchmarkText
{
    const string Meaning = """
        CBR and WBR are of the hour after each window, all windows together; tokens and seconds are means of an
        answer. With the loop the *answer* is the last that holds rules. It is *valid* if all that it says as rules is
        read as such, by Merlon and by `iptables-restore --test`, IPv6 by `ip6tables-restore`. It has a *meaning* if
        it is valid, all of it is for the chain that was asked about, it blocks an alert's packet, each of its rules
        that drop takes one in, and nothing that the context protects is lost. *Answer alone* is what it would do as
        the ordered rule set that it is, unproven: that is never in force. *Proven* are the rules that were proven
        harmless, of all that were proposed, with the loop in each attempt. *In force* are Merlon's own rules at the
        moment of asking, kept for that hour as they are; they are the same in both columns, so that the difference is
        what was proven of the model's.
        """;

    public static string Write(BenchmarkOutcome outcome)
    {
        var table = new MarkdownTable(
            "variant", "answers", "failed", "valid (Merlon)", "valid (iptables)", "meaning", "proven",
            "answer alone: CBR / WBR", "in force: CBR / WBR", "in force and proven", "windows better", "worse",
            "tokens", "seconds");
        var summaries = VariantSummary.Of(outcome.Ratings);
        foreach (var summary in summaries) table.Add(Cells(summary));

        var rated = outcome.WholeWindows == outcome.Windows ? "" : $"{outcome.WholeWindows:N0} of ";
        var windows = $"{rated}{outcome.Windows:N0} {(outcome.Windows == 1 ? "window" : "windows")}";
        return $"# {MarkdownTable.Escaped(outcome.Model)} as a proposer\n\n"
            + $"{windows}, chosen by seed {outcome.Seed}, each asked in every variant.\n\n{table}"
            + $"{string.Concat(summaries.Select(RefusedForm))}{Failed(outcome.Ratings)}{Meaning}\n";
    }

    static string[] Cells(VariantSummary summary) =>
    [
        summary.Variant.Name, $"{summary.Ratings.Count:N0}", $"{summary.Failed:N0}", Percent(summary.Valid),
        summary.Taken is { } taken ? Percent(taken) : "not asked", Percent(summary.Meaning),
        summary.ProvenShare is { } proven ? Percent(proven) : "none proposed", Text(summary.Effect),
        Text(summary.InForceEffect), Text(summary.ProvenEffect), $"{summary.Better:N0}", $"{summary.Worse:N0}",
        summary.Tokens?.ToString("N0", CultureInfo.InvariantCulture) ?? "not told",
        summary.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
    ];

    static string RefusedForm(VariantSummary summary) => summary.FormRefused == 0 ? ""
        : $"*{summary.Variant.Name}*: {summary.FormRefused:N0} of {summary.Ratings.Count:N0} answers are free-form, "
            + "since the server refused the form.\n\n";

    static string Failed(IReadOnlyList<AnswerRating> ratings)
    {
        var faults = ratings.Select(rating => rating.Fault).OfType<string>().ToList();
        var many = faults.Count == 1 ? "1 answer" : $"{faults.Count:N0} answers";
        return faults.Count == 0 ? "" : $"{many} failed, the first: {MarkdownTable.Escaped(faults[0])}\n\n";
    }

    static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    static string Text(FutureEffect effect) =>
        string.Create(CultureInfo.InvariantCulture, $"{effect.Cbr:0.0000} / {effect.Wbr:0.0000}");
}
