using System.Globalization;
using System.Xml.Linq;

namespace Merlon.Evaluation;

public class ComparisonPictureTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("Zeek 008")]
    [InlineData("<b>&\"\u0001\u001b[31m'")]
    public void Is_well_formed_and_names_what_it_shows(string piece)
    {
        var picture = XDocument.Parse(ComparisonPicture.Draw(Comparisons.Of(piece))).Root!;
        var texts = picture.Elements(Svg + "text").Select(text => text.Value).ToList();
        Assert.Equal(piece.Replace('\u0001', '?').Replace('\u001b', '?'), texts[0]);
        Assert.All(
            ["merlon", "talk ε=0.1", "best in hindsight", "0", "0.0001", "0.01", "1", "  TPR 0.9, FPR 0.01"],
            text => Assert.Contains(text, texts));
        Assert.Equal("img", picture.Attribute("role")!.Value);
        Assert.NotEmpty(picture.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Is_the_same_bytes_again_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var picture = ComparisonPicture.Draw(Comparisons.Of("a"));
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal(picture, ComparisonPicture.Draw(Comparisons.Of("a")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Shares_lie_where_they_can_be_told_apart()
    {
        var marks = Texts(Comparisons.Of("a")).Where(text => (string?)text.Attribute("text-anchor") == "middle")
            .Take(6).Select(text => (text.Value, X: (double)text.Attribute("x")!)).ToList();
        Assert.Equal(["0", "0.0001", "0.001", "0.01", "0.1", "1"], marks.Select(mark => mark.Value));
        var step = marks[1].X - marks[0].X;
        Assert.True(step > 50);
        Assert.All(marks.Zip(marks.Skip(1)), pair => Assert.Equal(step, pair.Second.X - pair.First.X, 0.02));
    }

    [Fact]
    public void Each_strategy_has_a_shape_of_its_own()
    {
        var picture = XDocument.Parse(ComparisonPicture.Draw(Comparisons.Of("a"))).Root!;
        Assert.Equal(3, picture.Elements(Svg + "circle").Count());   // two NIDSs and the legend
        Assert.Equal(3, picture.Elements(Svg + "polygon").Count());
    }

    [Fact]
    public void Where_nothing_is_malicious_each_strategy_has_a_row()
    {
        var texts = Texts(Comparisons.Of("clean", malicious: 0)).ToList();
        Assert.DoesNotContain(texts, text => text.Value.Contains("CBR", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, text => text.Value == "best in hindsight");
        var rows = texts.Where(text => (string?)text.Attribute("text-anchor") == "end").Select(text => text.Value);
        Assert.Equal(["merlon", "talk ε=0.1"], rows);
    }

    static IEnumerable<XElement> Texts(Comparison comparison) =>
        XDocument.Parse(ComparisonPicture.Draw(comparison)).Root!.Elements(Svg + "text");
}
