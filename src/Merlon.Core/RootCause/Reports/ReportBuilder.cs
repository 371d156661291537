using System.Collections.Immutable;
using Merlon.Net;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Reports;

/// <summary>Makes a report of a diagnosis.</summary>
public sealed class ReportBuilder
{
    readonly Diagnosis _diagnosis;
    readonly SiteNetworks _site;

    readonly FixMaker _fixes;
    readonly ImmutableArray<Claim> _oddities;

    ReportBuilder(Diagnosis diagnosis, SiteNetworks site)
    {
        (_diagnosis, _site, _fixes) = (diagnosis, site, new(diagnosis));
        _oddities = [.. OddityTeller.Of(diagnosis, site)];
    }

    public static Report Of(Diagnosis diagnosis, params IReadOnlyCollection<IpPrefix> site) =>
        new ReportBuilder(diagnosis, new(diagnosis.Policy, site)).Build();

    Report Build()
    {
        var steps = _diagnosis.Steps;
        var ends = steps.SelectMany(step => new[] { step.Dealing.Source, step.Dealing.Destination })
            .OfType<Ip>().Distinct().ToList();
        var attackers = Attackers().Distinct().ToImmutableArray();
        var timeline = steps.SelectMany(Timeline).OrderBy(entry => entry.At).ToImmutableArray();
        return new()
        {
            Answer = [.. _diagnosis.Answer],
            Issue = Issue(),
            Causes = [.. _diagnosis.Causes.Select(Told)],
            Together = CauseTeller.Together(_diagnosis),
            AllAtOnce = _diagnosis.Together,
            Factors = [.. Factors()],
            Oddities = _oddities,
            Timeline = timeline,
            Techniques = [.. TechniqueFinder.In(_diagnosis, _site)],
            Span = Span(),
            Rules = _diagnosis.Policy?.Text,
            Attackers = attackers,
            Victims = [.. ends.Except(attackers)],
            Assets = [.. ends.Except(attackers).SelectMany(_diagnosis.Context.AssetsAt)
                .Select(asset => asset.Name.Value).Distinct()],
            Users = [.. steps.SelectMany(step => step.Keys).Select(session => session.User).OfType<string>()
                .Distinct()],
            Unknowns = [.. UnknownTeller.Of(_diagnosis)],
            Notes = [.. Notes()],
            LogNames = [.. _diagnosis.Book.Logs.Select(log => log.File)],
            Injections = [.. InjectionFinder.In(_diagnosis.Book.Events)],
        };
    }

    (DateTime, DateTime)? Span()
    {
        var times = _diagnosis.Book.Events.Select(line => line.At).OfType<DateTime>();
        return times.Any() ? (times.Min(), times.Max()) : null;
    }

    // Who comes to a host that was not hit before, or where a host that goes out goes.
    IEnumerable<Ip> Attackers()
    {
        var hit = new HashSet<Ip?>();
        foreach (var (source, destination, _, _) in _diagnosis.Steps.Select(step => step.Dealing))
        {
            var isOut = hit.Contains(source) || (_site.Has(source) && !_site.Has(destination));
            if (!isOut && source is { } from) yield return from;
            if (isOut && destination is { } to && !_site.Has(to)) yield return to;
            hit.Add(destination);
        }
    }

    IEnumerable<TimelineEntry> Timeline(AttackStep step) => StepTeller.Timeline(
        step, _diagnosis.Sessions, _diagnosis.Steps.Any(other => other.Dealing.Destination == step.Dealing.Source),
        !_site.Has(step.Dealing.Destination));

    CauseReport Told(Cause cause, int number)
    {
        var fix = _fixes.Of(cause);
        var (confidence, why) = Confidences.Of(cause);
        return new(cause.Kind, confidence, why, CauseTeller.Claims(cause, _diagnosis.Policy!, fix, number), fix);
    }

    Claim Issue()
    {
        var says = new Sentence();
        if (_diagnosis.Steps is [var first, ..])
        {
            var line = first.Keys[0].Key;
            var source = says.Told(line, EventField.Source);
            if (_site.Has(line.Source) && !_site.Has(line.Destination))
                return says.Says($"{source}, of the site, went out to {says.Service(line)} and was let through");

            if (_diagnosis.Steps.All(step => step.IsGuess && step.Find(SignKind.Probed) is null))
                return says.Says($"{source} came to {says.Service(line)} and was let in; that may be an attack");

            var more = IsGoneOn() ? ", and went on from there" : "";
            return says.Says($"{source} attacked {says.Service(line)} and was let in{more}");
        }

        if (_diagnosis.Open.IsEmpty)
            return says.Says("nothing that was let pass bears a sign of an attack: no incident"
                + (_oddities.IsEmpty ? "" : "; some of it is unusual, and worth a look"));
        return says.Says("there are signs of an attack, and the logs do not tell how it came in");
    }

    bool IsGoneOn() => _diagnosis.Steps.Any(step => _diagnosis.Steps.Any(other =>
        other.Dealing.Destination is not null && other.Dealing.Destination == step.Dealing.Source));

    IEnumerable<Claim> Factors()
    {
        if (_diagnosis.Policy is not { } policy) yield break;

        var replay = new PolicyReplay(policy);
        var elsewhere = (from session in _diagnosis.Sessions
                         from line in session.Lines
                         where line is { Kind: EventKind.Decision, Ruling: Ruling.Denied }
                             && replay.Decide(PacketFacts.Of(line), line.At) is Ruling.Allowed
                         orderby line.Place.Log, line.Place.Line
                         select line).ToList();
        if (elsewhere.Count == 0) yield break;

        var says = new Sentence();
        foreach (var line in elsewhere)
        {
            says.Told(line, EventField.Ruling);
            says.Add(new Assertion.Decides(line.Place, -1, Ruling.Allowed));
        }

        var count = says.Count(elsewhere);
        var who = count == 1 ? "1 refusal does" : $"{count} refusals do";
        yield return says.Says($"{who} not come from the rules that were given, "
            + "which let all of it pass: another control acted, of which the rules were not supplied");
    }

    IEnumerable<string> Notes()
    {
        foreach (var (log, clock) in _diagnosis.Book.Logs.Zip(_diagnosis.Book.Clocks))
        {
            if (clock.Skew != TimeSpan.Zero)
                yield return $"{log.File}: its clock was {Math.Abs(clock.Skew.TotalSeconds):0} s"
                + $" {(clock.Skew > TimeSpan.Zero ? "ahead of" : "behind")} the"
                + $" others (by {clock.Matches} connections that both tell of); its times were set right";
            if (clock.Years is not null) yield return $"{log.File}: its times have no year; taken from the other logs";
            else if (log.LacksYears) yield return $"{log.File}: its times have no year; --year says which";
            foreach (var note in log.Notes) yield return $"{log.File}: {note}";
            if (LackingColumns.In(log) is { Length: > 0 } lacking)
                yield return $"{log.File}: no column tells {lacking}";
            if (log.BadLines > 0)
            {
                var first = log.FirstBadLines[0];
                yield return $"{log.File}: {log.BadLines} lines could not be read, the first on line {first.Line}";
            }

            if (log.Failure is { } failure) yield return $"{log.File}: {failure}; what came before is used";
        }

        if (_diagnosis.Book.Dropped > 0)
            yield return $"{_diagnosis.Book.Dropped} events beyond the first {LogBook.MostEvents} are not looked at";
    }
}
