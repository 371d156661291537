using System.Globalization;
using System.Net;
using System.Text;
using Merlon.Rules;

namespace Merlon.RootCause.Reports;

/// <summary>
/// A report as one page of HTML that asks nobody for anything: no script, no picture from elsewhere, and a policy that
/// forbids both (W3C, Content Security Policy Level 3).
/// </summary>
public static class HtmlReport
{
    const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Root cause analysis</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
        h1, h2, h3 { line-height: 1.2 } h2 { margin-top: 2rem } small { color: #666 }
        pre { background: #f4f4f4; padding: .7rem; overflow-x: auto } svg { max-width: 100%; height: auto }
        table { border-collapse: collapse } td, th { border: 1px solid #ccc; padding: .2rem .5rem; text-align: left }
        .answer { font-size: 1.2rem; font-weight: 600 }
        </style>
        </head>
        <body>

        """;

    public static string Of(Report report)
    {
        var page = new StringBuilder(Head);
        page.Append("<h1>Root cause analysis</h1>\n");
        page.Append($"<p class=\"answer\">{Escaped(string.Join(", ", report.Answer))}</p>\n");
        page.Append($"<p>{Sentence(report.Issue, report)}</p>\n");
        if (report.Timeline.Length > 0) page.Append(TimelinePicture.Of(report.Timeline));
        foreach (var telling in report.Tellings) Write(page, telling, report);
        foreach (var (number, cause) in report.Causes.Index()) Write(page, cause, number, report);
        if (report.Together is { } all) List(page, "All fixes at once", [Sentence(all, report)]);
        List(page, "Contributing factors", report.Factors.Select(claim => Sentence(claim, report)));
        List(page, "Unusual, and no sign of an attack by itself",
            report.Oddities.Select(claim => Sentence(claim, report)));
        WriteTimeline(page, report);
        List(page, "Who", Who(report));
        List(page, $"Techniques (ATT&CK {ShownTechnique.Version})",
            report.Techniques.Select(shown => Technique(shown, report)));
        List(page, "What stays unknown", report.Unknowns.Select(claim => Sentence(claim, report)));
        List(page, "Attempts to steer the reader", report.Injections.Select(claim => Sentence(claim, report)));
        List(page, "Notes on the reading", report.Notes.Select(Escaped));
        return page.Append("</body>\n</html>\n").ToString();
    }

    static void Write(StringBuilder page, Telling telling, Report report)
    {
        List(page, telling.Question ?? "In other words",
            telling.Sentences.Select(told => Sentence(told.Text, EvidenceText.Of(told.Claims, report))));
        page.Append($"<p><small>{Escaped(telling.Origin)}</small></p>\n");
    }

    static void Write(StringBuilder page, CauseReport cause, int number, Report report)
    {
        List(page, $"Cause {number + 1}: {cause.Name}",
        [
            .. cause.Claims.Select(claim => Sentence(claim, report)),
            Escaped($"confidence: {cause.Confidence}, since {cause.Why}"),
        ]);
        page.Append($"<h3>Fix: {Escaped(cause.Fix.Change.Kind)}</h3>\n{Preformatted(cause.Fix.Diff)}");
        page.Append($"<p>To take it back:</p>\n{Preformatted(cause.Fix.Rollback)}");
        page.Append(CultureInfo.InvariantCulture,
            $"<p>Of {cause.Fix.Effects.Length} lines {cause.Fix.NewlyRefused} would have been refused.</p>\n");
        List(page, null, cause.Fix.Packets.Select(Escaped));
        List(page, null, cause.Fix.Anomalies.Select(anomaly => $"It adds an anomaly: {Escaped(anomaly)}"));
    }

    static string Preformatted(IEnumerable<string> lines) =>
        $"<pre>{Escaped(string.Join('\n', lines), keepLines: true)}</pre>\n";

    static void WriteTimeline(StringBuilder page, Report report)
    {
        if (report.Timeline.Length == 0) return;

        page.Append("<h2>Timeline (UTC)</h2>\n<table>\n<tr><th>time</th><th>phase</th><th>what</th></tr>\n");
        foreach (var entry in report.Timeline)
        {
            page.Append($"<tr><td>{TimelinePicture.Text(entry.At)}</td><td>{entry.Phase}</td>");
            page.Append($"<td>{Sentence(entry.Claim, report)}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    static IEnumerable<string> Who(Report report)
    {
        if (report.Attackers.Length > 0) yield return $"attackers: {string.Join(", ", report.Attackers)}";
        if (report.Victims.Length > 0) yield return $"hit: {string.Join(", ", report.Victims)}";
        if (report.Assets.Length > 0) yield return $"which are: {Escaped(string.Join(", ", report.Assets))}";
        if (report.Users.Length > 0) yield return $"under the names: {Escaped(string.Join(", ", report.Users))}";
    }

    static string Technique(ShownTechnique shown, Report report)
    {
        var tactics = string.Join(", ", shown.Technique.Tactics);
        var advice = shown.Technique.Mitigations.Select(one => $"<li>{Escaped($"{one.Id}: {one.Advice}")}</li>");
        var list = shown.Technique.Mitigations.IsEmpty ? "" : $"<ul>{string.Concat(advice)}</ul>";
        return $"{Escaped($"{shown.Id} {shown.Name} ({tactics}):")} {Sentence(shown.Claim, report)}{list}";
    }

    static void List(StringBuilder page, string? title, IEnumerable<string> items)
    {
        var lines = items.ToList();
        if (lines.Count == 0) return;
        if (title is not null) page.Append($"<h2>{Escaped(title)}</h2>\n");
        page.Append($"<ul>\n{string.Concat(lines.Select(line => $"<li>{line}</li>\n"))}</ul>\n");
    }

    static string Sentence(Claim claim, Report report) => Sentence(claim.Text, EvidenceText.Of(claim, report));

    static string Sentence(string text, string evidence) =>
        evidence.Length == 0 ? Escaped(text) : $"{Escaped(text)} <small>({Escaped(evidence)})</small>";

    static string Escaped(string text) => Escaped(text, keepLines: false);

    static string Escaped(string text, bool keepLines) => WebUtility.HtmlEncode(VisibleText.Of(text, keepLines));
}
