using System.Globalization;
using System.Text;

namespace Merlon.Evaluation.Detectors;

/// <summary>How well detectors do, as Markdown.</summary>
public static class DetectorText
{
    public static string Markdown(IReadOnlyList<DetectorResult> results)
    {
        var text = new StringBuilder(Summary(results).ToString());
        if (results.Count > 1) text.Append(Areas(results));
        foreach (var result in results) text.Append($"### {result.Detector}\n\n{Details(result)}");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    static MarkdownTable Summary(IReadOnlyList<DetectorResult> results)
    {
        var table = new MarkdownTable("detector", "mean AUC", "least AUC", "mean TPR at FPR 1e-3", "at 1e-4",
            "wanted FPR", "FPR", "attacks with an alert");
        foreach (var result in results)
        {
            table.Add(result.Detector, Four(result.MeanArea), Four(result.Attacks.Min(attack => attack.Curve.Area)),
                Four(result.MeanTprAt(1e-3)), Four(result.MeanTprAt(1e-4)),
                result.Wanted is { } wanted ? Rate(wanted) : "-", Rate(result.Fpr),
                $"{result.Attacks.Count(attack => attack.Delay is not null)} of {result.Attacks.Length}");
        }

        return table;
    }

    static MarkdownTable Areas(IReadOnlyList<DetectorResult> results)
    {
        var table = new MarkdownTable(["AUC", .. results.Select(result => result.Detector)]);
        foreach (var (index, attack) in results[0].Attacks.Index())
        {
            table.Add([MarkdownTable.Escaped(attack.Name),
                .. results.Select(result => Four(result.Attacks[index].Curve.Area))]);
        }

        return table;
    }

    static MarkdownTable Details(DetectorResult result)
    {
        var table = new MarkdownTable("attack", "packets", "AUC", "EER", "TPR at FPR 1e-3", "at 1e-4",
            "TPR", "first alert after");
        foreach (var attack in result.Attacks)
        {
            table.Add(MarkdownTable.Escaped(attack.Name), attack.Packets.ToString("N0", CultureInfo.InvariantCulture),
                Four(attack.Curve.Area), Four(attack.Curve.EqualErrorRate), Four(attack.Curve.TprAt(1e-3)),
                Four(attack.Curve.TprAt(1e-4)), Four(attack.Tpr), DelayOf(attack));
        }

        return table;
    }

    static string DelayOf(AttackResult attack) => attack.Delay is { } delay
        ? string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds:0.00} s") : "never";

    static string Four(double share) => share.ToString("0.0000", CultureInfo.InvariantCulture);

    static string Rate(double rate) => rate.ToString("G3", CultureInfo.InvariantCulture);
}
