using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>A field of a line that a claim rests on.</summary>
public enum EventField
{
    Time,
    Kind,
    Source,
    SourcePort,
    Destination,
    DestinationPort,
    Protocol,
    Ruling,
    Reason,
    User,
    BytesSent,
    BytesReceived,
}

public static class EventFields
{
    /// <summary>As in <c>destination-port</c>.</summary>
    public static string NameOf(EventField field) => string.Concat($"{field}".Select((c, at) =>
        char.IsUpper(c) ? $"{(at == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>What a line tells there; null where it does not.</summary>
    public static string? Of(this EventField field, LogEvent line) => field switch
    {
        EventField.Time => line.At is { } at ? LogTime.Text(at) : null,
        EventField.Kind => $"{line.Kind}",
        EventField.Source => $"{line.Source}",
        EventField.SourcePort => $"{line.SourcePort}",
        EventField.Destination => $"{line.Destination}",
        EventField.DestinationPort => $"{line.DestinationPort}",
        EventField.Protocol => line.Protocol?.Name,
        EventField.Ruling => $"{line.Ruling}",
        EventField.Reason => line.Reason,
        EventField.User => line.User,
        EventField.BytesSent => $"{line.BytesSent}",
        _ => $"{line.BytesReceived}",
    } is { Length: > 0 } told ? told : null;
}
