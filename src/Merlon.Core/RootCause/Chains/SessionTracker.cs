using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>
/// Joins the lines that are about one connection. By its source address and port where they are told, also behind a
/// port forward; else a line that tells of no new connection (of a transfer, an alert, a login) belongs to the latest
/// one of its source with its service.
/// </summary>
public sealed class SessionTracker
{
    // Longer than that apart, a port is one of another connection.
    static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    static readonly string[] Continuing = ["transfer", "teardown", "close", "closed", "payload", "content", "end"];

    readonly List<Session> _sessions = [];
    readonly Dictionary<(Ip, ushort), Session> _byPort = [];
    readonly Dictionary<(Ip?, Ip?, ushort?), Session> _byService = [];
    readonly Dictionary<(Ip?, Ip?), Session> _byPair = [];

    /// <summary>In the order in which they began.</summary>
    public static IReadOnlyList<Session> Join(IEnumerable<LogEvent> events)
    {
        var tracker = new SessionTracker();
        foreach (var line in events.Where(IsOfTraffic)) tracker.Take(line);
        if (!tracker._sessions.Exists(session => session.Lines.Any(IsOfConnection)))
            tracker._sessions.ForEach(session => session.IsAlertEnough = true);
        return tracker._sessions;
    }

    static bool IsOfTraffic(LogEvent line) =>
        line.Kind is not EventKind.Other && (line.Source ?? line.Destination) is not null;

    static bool IsOfConnection(LogEvent line) => line.Kind is EventKind.Decision or EventKind.Connection;

    void Take(LogEvent line)
    {
        var session = FindByPort(line) ?? FindByPair(line) ?? FindByService(line);
        if (session is null) _sessions.Add(session = new(line));
        else session.Add(line);
        if (session.Facts is { Source: { } source, SourcePort: { } port }) _byPort[(source, port)] = session;
        _byService[ServiceOf(line)] = session;
        _byPair[(line.Source, line.Destination)] = _byPair[(line.Source, null)] = session;
    }

    // What a server says of a login has no port, and often not the server's own address.
    Session? FindByPair(LogEvent line) =>
        line is { Kind: EventKind.Login, DestinationPort: null, Source: not null }
        && _byPair.TryGetValue((line.Source, line.Destination), out var found) && IsNear(found, line) ? found : null;

    static (Ip?, Ip?, ushort?) ServiceOf(LogEvent line) => (line.Source, line.Destination, line.DestinationPort);

    Session? FindByPort(LogEvent line)
    {
        if (line is not { Source: { } source, SourcePort: { } port }) return null;
        return _byPort.TryGetValue((source, port), out var found) && IsNear(found, line) && IsSameService(found, line)
            ? found : null;
    }

    // A scan may come from one port throughout; behind a port forward an alert has another address or port.
    static bool IsSameService(Session session, LogEvent line)
    {
        var facts = session.Facts;
        var isSameHost = facts.Destination is null || line.Destination is null || facts.Destination == line.Destination;
        var isSamePort = facts.DestinationPort is null || line.DestinationPort is null
            || facts.DestinationPort == line.DestinationPort;
        return isSameHost && isSamePort || line.Kind is EventKind.Alert or EventKind.Login;
    }

    Session? FindByService(LogEvent line)
    {
        if (!_byService.TryGetValue(ServiceOf(line), out var found) || !IsNear(found, line)) return null;
        if (found.Facts.SourcePort is { } port && line.SourcePort is { } other && port != other) return null;
        return BeginsNone(line, found) ? found : null;
    }

    static bool BeginsNone(LogEvent line, Session before) => line.Kind switch
    {
        EventKind.Alert or EventKind.Login or EventKind.Request => true,
        _ when line.Ruling is Ruling.Denied =>
            before.Ruling is Ruling.Allowed && line.User is not null && line.User == before.User,
        _ => before.Ruling is Ruling.Allowed && (line.BytesSent is not null || SaysSo(line.Reason)),
    };

    static bool SaysSo(string? reason) => reason is not null && Array.Exists(
        Continuing, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));

    static bool IsNear(Session session, LogEvent line) =>
        session.Last is not { } last || line.At is not { } at || (at - last).Duration() < Longest;
}
