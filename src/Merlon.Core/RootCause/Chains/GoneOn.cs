using Merlon.Net;

namespace Merlon.RootCause.Chains;

/// <summary>
/// Hosts that somebody outside came to, and that then went on by themselves: to three hosts inside or more by services
/// for remote work, or to one outside by what is not used outside, where neither they nor others went before.
/// </summary>
/// <param name="isOwn">Whether an address is one of the site's.</param>
sealed class GoneOn(IReadOnlyList<Dealing> dealings, Func<Ip?, bool> isOwn)
{
    const int LeastReached = 3;

    static readonly TimeSpan Soon = TimeSpan.FromHours(6);

    static readonly HashSet<ushort?> RemoteWork =
        [22, 23, 135, 139, 445, 512, 513, 514, 3389, 5900, 5901, 5985, 5986];

    static readonly HashSet<ushort?> UsualOutside =
        [25, 53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 8080, 8443];

    readonly ILookup<Ip?, Dealing> _byDestination =
        dealings.Where(IsAdmitted).ToLookup(dealing => dealing.Destination);

    readonly ILookup<(Ip?, ushort?), Dealing> _byService =
        dealings.ToLookup(dealing => (dealing.Destination, dealing.Port));

    public IEnumerable<AttackStep> Steps() => dealings.Where(dealing => IsAdmitted(dealing) && isOwn(dealing.Source))
        .GroupBy(dealing => dealing.Source).SelectMany(own => StepsBy(own.Key, [.. own]));

    IEnumerable<AttackStep> StepsBy(Ip? host, List<Dealing> own)
    {
        var entries = _byDestination[host].Where(dealing => dealing.Source is not null && !isOwn(dealing.Source))
            .ToList();
        if (entries.Count == 0) return [];

        var first = entries.Min(At);
        var ways = own.Where(dealing => At(dealing) > first && IsAlone(dealing)).ToList();
        var inside = ways.Where(dealing => isOwn(dealing.Destination) && RemoteWork.Contains(dealing.Port)).ToList();
        List<Dealing> further =
        [
            .. inside.Select(dealing => dealing.Destination).Distinct().Count() >= LeastReached ? inside : [],
            .. ways.Where(dealing => dealing is { Destination: not null, Port: not null }
                && !isOwn(dealing.Destination) && !UsualOutside.Contains(dealing.Port)),
        ];
        return further.Count == 0 ? [] :
        [
            .. Suspect(entries, further.Min(At)) is { } suspect
                ? [new AttackStep(suspect, [new(SignKind.WentOn, [First(suspect).Key])])] : (AttackStep[])[],
            .. further.Select(dealing => new AttackStep(dealing, [new(SignKind.FollowsOn, [First(dealing).Key])])),
        ];
    }

    // Who came shortly before, by what is for remote work if anybody did; of several nobody knows who it was.
    static Dealing? Suspect(List<Dealing> entries, DateTime? since)
    {
        var before = entries.Where(dealing => At(dealing) < since && since - At(dealing) <= Soon).ToList();
        if (before.Exists(dealing => RemoteWork.Contains(dealing.Port)))
            before.RemoveAll(dealing => !RemoteWork.Contains(dealing.Port));
        return before is [var one] ? one : null;
    }

    bool IsAlone(Dealing dealing) =>
        _byService[(dealing.Destination, dealing.Port)].All(other => other.Source == dealing.Source);

    static bool IsAdmitted(Dealing dealing) => dealing.Admitted.Any();

    static Session First(Dealing dealing) => dealing.Admitted.First();

    static DateTime? At(Dealing dealing) => First(dealing).At;
}
