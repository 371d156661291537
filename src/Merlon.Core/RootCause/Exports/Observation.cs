using System.Collections.Immutable;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>An entry of the timeline in the parts that other formats have fields for.</summary>
/// <param name="Count">Lines that tell of it.</param>
/// <param name="Users">Names under which it was done; attackers choose them.</param>
sealed record Observation(
    TimelineEntry Entry, DateTime First, DateTime Last, int Count, IReadOnlyList<Conversation> Conversations,
    ImmutableArray<string> Users)
{
    const int MostCounted = 999_999_999;   // of STIX

    /// <summary>All of a report whose evidence tells of somebody.</summary>
    public static ImmutableArray<Observation> In(Report report) =>
        [.. report.Timeline.Select(entry => Of(entry, report)).Where(one => one.Conversations.Count > 0)];

    static Observation Of(TimelineEntry entry, Report report)
    {
        var (first, told) = (entry.At ?? ReportTimes.LastOf(report), entry.Claim.Evidence);
        var last = entry.Until is { } until && until > first ? until : first;
        var counted = told.OfType<Assertion.Counts>().Select(counts => counts.Number).DefaultIfEmpty(1).Max();
        return new(entry, first, last, Math.Clamp(counted, 1, MostCounted), Conversation.In(entry.Claim),
        [
            .. told.OfType<Assertion.Tells>().Where(tells => tells.Field is EventField.User)
                .Select(tells => tells.Value).Distinct(),
        ]);
    }

    /// <summary>The lines that it rests on.</summary>
    public IEnumerable<LogPlace> Places => Entry.Claim.Evidence.OfType<Assertion.Tells>().Select(tells => tells.Place);
}
