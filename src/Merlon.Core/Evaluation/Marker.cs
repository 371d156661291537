namespace Merlon.Evaluation;

/// <summary>How a strategy is told from others in a picture: by shape, and by colour too.</summary>
/// <param name="Corners">Around the middle; none for a circle.</param>
sealed record Marker(string Colour, params Place[] Corners)
{
    const double Radius = 5.5;

    // Colours that most colour-blind people tell apart (Okabe and Ito, 2008).
    static readonly Marker[] All =
    [
        new("#0072b2"),
        new("#d55e00", new(-1, -1), new(1, -1), new(1, 1), new(-1, 1)),
        new("#b07800", new(0, -1.3), new(1.3, 0), new(0, 1.3), new(-1.3, 0)),
        new("#007a58", new(0, -1.2), new(1.2, 1), new(-1.2, 1)),
        new("#a8457f", new(-1.2, -1), new(1.2, -1), new(0, 1.2)),
        new("#555555", new(-1.3, -0.5), new(-0.5, -0.5), new(-0.5, -1.3), new(0.5, -1.3), new(0.5, -0.5),
            new(1.3, -0.5), new(1.3, 0.5), new(0.5, 0.5), new(0.5, 1.3), new(-0.5, 1.3), new(-0.5, 0.5),
            new(-1.3, 0.5)),
    ];

    /// <summary>Of the n-th strategy, from 0; after some they come again.</summary>
    public static Marker Of(int number) => All[number % All.Length];

    public string Stroke(double width, double opacity) =>
        FormattableString.Invariant($"stroke=\"{Colour}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\"");

    public void Draw(Svg picture, Place at, bool isFilled)
    {
        var paint = $"fill=\"{(isFilled ? Colour : "#ffffff")}\" fill-opacity=\"{(isFilled ? "0.9" : "0.6")}\" "
            + Stroke(1.5, 1);
        if (Corners.Length == 0) picture.Circle(at, Radius, paint);
        else picture.Polygon(Corners.Select(c => new Place(at.X + c.X * Radius, at.Y + c.Y * Radius)), paint);
    }
}
