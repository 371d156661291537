using System.Text;

namespace Merlon.Scenarios.Logs;

/// <summary>A log as a file, and on which line it tells what.</summary>
sealed record WrittenLog(TextFile File, IReadOnlyList<(Occurrence What, LinePlace Place)> Lines)
{
    public static WrittenLog Write(LogFormat format, List<Occurrence> events, TimeSpan skew)
    {
        var told = format.TellsWholeFlows ? WithBytes(events) : events;
        var text = new StringBuilder();
        var number = 0;
        foreach (var line in format.Head)
        {
            text.Append(line).Append('\n');
            number++;
        }

        var lines = new List<(Occurrence, LinePlace)>();
        foreach (var what in told)
        {
            text.Append(format.Line(what with { At = what.At + skew })).Append('\n');
            lines.Add((what, new(format.FileName, ++number)));
        }

        return new(new(format.FileName, text.ToString()), lines);
    }

    // A connection's end gives its bytes to its beginning.
    static List<Occurrence> WithBytes(List<Occurrence> events)
    {
        var told = new List<Occurrence>();
        foreach (var what in events)
        {
            var begun = what.Kind != OccurrenceKind.Transfer ? -1 : told.FindLastIndex(other =>
                other.Kind == OccurrenceKind.Admitted && other.SourcePort == what.SourcePort
                && other.Source.Equals(what.Source) && other.Destination.Equals(what.Destination));
            if (begun >= 0) told[begun] = told[begun] with { BytesOut = what.BytesOut, BytesIn = what.BytesIn };
            else if (what.Kind != OccurrenceKind.Transfer) told.Add(what);
        }

        return told;
    }
}
