using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>What is said of one step of an attack: each phase of it with its lines.</summary>
static class StepTeller
{
    public static IEnumerable<TimelineEntry> Timeline(AttackStep step, IReadOnlyList<Session> sessions,
        bool isFromInside,
        bool goesOut)
    {
        if (Probes(step, sessions) is { } probes) yield return probes;
        if (step.Find(SignKind.Guessed) is { } guesses) yield return Guesses(step, guesses);
        if (step.Find(SignKind.Flooded) is { } flood) yield return Flood(step, flood);
        yield return Admitted(step.Keys[0], !isFromInside ? "admitted" : goesOut ? "outbound" : "lateral");
        foreach (var alert in Alerts(step)) yield return alert;
        foreach (var session in step.Keys)
        {
            if (Transfer(session) is { } transfer) yield return transfer;
            if (session.CutOff is { } cutOff) yield return CutOff(session, cutOff);
        }
    }

    static TimelineEntry? Probes(AttackStep step, IReadOnlyList<Session> sessions)
    {
        var (source, destination, first) = (step.Dealing.Source, step.Dealing.Destination, step.Keys[0].At);
        var lines = sessions.Where(session => session.Ruling is Ruling.Denied && session.Facts.Source == source
            && session.Facts.Destination == destination && !(session.At > first)).Select(session =>
                session.Key).ToList();
        if (lines.Count == 0) return null;

        var says = new Sentence();
        foreach (var line in lines) says.Ends(line);
        says.All(lines, EventField.Ruling);
        var reason = lines[0].Reason is null ? "" : $" ({says.Told(lines[0], EventField.Reason)})";
        return new(lines[0].At, "probe", says.Says(
            $"{source} was refused {Times(says.Count(lines))} at {says.Told(lines[0],
                EventField.Destination)}{reason}"))
        {
            Until = lines[^1].At,
        };
    }

    public static string Times(int count) => count switch { 1 => "1 time", _ => $"{count} times" };

    static TimelineEntry Guesses(AttackStep step, Sign guesses)
    {
        var says = new Sentence();
        foreach (var line in guesses.Lines) says.Ends(line);
        says.All(guesses.Lines, EventField.Ruling);
        return new(guesses.Lines[0].At, "login", says.Says(
            $"{says.Count(guesses.Lines)} logins from {step.Dealing.Source} failed"))
        {
            Until = guesses.Lines[^1].At,
        };
    }

    static TimelineEntry Flood(AttackStep step, Sign flood)
    {
        var says = new Sentence();
        says.All(flood.Lines, EventField.Source);
        var count = says.Count(flood.Lines);
        return new(flood.Lines[0].At, "flood", says.Says(
            $"{step.Dealing.Source} opened {count} connections with {says.Service(flood.Lines[0])} in short time"))
        {
            Until = flood.Lines[^1].At,
        };
    }

    static TimelineEntry Admitted(Session session, string phase)
    {
        var (says, line) = (new Sentence(), session.Key);
        says.Told(line, EventField.Ruling);
        says.Ends(line);
        var source = says.Told(line, EventField.Source);
        return new(session.At, phase, says.Says(
            $"{source} got a connection to {says.Service(line)}{As(says, session)}"));
    }

    static string As(Sentence says, Session session)
    {
        var named = session.Lines.LastOrDefault(line => line.User is not null);
        return named is null ? "" : $" as {says.Told(named, EventField.User)}";
    }

    static IEnumerable<TimelineEntry> Alerts(AttackStep step)
    {
        var said = new HashSet<string>();
        foreach (var alert in step.Find(SignKind.Alerted)?.Lines ?? [])
        {
            if (!said.Add(alert.Reason ?? "")) continue;
            var says = new Sentence();
            says.Ends(alert);
            yield return new(alert.At, "payload", says.Says(
                $"a detection system alerted: \"{says.Told(alert, EventField.Reason)}\""));
        }
    }

    static TimelineEntry? Transfer(Session session)
    {
        var line = session.Lines.LastOrDefault(one => one.BytesSent is > 0 || one.BytesReceived is > 0)
            ?? session.Lines.Skip(1).FirstOrDefault(IsOfTransfer);
        if (line is null) return null;

        var says = new Sentence();
        var source = says.Told(line, EventField.Source);
        var bytes = line.BytesSent is null && line.BytesReceived is null ? ""
            : line.BytesReceived is null ? $": {says.Told(line, EventField.BytesSent)} bytes"
            : $": {says.Told(line, EventField.BytesSent)} bytes sent, {says.Told(line,
            EventField.BytesReceived)} received";
        says.Told(line, EventField.Reason);
        says.Ends(line);
        return new(line.At, "transfer", says.Says($"{source} moved data{As(says, session)}{bytes}"));
    }

    static bool IsOfTransfer(LogEvent line) =>
        line is { Kind: EventKind.Decision or EventKind.Connection, Ruling: Ruling.Allowed }
        && line.Reason?.Contains("transfer", StringComparison.OrdinalIgnoreCase) is true;

    static TimelineEntry CutOff(Session session, LogEvent cutOff)
    {
        var says = new Sentence();
        says.Told(cutOff, EventField.Ruling);
        says.Ends(cutOff);
        var reason = cutOff.Reason is null ? "" : $" ({says.Told(cutOff, EventField.Reason)})";
        return new(cutOff.At, "payload", says.Says(
            $"what {says.Told(cutOff, EventField.Source)} sent{As(says, session)} was refused{reason}"));
    }
}
