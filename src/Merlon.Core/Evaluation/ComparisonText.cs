using System.Text;

namespace Merlon.Evaluation;

/// <summary>Comparisons as Markdown: an overview, where the first strategy is not ahead, a section for each.</summary>
public static class ComparisonText
{
    /// <param name="pictureOf">Where the picture of a piece lies, as a link; null for no pictures.</param>
    public static string Write(
        IReadOnlyList<Comparison> comparisons, int seeds, Func<Comparison, string>? pictureOf = null)
    {
        var text = new StringBuilder();
        text.Append($"""
            Where the NIDS is noisy, a figure is the mean over {seeds} seeds, with the least and the most of them in
            brackets where they differ; with an ideal one there is nothing to vary.


            """);
        WriteOverview(text, comparisons);
        WriteHindsight(text, comparisons);
        WriteNotAhead(text, comparisons);
        foreach (var comparison in comparisons) WritePiece(text, comparison, pictureOf);
        return $"{text}";
    }

    static void WriteOverview(StringBuilder text, IReadOnlyList<Comparison> comparisons)
    {
        text.Append("## Side by side\n\nCBR / WBR, means.\n\n");
        string[] strategies = [.. comparisons[0].Strategies];
        foreach (var nids in comparisons.SelectMany(one => one.Nids).Distinct())
        {
            var table = new MarkdownTable([$"NIDS: {nids.Name}", .. strategies]);
            foreach (var one in comparisons.Where(one => one.Nids.Contains(nids)))
                table.Add([Markdown(one.Piece), .. strategies.Select(strategy => Both(one, strategy, nids))]);
            text.Append(table);
        }
    }

    static void WriteHindsight(StringBuilder text, IReadOnlyList<Comparison> comparisons)
    {
        var first = comparisons[0].Strategies.First();
        var ideal = comparisons[0].Nids.First();
        text.Append($"""
            ## What could be had at all

            The best of all rule sets about new connections, for somebody who knows all flows to come, in force from the
            beginning. *Cannot be beaten*: it is proven that no rule set within that WBR has a higher CBR. Beside it
            `{first}` behind the first NIDS ({ideal.Name}), which learns of an attack from its alerts. Of a
            flood the best knows every forged address beforehand, as nobody else can: there it says how little honest
            traffic is in the way, and no more.


            """);
        var table = new MarkdownTable(
            "piece", "best at WBR 0", $"`{first}`", $"best within its WBR", "cannot be beaten", "reached");
        foreach (var comparison in comparisons.Where(comparison => comparison.HasMalicious))
        {
            var own = comparison.Of(first, ideal);
            var best = comparison.BestWithin(own.Wbr.Mean)!;
            table.Add(
                Markdown(comparison.Piece), Share(comparison.Frontier[0].Cbr), Both(comparison, first, ideal),
                $"{Share(best.Cbr)} / {Share(best.Wbr)}", Share(best.BoundCbr), $"{own.Cbr.Mean / best.Cbr:P1}");
        }

        text.Append(table);
    }

    static void WriteNotAhead(StringBuilder text, IReadOnlyList<Comparison> comparisons)
    {
        var first = comparisons[0].Strategies.First();
        text.Append($"## Where `{first}` is not ahead\n\nEvery strategy with a higher CBR or a lower WBR (means).\n\n");
        var table = new MarkdownTable("piece, NIDS", "strategy", "CBR / WBR", $"`{first}`", "ahead in");
        foreach (var comparison in comparisons)
        {
            foreach (var other in comparison.Results.Where(result => result.Strategy != first))
            {
                var ahead = AheadIn(other, comparison.Of(first, other.Nids));
                if (ahead.Length == 0) continue;

                table.Add(
                    $"{Markdown(comparison.Piece)}, {other.Nids.Name}", other.Strategy,
                    Both(comparison, other.Strategy, other.Nids), Both(comparison, first, other.Nids), ahead);
            }
        }

        text.Append(table.Rows > 0 ? $"{table}" : "None.\n\n");
    }

    // As far as the figures show it.
    static string AheadIn(Result other, Result own)
    {
        var (cbr, wbr) = (Rounded(other.Cbr) > Rounded(own.Cbr), Rounded(other.Wbr) < Rounded(own.Wbr));
        return (cbr, wbr) switch { (true, true) => "both", (true, _) => "CBR", (_, true) => "WBR", _ => "" };

        static double Rounded(Spread spread) => Math.Round(spread.Mean, 4);
    }

    static void WritePiece(StringBuilder text, Comparison comparison, Func<Comparison, string>? pictureOf)
    {
        text.Append($"## {Markdown(comparison.Piece)}\n\n{Counts(comparison)}\n\n");
        if (pictureOf is not null)
            text.Append($"![{(comparison.HasMalicious ? "CBR against WBR" : "WBR")}]({pictureOf(comparison)})\n\n");

        var results = new MarkdownTable("NIDS", "strategy", "CBR", "WBR", "rules made");
        foreach (var result in comparison.Results)
        {
            results.Add(
                result.Nids.Name, result.Strategy, comparison.HasMalicious ? Share(result.Cbr) : "",
                Share(result.Wbr), $"{result.Rules.Mean:N0}");
        }

        text.Append(results);
        if (!comparison.HasMalicious) return;

        var frontier = new MarkdownTable("in hindsight, WBR at most", "CBR", "cannot be beaten", "WBR", "rules");
        foreach (var answer in comparison.Frontier)
        {
            frontier.Add(
                Share(new Tally(comparison.Benign, answer.Budget).Share), Share(answer.Cbr), Share(answer.BoundCbr),
                Share(answer.Wbr), $"{answer.Rules.Length:N0}");
        }

        text.Append(frontier);
    }

    static string Counts(Comparison comparison)
    {
        var (flows, malicious, benign) = (comparison.Flows, comparison.Malicious, comparison.Benign);
        var unscored = flows - malicious - benign;
        var text = $"{flows:N0} flows: {malicious:N0} malicious, {benign:N0} benign";
        if (unscored > 0) text += $", {unscored:N0} not scored";
        if (comparison.OutOfReach > 0)
            text += $"; no rule at the firewall can block {comparison.OutOfReach:N0} of the malicious";
        if (comparison.Logged.Alerts > 0)
            text += $"; its logs hold {comparison.Logged.Alerts:N0} alerts, on {comparison.Logged.Flows:N0} flows";
        return $"{text}.";
    }

    static string Both(Comparison comparison, string strategy, Nids nids)
    {
        var result = comparison.Of(strategy, nids);
        return comparison.HasMalicious
            ? $"{Share(result.Cbr.Mean)} / {Share(result.Wbr.Mean)}" : $"- / {Share(result.Wbr.Mean)}";
    }

    static string Share(Spread spread) =>
        Share(spread.Least) == Share(spread.Most)
            ? Share(spread.Mean) : $"{Share(spread.Mean)} ({Share(spread.Least)}-{Share(spread.Most)})";

    static string Share(double share) => $"{share:0.0000}";

    static string Markdown(string text) => MarkdownTable.Escaped(text);
}
