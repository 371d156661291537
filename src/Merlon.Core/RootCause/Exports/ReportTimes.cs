using System.Globalization;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>
/// The times that a report is given in other formats: those of its events, since the same logs must give the same bytes
/// on another day. Logs without any time are of 1970, those without a year of 1972, which has a 29th of February.
/// </summary>
static class ReportTimes
{
    public static DateTime FirstOf(Report report) => report.Span?.First ?? DateTime.UnixEpoch;

    /// <summary>Then all that the report says was known.</summary>
    public static DateTime LastOf(Report report) => report.Span?.Last ?? DateTime.UnixEpoch;

    /// <summary>RFC 3339 to the millisecond, as STIX and CACAO ask for.</summary>
    public static string Text(DateTime time) =>
        Dated(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds since 1970, as OCSF asks for.</summary>
    public static long Milliseconds(DateTime time) =>
        (Dated(time).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    static DateTime Dated(DateTime time) => time.Year < 1970 ? time.AddYears(1972 - LogTime.NoYear) : time;
}
