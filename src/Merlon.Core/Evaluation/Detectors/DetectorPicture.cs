using System.Globalization;

namespace Merlon.Evaluation.Detectors;

/// <summary>
/// The curves of detectors: a panel for each, in it a line for each attack. False-positive rates are on a logarithmic
/// scale, since it is the small ones that one can live with.
/// </summary>
public static class DetectorPicture
{
    const int Across = 2, PanelWidth = 360, PanelHeight = 260, LegendHeight = 18, Left = 50, Top = 34, Gap = 60;

    const double LeastExponent = -5;

    static readonly string[] Colours =
    [
        "#1b6ca8", "#c1440e", "#2e8b57", "#8e44ad", "#b8860b", "#d6336c", "#0b7285", "#5c4033", "#7f8c8d", "#3d5a80",
    ];

    static readonly string[] Dashes = ["", "stroke-dasharray=\"6 3\"", "stroke-dasharray=\"2 2\""];

    public static string Svg(IReadOnlyList<DetectorResult> results)
    {
        var attacks = results[0].Attacks;
        var rows = (results.Count + Across - 1) / Across;
        var across = Math.Min(Across, results.Count);
        var perColumn = (attacks.Length + across - 1) / across;
        var panels = rows * (PanelHeight + Gap);
        var svg = new Svg(across * (PanelWidth + Left + 20) + 20, Top + panels + perColumn * LegendHeight,
            "How large a share of each attack's packets is found, at which rate of false positives");
        foreach (var (index, result) in results.Index())
        {
            var (row, column) = Math.DivRem(index, Across);
            Panel(svg, result, new(Left + column * (PanelWidth + Left + 20), Top + row * (PanelHeight + Gap)));
        }

        foreach (var (index, attack) in attacks.Index())
        {
            var (column, row) = Math.DivRem(index, perColumn);
            var at = new Place(Left + column * (PanelWidth + Left + 20), Top + panels + row * LegendHeight);
            svg.Line(at, at with { X = at.X + 30 }, StrokeOf(index));
            svg.Text(new(at.X + 38, at.Y + 4), attack.Name);
        }

        return svg.ToString();
    }

    static void Panel(Svg svg, DetectorResult result, Place at)
    {
        const string axis = "stroke=\"#999999\"", grid = "stroke=\"#e5e5e5\"";
        var (right, bottom) = (at.X + PanelWidth, at.Y + PanelHeight);
        svg.Text(new(at.X, at.Y - 10), string.Create(CultureInfo.InvariantCulture,
            $"{result.Detector}: mean AUC {result.MeanArea:0.0000}"));
        for (var exponent = LeastExponent; exponent <= 0; exponent++)
        {
            var x = XOf(Math.Pow(10, exponent), at);
            svg.Line(new(x, at.Y), new(x, bottom), grid);
            svg.Text(new(x, bottom + 16), exponent == 0 ? "1" : $"1e{exponent:0}", "middle");
        }

        for (var share = 0; share <= 4; share++)
        {
            var y = bottom - PanelHeight * share / 4.0;
            svg.Line(new(at.X, y), new(right, y), grid);
            svg.Text(new(at.X - 6, y + 4), (share / 4.0).ToString("0.##", CultureInfo.InvariantCulture), "end");
        }

        svg.Line(new(at.X, bottom), new(right, bottom), axis);
        svg.Line(new(at.X, at.Y), new(at.X, bottom), axis);
        svg.Text(new(at.X + PanelWidth / 2.0, bottom + 32), "false-positive rate", "middle");
        svg.UprightText(new(at.X - 36, at.Y + PanelHeight / 2.0), "true-positive rate");
        foreach (var (index, attack) in result.Attacks.Index())
            svg.Polyline(StepsOf(attack, at), $"{StrokeOf(index)} stroke-width=\"1.5\"");
    }

    // As much as can be told apart: one place for each unit of width.
    static IEnumerable<Place> StepsOf(AttackResult attack, Place at)
    {
        for (var x = 0; x <= PanelWidth; x += 2)
        {
            var fpr = Math.Pow(10, LeastExponent * (1 - (double)x / PanelWidth));
            yield return new(at.X + x, at.Y + PanelHeight * (1 - attack.Curve.TprAt(fpr)));
        }
    }

    static double XOf(double fpr, Place at) => at.X + PanelWidth * (1 - Math.Log10(fpr) / LeastExponent);

    static string StrokeOf(int index) =>
        $"stroke=\"{Colours[index % Colours.Length]}\" {Dashes[index / Colours.Length % Dashes.Length]}";
}
