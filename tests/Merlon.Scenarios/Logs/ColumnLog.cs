namespace Merlon.Scenarios.Logs;

/// <summary>Logs of named columns; some of the columns may be missing.</summary>
abstract class ColumnLog(string fileName, ColumnSet columns) : LogFormat(fileName, Everything)
{
    protected IEnumerable<(string Name, string Value)> Cells(Occurrence what)
    {
        foreach (var column in columns.Kept) yield return (columns.NameOf(column), Value(column, what));
    }

    protected IEnumerable<string> Names => columns.Kept.Select(columns.NameOf);

    string Value(Column column, Occurrence what) => column switch
    {
        Column.Time => columns.Time(what.At),
        Column.Source => $"{what.Source}",
        Column.SourcePort => Port(what.SourcePort),
        Column.Destination => $"{what.Destination}",
        Column.DestinationPort => Port(what.DestinationPort),
        Column.Protocol => what.Protocol.ToUpperInvariant(),
        Column.Action => what.Kind is OccurrenceKind.Refused or OccurrenceKind.Blocked ? columns.Denied
            : what.Kind == OccurrenceKind.Alert ? "Alert" : columns.Allowed,
        Column.Reason when what.Translated is { } to => $"{what.Reason} (forwarded to {to.Address} port {to.Port})",
        Column.Reason => what.Reason,
        Column.User => what.User.Length > 0 ? what.User : "N/A",
        Column.BytesOut => Count(what.BytesOut, what.Kind),
        _ => Count(what.BytesIn, what.Kind),
    };

    static string Port(int port) => port == 0 ? "" : $"{port}";

    static string Count(long bytes, OccurrenceKind kind) => kind == OccurrenceKind.Transfer ? $"{bytes}" : "";
}
