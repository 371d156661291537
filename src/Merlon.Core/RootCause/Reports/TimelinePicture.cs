using Merlon.Evaluation;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>The timeline as a picture: a row for each phase, a mark for each thing that happened.</summary>
static class TimelinePicture
{
    const int Width = 900, Left = 110, Right = 30, Top = 40, RowHeight = 30;

    static readonly string[] Phases = ["probe", "login", "flood", "admitted", "payload", "transfer", "lateral",
        "outbound"];

    public static string Of(IReadOnlyList<TimelineEntry> timeline)
    {
        var timed = timeline.Where(entry => entry.At is not null).ToList();
        var rows = Phases.Where(phase => timed.Exists(entry => entry.Phase == phase)).ToList();
        if (timed.Count == 0) return "";

        var (first, last) = (timed.Min(entry => entry.At!.Value), timed.Max(entry => entry.At!.Value));
        var svg = new Svg(Width, Top + (rows.Count * RowHeight) + 40, "What happened when, by phase");
        foreach (var (row, phase) in rows.Index())
        {
            var y = Top + (row * RowHeight);
            svg.Text(new(Left - 12, y + 4), phase, "end");
            svg.Line(new(Left, y), new(Width - Right, y), "stroke=\"#dddddd\"");
        }

        foreach (var entry in timed)
        {
            var y = Top + (rows.IndexOf(entry.Phase) * RowHeight);
            svg.Circle(new(PlaceOf(entry.At!.Value, first, last), y), 6, "fill=\"#b3261e\"");
        }

        var bottom = Top + (rows.Count * RowHeight) + 10;
        svg.Text(new(Left, bottom), Text(first));
        if (last > first) svg.Text(new(Width - Right, bottom), Text(last), "end");
        return $"{svg}";
    }

    static double PlaceOf(DateTime at, DateTime first, DateTime last) =>
        last == first ? Left : Left + ((Width - Right - Left) * ((at - first) / (last - first)));

    public static string Text(DateTime? at) =>
        at is { } told ? LogTime.Text(told) : "not told";
}
