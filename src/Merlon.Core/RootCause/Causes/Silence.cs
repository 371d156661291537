using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Causes;

/// <summary>
/// A time of which a log tells nothing, while something that comes regularly should have been told of.
/// </summary>
public readonly record struct Silence(DateTime From, DateTime To)
{
    const int LeastRegular = 6;

    /// <summary>So many times the usual pause.</summary>
    const double Ratio = 4;

    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(3);

    /// <summary>The longest of each log, up to the end of all; none of logs that nothing regular stands in.</summary>
    public static IEnumerable<Silence> In(IReadOnlyList<Session> sessions)
    {
        var lines = (from session in sessions
                     from line in session.Lines
                     where line.At is not null
                     select line).ToList();
        if (lines.Count == 0) yield break;

        var end = lines.Max(line => line.At!.Value);
        foreach (var log in lines.GroupBy(line => line.Place.Log))
        {
            var longest = Longest([.. log.Select(line => line.At!.Value).Append(end).Order()]);
            if (longest.Length > Shortest && longest.Length >= Ratio * UsualPause(log)) yield return longest;
        }
    }

    public TimeSpan Length => To - From;

    static Silence Longest(List<DateTime> times) => times.Zip(times.Skip(1), (from, to) => new Silence(from, to))
        .MaxBy(silence => silence.Length);

    // Of the most regular: the shortest of the median pauses of those that come again and again.
    static TimeSpan UsualPause(IEnumerable<LogEvent> lines) => (
        from line in lines
        group line.At!.Value by (line.Source, line.Destination, line.DestinationPort) into own
        where own.Count() >= LeastRegular
        let times = own.Order().ToList()
        let pauses = times.Skip(1).Zip(times, (after, before) => after - before).Order().ToList()
        select pauses[pauses.Count / 2]).DefaultIfEmpty(TimeSpan.MaxValue / 8).Min();
}
