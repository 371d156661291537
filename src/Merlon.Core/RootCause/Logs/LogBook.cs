namespace Merlon.RootCause.Logs;

/// <summary>Several logs as one: their events in order of time, as far as their clocks can be set right.</summary>
/// <param name="Logs">As they were read, to their ends.</param>
/// <param name="Clocks">What was done to the times of each.</param>
/// <param name="Events">In order; those without a time where their log has them.</param>
public sealed record LogBook(
    IReadOnlyList<LogReader> Logs, IReadOnlyList<ClockCorrection> Clocks, IReadOnlyList<LogEvent> Events)
{
    /// <summary>
    /// So many events are kept at most, since attackers write logs; what comes after them is counted.
    /// </summary>
    public const int MostEvents = 2_000_000;

    /// <summary>Events that there was no place for.</summary>
    public long Dropped { get; private init; }

    /// <param name="readers">Of logs numbered from 0.</param>
    public static LogBook Read(IReadOnlyList<LogReader> readers)
    {
        var logs = new List<List<LogEvent>>();
        long kept = 0, dropped = 0;
        foreach (var reader in readers)
        {
            var events = new List<LogEvent>();
            while (reader.Next() is { } read)
            {
                if (kept++ < MostEvents) events.Add(read);
                else dropped++;
            }

            logs.Add(events);
        }

        var clocks = ClockCorrection.Of(readers, logs);
        for (var i = 0; i < logs.Count; i++) clocks[i].Apply(logs[i]);
        return new(readers, clocks, [.. InOrder(logs)]) { Dropped = dropped };
    }

    // A line without a time happened when the one before it did.
    static IEnumerable<LogEvent> InOrder(List<List<LogEvent>> logs) =>
        from log in logs
        from timed in Timed(log)
        orderby timed.At
        select timed.Event;

    static IEnumerable<(DateTime At, LogEvent Event)> Timed(List<LogEvent> log)
    {
        var latest = DateTime.MinValue;
        foreach (var one in log)
        {
            latest = one.At ?? latest;
            yield return (latest, one);
        }
    }
}
