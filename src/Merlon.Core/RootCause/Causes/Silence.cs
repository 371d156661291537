using Merlon.RootCause.Chains;

namespace Merlon.RootCause.Causes;

/// <summary>
/// A time of which the logs tell nothing, while something that comes regularly should have been told of.
/// </summary>
public readonly record struct Silence(DateTime From, DateTime To)
{
    const int LeastRegular = 6;

    /// <summary>So many times the usual pause.</summary>
    const double Ratio = 4;

    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(3);

    /// <returns>Null for none.</returns>
    public static Silence? Longest(IReadOnlyList<Session> sessions)
    {
        var times = sessions.SelectMany(session => session.Lines).Select(line => line.At).OfType<DateTime>().Order()
            .ToList();
        Silence? longest = null;
        for (var i = 1; i < times.Count; i++)
        {
            var silence = new Silence(times[i - 1], times[i]);
            if (silence.Length > Shortest && (longest is null || silence.Length > longest.Value.Length))
                longest = silence;
        }

        return longest is { } found && found.Length >= Ratio * UsualPause(sessions) ? found : null;
    }

    public TimeSpan Length => To - From;

    // Of the most regular: the shortest of the median pauses of those that come again and again.
    static TimeSpan UsualPause(IReadOnlyList<Session> sessions) => (
        from session in sessions
        where session.At is not null
        group session.At!.Value by (session.Facts.Source, session.Facts.Destination,
            session.Facts.DestinationPort) into own
        where own.Count() >= LeastRegular
        let times = own.Order().ToList()
        let pauses = times.Skip(1).Zip(times, (after, before) => after - before).Order().ToList()
        select pauses[pauses.Count / 2]).DefaultIfEmpty(TimeSpan.MaxValue / 8).Min();
}
