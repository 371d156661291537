using System.Text.RegularExpressions;
using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>Finds what is unusual among what was let pass, by named rules with stated bounds.</summary>
/// <param name="isOwn">Whether an address is one of the site's.</param>
public sealed partial class OddityFinder(Func<Ip?, bool> isOwn)
{
    /// <summary>Connections of a host with one outside, of which four in five are as far apart as usual.</summary>
    public const int LeastEven = 12;

    /// <summary>Hosts that one reaches at one port within ten minutes.</summary>
    public const int LeastReached = 20;

    /// <summary>Bytes sent to one host outside, and so many times as many as to the next.</summary>
    public const long LeastUpload = 100_000_000, UploadRatio = 10;

    /// <summary>Connections with a service within a minute, of so many sources, so many times the usual.</summary>
    public const int LeastCrowd = 300, LeastOfCrowd = 20, CrowdRatio = 10;

    /// <summary>Logins at one service that failed, and of so many sources.</summary>
    public const int LeastFailed = 15, LeastOfFailed = 5;

    const double Unevenness = 0.15, Even = 0.8;

    static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(5), Short = TimeSpan.FromMinutes(10);

    /// <param name="dealings">All but those that are steps of an attack.</param>
    public IEnumerable<Oddity> In(IReadOnlyList<Dealing> dealings)
    {
        var admitted = dealings.Where(dealing => dealing.Admitted.Any()).ToList();
        return [.. EvenPaces(admitted), .. FanOuts(admitted), .. Uploads(admitted), .. Crowds(admitted),
            .. FailedLogins(dealings), .. HostileRequests(dealings)];
    }

    bool GoesOut(Dealing dealing) => isOwn(dealing.Source) && dealing.Destination is not null
        && !isOwn(dealing.Destination);

    IEnumerable<Oddity> EvenPaces(List<Dealing> dealings)
    {
        var callers = dealings.Where(GoesOut).ToLookup(dealing => dealing.Destination);
        foreach (var dealing in callers.Where(own => own.Select(one => one.Source).Distinct().Count() == 1)
            .SelectMany(own => own))
        {
            var timed = dealing.Admitted.SelectMany(session => session.Lines).Where(line => line is
            {
                At: not null, Kind: EventKind.Decision or EventKind.Connection, Ruling: Ruling.Allowed,
            }).DistinctBy(line => line.At).OrderBy(line => line.At).ToList();
            if (timed.Count >= LeastEven && IsEven([.. timed.Select(line => line.At!.Value)]))
                yield return new(OddityKind.EvenPace, timed);
        }
    }

    static bool IsEven(List<DateTime> times)
    {
        var pauses = times.Skip(1).Zip(times, (after, before) => after - before).Order().ToList();
        var usual = pauses[pauses.Count / 2];
        return usual >= LeastPause
            && pauses.Count(pause => Math.Abs((pause / usual) - 1) <= Unevenness) >= Even * pauses.Count;
    }

    IEnumerable<Oddity> FanOuts(List<Dealing> dealings)
    {
        var inside = dealings.Where(dealing => dealing.Port is not null && isOwn(dealing.Source)
            && isOwn(dealing.Destination));
        foreach (var own in inside.GroupBy(dealing => (dealing.Source, dealing.Port, dealing.Protocol)))
        {
            var firsts = own.Select(dealing => dealing.Admitted.First()).Where(session => session.At is not null)
                .OrderBy(session => session.At).ToList();
            for (var i = LeastReached - 1; i < firsts.Count; i++)
            {
                if (firsts[i].At - firsts[i - LeastReached + 1].At > Short) continue;
                yield return new(OddityKind.FanOut, [.. firsts.Select(session => session.Key)]);
                break;
            }
        }
    }

    IEnumerable<Oddity> Uploads(List<Dealing> dealings)
    {
        var sent = dealings.Where(GoesOut)
            .Select(dealing => (Dealing: dealing, Bytes: dealing.Admitted.Sum(session => session.Sent)))
            .OrderByDescending(one => one.Bytes).Take(2).ToList();
        if (sent is [var most, ..] && most.Bytes >= LeastUpload
            && (sent.Count < 2 || most.Bytes >= UploadRatio * sent[1].Bytes))
        {
            var session = most.Dealing.Admitted.MaxBy(session => session.Sent)!;
            yield return new(OddityKind.Upload, [session.Lines.MaxBy(line => line.BytesSent ?? 0)!]);
        }
    }

    static IEnumerable<Oddity> Crowds(List<Dealing> dealings)
    {
        foreach (var service in dealings.GroupBy(dealing => (dealing.Destination, dealing.Port)))
        {
            var minutes = service.SelectMany(dealing => dealing.Admitted).Where(session => session.At is not null)
                .GroupBy(session => session.At!.Value.Ticks / TimeSpan.TicksPerMinute)
                .OrderBy(minute => minute.Count()).ToList();
            if (minutes.Count == 0) continue;

            var (usual, most) = (minutes[minutes.Count / 2].Count(), minutes[^1].ToList());
            if (most.Count >= LeastCrowd && most.Count >= CrowdRatio * usual
                && most.Select(session => session.Facts.Source).Distinct().Count() >= LeastOfCrowd)
                yield return new(OddityKind.Crowd, [.. most.Select(session => session.Key)]);
        }
    }

    static IEnumerable<Oddity> FailedLogins(IReadOnlyList<Dealing> dealings) =>
        from dealing in dealings
        from session in dealing.Sessions
        from login in session.Logins
        where login is { Ruling: Ruling.Denied, Source: not null }
        group login by (dealing.Destination, dealing.Port) into own
        where own.Count() >= LeastFailed && own.Select(login => login.Source).Distinct().Count() >= LeastOfFailed
        select new Oddity(OddityKind.FailedLogins, [.. own.OrderBy(login => login.At)]);

    static IEnumerable<Oddity> HostileRequests(IReadOnlyList<Dealing> dealings) =>
        from dealing in dealings
        let lines = dealing.Sessions.SelectMany(session => session.Lines).Where(IsHostile).ToList()
        where lines.Count > 0
        select new Oddity(OddityKind.HostileRequest, lines);

    static bool IsHostile(LogEvent line) => line is { Kind: EventKind.Request, Status: null or (>= 200 and < 400) }
        && (Hostile().IsMatch(line.Url ?? "") || Hostile().IsMatch(line.Agent ?? ""));

    // Lookups of Log4j, paths upwards, queries joined on, scripts, files of passwords, shells.
    [GeneratedRegex(@"\$\{jndi:|\$\{(?:lower|upper|env|::-)|(?:\.\.|%2e%2e)(?:/|%2f){1}.*(?:\.\.|%2e%2e)(?:/|%2f)"
        + @"|union(?:\s|\+|%20|/\*\*/)+(?:all(?:\s|\+|%20)+)?select|<script|%3cscript|/etc/(?:passwd|shadow)"
        + @"|cmd\.exe|/bin/(?:ba)?sh|;(?:\s|\+|%20)*(?:wget|curl)(?:\s|\+|%20)|\(\)(?:\s|%20)*\{|xp_cmdshell"
        + @"|php://(?:input|filter)|auto_prepend_file",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Hostile();
}
