using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>The columns that a log of traffic should have, and does not.</summary>
static class LackingColumns
{
    // What is left to whoever made the log; others write all that they have.
    static readonly string[] Free = ["table", "json", "name=value"];

    static readonly (string Name, LogField[] Fields)[] Wanted =
    [
        ("the time", [LogField.Time]),
        ("the source", [LogField.Source]),
        ("the destination", [LogField.Destination]),
        ("the destination port", [LogField.DestinationPort]),
        ("the protocol", [LogField.Protocol]),
        ("what was done (action)", [LogField.Action, LogField.State, LogField.Success, LogField.Signature]),
    ];

    /// <returns>Their names in a row; empty for none.</returns>
    public static string In(LogReader log) => !log.Syntaxes.Any(one => Free.Contains(one.Syntax)) ? "" : string.Join(
        ", ", Wanted.Where(one => !one.Fields.Any(log.Told.Contains)).Select(one => one.Name));
}
