using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>How a log's times were set right by those of another.</summary>
/// <param name="Years">Added to times that are written without a year; null where none was found.</param>
/// <param name="Skew">What the log's clock was ahead of the others; taken off its times.</param>
/// <param name="Matches">Connections that both logs tell of, from which the skew was found.</param>
public sealed record ClockCorrection(int? Years, TimeSpan Skew, int Matches)
{
    const int LeastMatches = 2, MostKeys = 1 << 18;

    // An alert comes some seconds after what it is about; what is less than this is no skew.
    static readonly TimeSpan LeastSkew = TimeSpan.FromSeconds(20), MostSkew = TimeSpan.FromHours(26);

    static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static readonly ClockCorrection None = new(null, TimeSpan.Zero, 0);

    public void Apply(List<LogEvent> events)
    {
        if (Years is null && Skew == TimeSpan.Zero) return;

        for (var i = 0; i < events.Count; i++) events[i] = Applied(events[i]);
    }

    /// <summary>The event with its time set right.</summary>
    public LogEvent Applied(LogEvent line) => line.At is { } at ? line with { At = Set(at) } : line;

    DateTime Set(DateTime at)
    {
        at = Years is { } years ? at.AddYears(years) : at;
        return at - DateTime.MinValue > Skew ? at - Skew : at;
    }

    /// <returns>One for each log.</returns>
    public static ClockCorrection[] Of(IReadOnlyList<LogReader> logs, List<List<LogEvent>> events)
    {
        var found = new ClockCorrection[logs.Count];
        Array.Fill(found, None);
        var dated = events.Where((_, i) => !logs[i].LacksYears).SelectMany(MiddleOf).ToList();
        for (var i = 0; i < found.Length && dated.Count > 0; i++)
        {
            if (logs[i].LacksYears && MiddleOf(events[i]).FirstOrDefault() is { Year: > 1 } middle)
                found[i] = new(YearsTo(dated[0], middle), TimeSpan.Zero, 0);
        }

        // The log that tells of most connections is the one that the others are held against.
        var reference = Enumerable.Range(0, found.Length)
            .MaxBy(i => events[i].Count(one => one.Kind is EventKind.Decision or EventKind.Connection));
        if (found.Length < 2) return found;

        var times = TimesOf(events[reference], found[reference]);
        for (var i = 0; i < found.Length; i++)
        {
            if (i != reference) found[i] = found[i].HeldAgainst(times, events[i]);
        }

        return ByZone(found, logs);
    }

    // Of two logs that are whole quarters of an hour apart, the one that writes its offset from UTC is right.
    static ClockCorrection[] ByZone(ClockCorrection[] found, IReadOnlyList<LogReader> logs)
    {
        var right = found.Where((one, i) => !logs[i].LacksOffsets && IsOfZones(one.Skew))
            .MaxBy(one => one.Matches);
        return right is null ? found : [.. found.Select((one, i) => logs[i].LacksOffsets
            ? one with { Skew = one.Skew - right.Skew, Matches = Math.Max(one.Matches, right.Matches) }
            : one with { Skew = TimeSpan.Zero })];
    }

    static bool IsOfZones(TimeSpan skew)
    {
        var quarters = Math.Round(skew / Quarter);
        return quarters != 0 && (skew - (quarters * Quarter)).Duration() < LeastSkew;
    }

    static IEnumerable<DateTime> MiddleOf(List<LogEvent> events)
    {
        var timed = events.Where(one => one.At is not null).ToList();
        return timed.Count == 0 ? [] : [timed[timed.Count / 2].At!.Value];
    }

    static int YearsTo(DateTime dated, DateTime undated) =>
        new[] { -1, 0, 1 }.Select(more => dated.Year - undated.Year + more)
            .MinBy(years => (dated - undated.AddYears(years)).Duration());

    // Of connections that are told of more than once the first time counts.
    static Dictionary<(Ip, ushort), DateTime> TimesOf(List<LogEvent> events, ClockCorrection correction)
    {
        var times = new Dictionary<(Ip, ushort), DateTime>();
        foreach (var one in events)
        {
            if (times.Count < MostKeys && one is { At: { } at, Source: { } source, SourcePort: { } port })
                times.TryAdd((source, port), correction.Set(at));
        }

        return times;
    }

    ClockCorrection HeldAgainst(Dictionary<(Ip, ushort), DateTime> times, List<LogEvent> events)
    {
        var skews = new List<TimeSpan>();
        foreach (var one in events)
        {
            if (one is { At: { } at, Source: { } source, SourcePort: { } port }
                && times.TryGetValue((source, port), out var other)
                && Set(at) - other is var skew && skew.Duration() < MostSkew) skews.Add(skew);
        }

        if (skews.Count < LeastMatches) return this;

        skews.Sort();
        var median = skews[skews.Count / 2];
        return this with { Skew = median.Duration() < LeastSkew ? TimeSpan.Zero : median, Matches = skews.Count };
    }
}
