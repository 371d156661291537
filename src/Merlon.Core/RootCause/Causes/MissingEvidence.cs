using Merlon.Net;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>Where no step of an attack is seen: whether one could have been.</summary>
/// <param name="judges">Null where no rules were given.</param>
sealed class MissingEvidence(IReadOnlyList<Session> sessions, SiteNetworks site, PolicyJudges? judges)
{
    readonly List<Session> _refused = [.. sessions.Where(session => session.Ruling is Ruling.Denied)];

    /// <returns>Null where nothing is missing: then there was no incident.</returns>
    public Undecided? Find()
    {
        if (sessions.Count == 0 || 2 * sessions.Count(IsOutcomeUnknown) > sessions.Count)
            return Undecided.ColumnsMissing;
        if (!sessions.Any(session => session.Decided?.Ruling is Ruling.Allowed))
            return _refused.Count > 0 ? Undecided.OnlyRefusals : Undecided.ColumnsMissing;
        if (IsAnyLogSilent()) return Undecided.LogGap;
        if (sessions.Any(session => IsUnseenAttack(session) || IsMalwareCall(session)))
            return Undecided.EntryNotLogged;
        return IsAnyLetInAgainstTheRules() ? Undecided.RulesDoNotExplain : null;
    }

    static bool IsOutcomeUnknown(Session session) => session is { Ruling: null, Decided: null }
        && session.Lines.Any(line => line.Kind is EventKind.Connection);

    // And something was wrong after it: what is said of a host, or that it is refused on its own ways.
    bool IsAnyLogSilent()
    {
        var silences = Silence.In(sessions).ToList();
        return silences.Count > 0 && (sessions.Any(IsOfSuspect) || IsAnyProbedServerRefused()
            || silences.Exists(IsAnyOutOfCharacter));
    }

    // A host of the site is refused, and what is said of it is what only an attack has.
    bool IsOfSuspect(Session session) => session.Ruling is not Ruling.Allowed && site.Has(session.Facts.Source)
        && session.Lines.Any(line => line.Kind is EventKind.Alert ? SignFinder.IsOfAttack(line)
        : AttackWords.Has(line.Reason));

    bool IsMalwareCall(Session session) => IsOfSuspect(session) && !site.Has(session.Facts.Destination);

    // A server that others were refused at is refused on its own way out.
    bool IsAnyProbedServerRefused()
    {
        var probed = _refused.Where(session => !site.Has(session.Facts.Source))
            .Select(session => session.Facts.Destination).ToHashSet();
        return _refused.Exists(session => site.Has(session.Facts.Source) && !site.Has(session.Facts.Destination)
            && probed.Contains(session.Facts.Source));
    }

    // A host that others came to before is refused after the silence, and was never before.
    bool IsAnyOutOfCharacter(Silence silence)
    {
        var visited = HostsOf(sessions, session => session.Facts.Destination);
        var refused = HostsOf(_refused, session => session.Facts.Source);
        return _refused.Exists(session => session.At >= silence.To && site.Has(session.Facts.Source)
            && visited.Contains(session.Facts.Source) && !refused.Contains(session.Facts.Source));

        HashSet<Ip?> HostsOf(IEnumerable<Session> those, Func<Session, Ip?> host) =>
            [.. those.Where(session => session.At <= silence.From).Select(host)];
    }

    // A detection system saw it go on, and no firewall's line is about it.
    static bool IsUnseenAttack(Session session) => session.Decided is null
        && session.Alerts.Any(alert => alert.Ruling is not Ruling.Denied && SignFinder.IsOfAttack(alert)
            && !SignFinder.IsCalledScan(alert.Reason));

    // Somebody who was refused elsewhere is let in where the rules refuse him.
    bool IsAnyLetInAgainstTheRules()
    {
        if (judges is null) return false;

        var refused = _refused.Select(session => session.Facts.Source).ToHashSet();
        return sessions.Any(session => session.Decided is { Ruling: Ruling.Allowed } line
            && refused.Contains(session.Facts.Source)
            && judges.CourseOf(session.Facts, line)?.Verdict is { Deciders: { IsEmpty: false } deciders }
            && deciders.All(decider => decider.Ruling is Ruling.Denied));
    }
}
