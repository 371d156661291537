using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>Finds the dealings that are steps of an attack, by named rules with stated bounds.</summary>
public sealed class SignFinder
{
    /// <summary>
    /// Refusals of one source by one host before it got in, of more than one service or called a scan.
    /// </summary>
    public const int LeastProbes = 3;

    /// <summary>Logins of one source with one service that failed, and none between them that worked.</summary>
    public const int LeastGuesses = 6;

    /// <summary>Sessions of one source with one service within a minute; within ten where there is an alert.</summary>
    public const int LeastFlood = 60;

    /// <summary>So many times as many as the next busiest source of the service.</summary>
    public const int FloodRatio = 5;

    static readonly TimeSpan Memory = TimeSpan.FromHours(24), Minute = TimeSpan.FromMinutes(1);

    // What detection systems call worth a word, and no attack.
    static readonly string[] Minor =
    [
        "ET INFO", "ET POLICY", "ET CHAT", "ET GAMES", "ET P2P", "ET HUNTING", "ET USER_AGENTS", "ET INAPPROPRIATE",
        "SURICATA ",
        "INFO ", "POLICY ", "GPL ICMP_INFO", "GPL POLICY",
    ];

    readonly ILookup<(Ip?, Ip?), Dealing> _byPair;
    readonly ILookup<(Ip?, ushort?), Dealing> _byService;
    readonly ILookup<Ip?, Dealing> _bySource;

    SignFinder(IReadOnlyList<Dealing> dealings)
    {
        _byPair = dealings.ToLookup(one => (one.Source, one.Destination));
        _byService = dealings.ToLookup(one => (one.Destination, one.Port));
        _bySource = dealings.ToLookup(one => one.Source);
    }

    /// <summary>
    /// The steps in order of time. Refusals before it alone make a step only where nothing else makes any, and what a
    /// host did afterwards only where those do not.
    /// </summary>
    /// <param name="isOwn">Whether an address is one of the site's.</param>
    public static IReadOnlyList<AttackStep> Steps(IReadOnlyList<Dealing> dealings, Func<Ip?, bool> isOwn)
    {
        var finder = new SignFinder(dealings);
        var steps = (from dealing in dealings
                     where dealing.Admitted.Any()
                     let signs = finder.SignsOf(dealing)
                     where signs.Count > 0
                     select new AttackStep(dealing, signs)).ToList();
        var guessers = steps.Where(step => step.GuessedIn is not null)
            .Select(step => step.Dealing.Source).ToHashSet();
        steps.RemoveAll(step => guessers.Contains(step.Dealing.Source) && step.IsInVain);   // the same guessing
        var sure = steps.Where(step => !step.IsGuess).ToList();
        var found = sure.Count > 0 ? sure.Concat(finder.Following(sure))
            : steps.Count > 0 ? steps : new GoneOn(dealings, isOwn).Steps();
        return [.. found.OrderBy(step => step.At)];
    }

    /// <summary>Whether an alert is of an attack, and not of what is merely worth a word.</summary>
    public static bool IsOfAttack(LogEvent alert) =>
        !Array.Exists(Minor, words => alert.Reason?.StartsWith(words, StringComparison.OrdinalIgnoreCase) is true);

    static bool IsSaidToBeAttack(LogEvent line) => line.Kind is EventKind.Alert
        ? IsOfAttack(line) && line.Ruling is not Ruling.Denied
        : line.Kind is EventKind.Decision or EventKind.Connection && line.Ruling is Ruling.Allowed
        && AttackWords.Has(line.Reason);

    List<Sign> SignsOf(Dealing dealing)
    {
        var signs = new List<Sign>();
        Add(SignKind.Alerted, [.. dealing.Sessions.Where(session => session.Ruling is Ruling.Allowed)
            .SelectMany(session => session.Lines).Where(IsSaidToBeAttack)]);
        Add(SignKind.CutOff, [.. dealing.Admitted.Select(session => session.CutOff).OfType<LogEvent>()]);
        Add(SignKind.Guessed, Guesses(dealing));
        Add(SignKind.Flooded, Flood(dealing));
        Add(SignKind.Probed, Probes(dealing));
        return signs;

        void Add(SignKind kind, IReadOnlyList<LogEvent> lines)
        {
            if (lines.Count > 0) signs.Add(new(kind, lines));
        }
    }

