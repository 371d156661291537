using System.Globalization;
using System.Text;

namespace Merlon.Evaluation;

/// <summary>A place in a picture, in its units, from the left and from the top.</summary>
readonly record struct Place(double X, double Y);

/// <summary>A picture as SVG text: few shapes, fixed number formats, so that equal pictures are equal bytes.</summary>
sealed class Svg
{
    readonly StringBuilder _text = new();

    /// <param name="title">What it shows, for those who cannot see it.</param>
    public Svg(int width, int height, string title)
    {
        _text.Append(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"
             role="img" font-family="sans-serif" font-size="12">
            <title>{Escaped(title)}</title>
            <rect width="{width}" height="{height}" rx="6" fill="#ffffff" stroke="#999999"/>

            """);
    }

    public void Line(Place from, Place to, string stroke) =>
        Element($"""<line x1="{N(from.X)}" y1="{N(from.Y)}" x2="{N(to.X)}" y2="{N(to.Y)}" {stroke}/>""");

    public void Polyline(IEnumerable<Place> places, string stroke) =>
        Element($"""<polyline points="{Points(places)}" fill="none" {stroke}/>""");

    public void Polygon(IEnumerable<Place> places, string paint) =>
        Element($"""<polygon points="{Points(places)}" {paint}/>""");

    public void Circle(Place centre, double radius, string paint) =>
        Element($"""<circle cx="{N(centre.X)}" cy="{N(centre.Y)}" r="{N(radius)}" {paint}/>""");

    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public void Text(Place at, string text, string anchor = "start", string style = "fill=\"#333333\"") =>
        Element($"""<text x="{N(at.X)}" y="{N(at.Y)}" text-anchor="{anchor}" {style}>{Escaped(text)}</text>""");

    /// <summary>Text that reads upwards.</summary>
    public void UprightText(Place at, string text) =>
        Text(at, text, "middle", $"""fill="#333333" transform="rotate(-90 {N(at.X)} {N(at.Y)})" """.TrimEnd());

    public override string ToString() => $"{_text}</svg>\n";

    void Element(string element) => _text.Append(element).Append('\n');

    static string Points(IEnumerable<Place> places) =>
        string.Join(' ', places.Select(place => $"{N(place.X)},{N(place.Y)}"));

    static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    // What XML does not allow, and other controls, stand as a question mark.
    static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                0xFFFE or 0xFFFF => "?",
                _ when Rune.IsControl(rune) => "?",
                _ => rune.ToString(),
            });
        }

        return $"{escaped}";
    }
}
