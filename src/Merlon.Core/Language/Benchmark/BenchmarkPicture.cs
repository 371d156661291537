using Merlon.Evaluation;

namespace Merlon.Language.Benchmark;

/// <summary>Of each variant's answers, how many are valid and have a meaning, and how much is proven (SVG).</summary>
public static class BenchmarkPicture
{
    const int Width = 760, Left = 210, Top = 54, Bar = 12, Step = 52, PlotWidth = 500;

    static readonly (string Name, string Paint, Func<VariantSummary, double> Of)[] Bars =
    [
        ("valid", "fill=\"#4477aa\"", summary => summary.Valid),
        ("with meaning", "fill=\"#66ccee\"", summary => summary.Meaning),
        ("rules proven", "fill=\"#228833\"", summary => summary.ProvenShare ?? 0),
    ];

    public static string Draw(string model, IReadOnlyList<AnswerRating> ratings)
    {
        var summaries = VariantSummary.Of(ratings);
        var height = Top + Step * summaries.Count + 24;
        var picture = new Svg(Width, height, $"Answers of {model}: valid, with meaning, rules proven, by variant");
        var heading = $"{model}: share of answers, and of the rules in them";
        picture.Text(new(16, 24), heading, style: "fill=\"#111111\" font-size=\"15\"");
        foreach (var (i, bar) in Bars.Index())
        {
            var x = Left + 120 * i;
            Rectangle(x, 34, 10, 10, bar.Paint);
            picture.Text(new(x + 16, 43), bar.Name);
        }

        foreach (var (row, summary) in summaries.Index())
        {
            var top = Top + Step * row + 6;
            picture.Text(new(Left - 10, top + 22), summary.Variant.Name, "end");
            foreach (var (i, bar) in Bars.Index())
            {
                var share = bar.Of(summary);
                Rectangle(Left, top + (Bar + 2) * i, Math.Max(1, share * PlotWidth), Bar, bar.Paint);
                picture.Text(new(Left + share * PlotWidth + 6, top + (Bar + 2) * i + 10), $"{share:P0}");
            }
        }

        return picture.ToString();

        void Rectangle(double x, double y, double width, double tall, string paint) => picture.Polygon(
            [new(x, y), new(x + width, y), new(x + width, y + tall), new(x, y + tall)], paint);
    }
}