    List<LogEvent> Guesses(Dealing dealing)
    {
        if (!dealing.Sessions.SelectMany(session => session.Logins).Any(login => login.Ruling is Ruling.Denied))
            return [];

        // Who tries one name at many hosts guesses as well.
        var tried = _bySource[dealing.Source]
            .Where(other => other.Port is null || dealing.Port is null || other.Port == dealing.Port);
        var (longest, failed) = (new List<LogEvent>(), new List<LogEvent>());
        foreach (var login in tried.SelectMany(other => other.Sessions).SelectMany(session => session.Logins)
            .OrderBy(login => login.At))
        {
            if (login.Ruling is Ruling.Denied) failed.Add(login);
            else failed = [];
            if (failed.Count > longest.Count) longest = failed;
        }

        return longest.Count >= LeastGuesses && !IsOldPassword(dealing, longest) ? longest : [];
    }

    // A job with a password that was changed: one name, never let in, always at the same pace.
    static bool IsOldPassword(Dealing dealing, List<LogEvent> failed)
    {
        if (failed.Exists(login => login.User != failed[0].User) || failed.Exists(login => login.At is null))
            return false;
        if (dealing.Sessions.SelectMany(session => session.Lines).Any(line => line.Kind is EventKind.Alert
            || line is { Kind: EventKind.Login, Ruling: Ruling.Allowed })) return false;

        var pauses = failed.Zip(failed.Skip(1), (one, next) => (next.At - one.At).GetValueOrDefault()).Order().ToList();
        var usual = pauses[pauses.Count / 2];
        return usual >= Minute && pauses.Count(pause => IsAtPace(pause, usual)) >= 0.8 * pauses.Count;
    }

    // Or at twice or three times it, where lines are lost.
    static bool IsAtPace(TimeSpan pause, TimeSpan usual)
    {
        var times = Math.Round(pause / usual);
        return times is >= 1 and <= 3 && Math.Abs(pause / usual - times) < 0.25;
    }

    List<LogEvent> Flood(Dealing dealing)
    {
        var admitted = dealing.Admitted.ToList();
        if (admitted.Count < LeastFlood) return [];

        var others = _byService[(dealing.Destination, dealing.Port)]
            .Where(other => other.Source != dealing.Source).Select(other => other.Sessions.Count).DefaultIfEmpty()
            .Max();
        if (admitted.Count < FloodRatio * others) return [];

        var isAlerted = dealing.Sessions.Any(session => session.Alerts.Any(IsOfAttack));

        for (var i = LeastFlood - 1; i < admitted.Count; i++)
        {
            var first = admitted[i - LeastFlood + 1];
            if (admitted[i].At - first.At <= (isAlerted ? 10 * Minute : Minute))
                return [.. admitted.Skip(i - LeastFlood + 1).Select(session => session.Key)];
        }

        return [];
    }

    List<LogEvent> Probes(Dealing dealing)
    {
        var first = dealing.Admitted.First().At;
        var before = (from other in _byPair[(dealing.Source, dealing.Destination)]
                      from session in other.Refused
                      where session.At <= first && (first is null || session.At >= first - Memory)
                      orderby session.At
                      select session.Key).ToList();
        if (before.Count < LeastProbes || dealing.Admitted.Any(session => session.At < before[0].At)) return [];

        var services = before.Select(line => (line.DestinationPort, line.Protocol)).Distinct().Count();
        return services > 1 || before.Exists(line => IsCalledScan(line.Reason)) ? before : [];
    }

    internal static bool IsCalledScan(string? reason) =>
        reason?.Contains("scan", StringComparison.OrdinalIgnoreCase) is true
        || reason?.Contains("probe", StringComparison.OrdinalIgnoreCase) is true;

    // Only where a host that was hit goes on by itself; what its neighbours do as well is the site's usual.
    IEnumerable<AttackStep> Following(List<AttackStep> steps)
    {
        var known = steps.Select(step => step.Dealing).ToHashSet();
        var hit = steps.Where(step => step.Dealing.Destination is not null)
            .GroupBy(step => step.Dealing.Destination)
            .ToDictionary(own => own.Key!.Value, own => own.Min(step => step.At));
        foreach (var (host, since) in hit)
        {
            foreach (var dealing in _bySource[host].Where(one => !known.Contains(one) && one.Admitted.Any()))
            {
                var isNew = dealing.Sessions[0].At > since;
                var isAlone = _byService[(dealing.Destination, dealing.Port)].All(other => other.Source == host);
                if (isNew && isAlone)
                    yield return new(dealing, [new(SignKind.FollowsOn, [dealing.Admitted.First().Key])]);
            }
        }
    }
}
