using System.Globalization;
using System.Text;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>A report as Markdown (CommonMark, with tables); nothing that came from a log is markup in it.</summary>
public static class MarkdownReport
{
    const int MostShown = 40;

    public static string Of(Report report)
    {
        var text = new StringBuilder("# Root cause analysis\n\n");
        text.Append($"**Answer:** {string.Join(", ", report.Answer)}\n\n");
        Say(text, report.Issue, report, "");
        foreach (var telling in report.Tellings) Write(text, telling, report);
        foreach (var (number, cause) in report.Causes.Index()) Write(text, cause, number, report);
        if (report.Together is { } all) Section(text, "All fixes at once", [all], report);
        Section(text, "Contributing factors", report.Factors, report);
        Section(text, "Unusual, and no sign of an attack by itself", report.Oddities, report);
        WriteTimeline(text, report);
        WriteWho(text, report);
        WriteTechniques(text, report);
        Section(text, "What stays unknown", report.Unknowns, report);
        Section(text, "Attempts to steer the reader", report.Injections, report);
        if (report.Notes.Length > 0) text.Append("\n## Notes on the reading\n\n");
        foreach (var note in report.Notes) text.Append($"- {Escaped(note)}\n");
        return text.ToString();
    }

    static void Write(StringBuilder text, Telling telling, Report report)
    {
        text.Append($"\n## {(telling.Question is { } question ? Escaped(question) : "In other words")}\n\n");
        foreach (var (said, claims) in telling.Sentences)
        {
            var evidence = EvidenceText.Of(claims, report);
            text.Append($"- {Escaped(said)}{(evidence is "" ? "" : $" ({Escaped(evidence)})")}\n");
        }

        text.Append($"\n{Escaped(telling.Origin)}\n");
    }

    static void Write(StringBuilder text, CauseReport cause, int number, Report report)
    {
        text.Append($"\n## Cause {number + 1}: {cause.Kind.Name}\n\n");
        foreach (var claim in cause.Claims) Say(text, claim, report, "- ");
        text.Append($"- confidence: {cause.Confidence}, since {cause.Why}\n\n");
        text.Append($"### Fix {number + 1}: {cause.Fix.Change.Kind}\n\n");
        text.Append(MarkdownText.Fenced("diff", cause.Fix.Diff));
        text.Append("\nTo take it back:\n\n");
        text.Append(MarkdownText.Fenced("diff", cause.Fix.Rollback));
        WriteEffects(text, cause.Fix, report);
        foreach (var anomaly in cause.Fix.Anomalies)
            text.Append($"\nIt adds an anomaly to the rules: {Escaped(anomaly)}\n");
        if (cause.Fix.Packets.Length == 0) return;
        text.Append("\nOn all packets there are:\n\n");
        foreach (var line in cause.Fix.Packets) text.Append($"- {Escaped(line)}\n");
    }

    static void WriteEffects(StringBuilder text, Fix fix, Report report)
    {
        var changed = fix.Effects.Where(effect => effect.Before != effect.After).ToList();
        text.Append(CultureInfo.InvariantCulture,
            $"\nOn the {fix.Effects.Length} lines that tell of connections: {changed.Count} would have been refused,");
        text.Append(CultureInfo.InvariantCulture, $" {fix.Effects.Length - changed.Count} stay as they were.\n\n");
        if (changed.Count == 0) return;

        text.Append("| line | before | after |\n| :-- | :-- | :-- |\n");
        foreach (var effect in changed.Take(MostShown))
            text.Append($"| {Escaped(Text(effect.Place, report))} | {Text(effect.Before)} | {Text(effect.After)} |\n");
        if (changed.Count > MostShown) text.Append(CultureInfo.InvariantCulture,
            $"\nand {changed.Count - MostShown} more\n");
    }

    static string Text(Ruling? ruling) => ruling is null ? "not told" : $"{ruling}".ToLowerInvariant();

    static void WriteTimeline(StringBuilder text, Report report)
    {
        if (report.Timeline.Length == 0) return;

        text.Append("\n## Timeline (UTC)\n\n| time | phase | what | evidence |\n| :-- | :-- | :-- | :-- |\n");
        foreach (var entry in report.Timeline)
        {
            var at = entry.At is { } told ? LogTime.Text(told) : "not told";
            text.Append($"| {at} | {entry.Phase} | {Escaped(entry.Claim.Text)} | {Escaped(Evidence(entry.Claim,
                report))} |\n");
        }
    }

    static void WriteWho(StringBuilder text, Report report)
    {
        if (report.Attackers.Length + report.Victims.Length == 0) return;

        text.Append("\n## Who\n\n");
        if (report.Attackers.Length > 0) text.Append($"- attackers: {string.Join(", ", report.Attackers)}\n");
        if (report.Victims.Length > 0) text.Append($"- hit: {string.Join(", ", report.Victims)}\n");
        if (report.Assets.Length > 0) text.Append($"- which are: {Escaped(string.Join(", ", report.Assets))}\n");
        if (report.Users.Length > 0) text.Append($"- under the names: {Escaped(string.Join(", ", report.Users))}\n");
    }

    static void WriteTechniques(StringBuilder text, Report report)
    {
        if (report.Techniques.Length == 0) return;

        text.Append($"\n## Techniques (ATT&CK {ShownTechnique.Version})\n\n");
        foreach (var shown in report.Techniques)
        {
            var tactics = string.Join(", ", shown.Technique.Tactics);
            Say(text, shown.Claim, report, $"- {shown.Id} {shown.Name} ({tactics}): ");
            foreach (var (id, advice) in shown.Technique.Mitigations) text.Append($"  - {id}: {advice}\n");
        }
    }

    static void Section(StringBuilder text, string title, IReadOnlyCollection<Claim> claims, Report report)
    {
        if (claims.Count == 0) return;
        text.Append($"\n## {title}\n\n");
        foreach (var claim in claims) Say(text, claim, report, "- ");
    }

    static void Say(StringBuilder text, Claim claim, Report report, string lead)
    {
        var evidence = Evidence(claim, report);
        text.Append(lead).Append(Escaped(claim.Text)).Append(evidence.Length > 0 ? $" ({Escaped(evidence)})\n" : "\n");
    }

    static string Evidence(Claim claim, Report report) => EvidenceText.Of(claim, report);

    static string Text(LogPlace place, Report report) => EvidenceText.Of(place, report);

    static string Escaped(string text) => MarkdownText.Of(text);
}
