using System.Globalization;

namespace Merlon.Evaluation;

/// <summary>
/// CBR against WBR as a picture (SVG): what each strategy did behind each NIDS, and what could be had in hindsight.
/// Where nothing is malicious, WBR alone, a strategy a row.
/// </summary>
public sealed class ComparisonPicture
{
    const int Width = 760, Height = 400, Left = 110, Top = 44, PlotWidth = 440, PlotHeight = 290;
    const int Right = Left + PlotWidth, Bottom = Top + PlotHeight, Legend = Right + 24, LegendStep = 24;

    const string Faint = "stroke=\"#dddddd\"", Axis = "stroke=\"#666666\"", Small = "fill=\"#333333\" font-size=\"11\"";

    const string Bold = "fill=\"#111111\" font-size=\"15\" font-weight=\"bold\"";

    readonly Comparison _comparison;
    readonly string[] _strategies;
    readonly Svg _picture;

    ComparisonPicture(Comparison comparison)
    {
        (_comparison, _strategies) = (comparison, [.. comparison.Strategies]);
        _picture = new(Width, Height, comparison.HasMalicious
            ? $"{comparison.Piece}: CBR against WBR of {string.Join(", ", _strategies)}"
            : $"{comparison.Piece}: WBR of {string.Join(", ", _strategies)}");
    }

    public static string Draw(Comparison comparison)
    {
        var picture = new ComparisonPicture(comparison);
        picture.DrawAll();
        return picture._picture.ToString();
    }

    void DrawAll()
    {
        _picture.Text(new(Left, 26), _comparison.Piece, style: Bold);
        DrawShareAxis();
        if (_comparison.HasMalicious)
        {
            DrawHeightAxis();
            DrawFrontier();
        }
        else
        {
            DrawRows();
        }

        for (var i = _strategies.Length - 1; i >= 0; i--) DrawStrategy(i);   // so that the first lies on top
        DrawLegend();
    }

    void DrawShareAxis()
    {
        foreach (var mark in ShareScale.Marks)
        {
            var x = X(mark);
            _picture.Line(new(x, Top), new(x, Bottom), Faint);
            _picture.Text(new(x, Bottom + 18), Number(mark), "middle", Small);
        }

        _picture.Line(new(Left, Bottom), new(Right, Bottom), Axis);
        _picture.Line(new(Left, Top), new(Left, Bottom), Axis);
        _picture.Text(new((Left + Right) / 2.0, Bottom + 40), "WBR: share of benign flows blocked", "middle");
    }

    void DrawHeightAxis()
    {
        for (var mark = 0; mark <= 5; mark++)
        {
            var y = Y(mark / 5.0);
            _picture.Line(new(Left, y), new(Right, y), Faint);
            _picture.Text(new(Left - 8, y + 4), Number(mark / 5.0), "end", Small);
        }

        _picture.UprightText(new(Left - 50, (Top + Bottom) / 2.0), "CBR: share of malicious flows blocked");
    }

    void DrawRows()
    {
        for (var i = 0; i < _strategies.Length; i++)
        {
            _picture.Line(new(Left, Row(i)), new(Right, Row(i)), Faint);
            _picture.Text(new(Left - 10, Row(i) + 4), _strategies[i], "end");
        }
    }

    void DrawFrontier()
    {
        var line = new List<Place>();
        foreach (var answer in _comparison.Frontier)
        {
            if (line.Count > 0) line.Add(line[^1] with { X = X(answer.Wbr) });
            line.Add(new(X(answer.Wbr), Y(answer.Cbr)));
        }

        line.Add(line[^1] with { X = Right });
        _picture.Polyline(line, "stroke=\"#444444\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"");
    }

    void DrawStrategy(int number)
    {
        var marker = Marker.Of(number);
        var results = _comparison.Results.Where(result => result.Strategy == _strategies[number]).ToList();
        var byChance = results.Where(result => !result.Nids.IsLogged);
        _picture.Polyline(byChance.Select(result => PlaceOf(result, number)), marker.Stroke(1, 0.5));
        foreach (var result in Enumerable.Reverse(results))
        {
            DrawSpread(result, number, marker);
            var place = PlaceOf(result, number);
            marker.Draw(_picture, place, isFilled: !result.Nids.IsNoisy);
            if (result.Nids.IsLogged) _picture.Text(place with { Y = place.Y - 11 }, "log", "middle", Small);
        }
    }

    void DrawSpread(Result result, int number, Marker marker)
    {
        var middle = PlaceOf(result, number);
        if (!result.Wbr.IsOne)
            _picture.Line(middle with { X = X(result.Wbr.Least) }, middle with { X = X(result.Wbr.Most) }, Bar(marker));
        if (!result.Cbr.IsOne)
            _picture.Line(middle with { Y = Y(result.Cbr.Least) }, middle with { Y = Y(result.Cbr.Most) }, Bar(marker));
    }

    void DrawLegend()
    {
        var y = Top + 10.0;
        for (var i = 0; i < _strategies.Length; i++, y += LegendStep)
        {
            Marker.Of(i).Draw(_picture, new(Legend, y), isFilled: true);
            _picture.Text(new(Legend + 14, y + 4), _strategies[i]);
        }

        if (_comparison.HasMalicious)
        {
            _picture.Line(new(Legend - 8, y), new(Legend + 8, y), "stroke=\"#444444\" stroke-dasharray=\"5 3\"");
            _picture.Text(new(Legend + 14, y + 4), "best in hindsight");
            y += LegendStep;
        }

        y += 8;
        foreach (var words in Notes())
        {
            _picture.Text(new(Legend - 8, y), words, style: Small);
            y += 16;
        }
    }

    IEnumerable<string> Notes()
    {
        var noisy = _comparison.Nids.Where(nids => nids.IsNoisy).Select(nids => nids.Name).ToList();
        if (_comparison.Nids.Contains(Evaluation.Nids.Ideal)) yield return "filled: ideal NIDS";
        if (_comparison.Nids.Contains(Evaluation.Nids.Logged)) yield return "log: the alerts that its log holds";
        if (noisy.Count == 0) yield break;

        yield return "hollow: noisy, in this order:";
        foreach (var name in noisy.Take(6)) yield return $"  {name}";
        yield return "mean and range over the seeds";
    }

    Place PlaceOf(Result result, int number) =>
        new(X(result.Wbr.Mean), _comparison.HasMalicious ? Y(result.Cbr.Mean) : Row(number));

    double Row(int number) => Top + PlotHeight * (number + 0.5) / _strategies.Length;

    static double X(double wbr) => Left + PlotWidth * ShareScale.At(wbr);

    static double Y(double cbr) => Bottom - PlotHeight * cbr;

    static string Bar(Marker marker) => marker.Stroke(1.5, 0.7);

    static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
