using System.Collections.Immutable;
using Merlon.Context;
using Merlon.Net;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Causes;

/// <summary>
/// From logs and rules to causes: sessions, the steps of an attack among them, what let each pass, and the first of
/// what may be its cause whose counterfactual holds.
/// </summary>
public sealed class Diagnostician
{
    const int MostHeldAgainstIntent = 2000;

    readonly LogBook _book;
    readonly Policy? _policy;
    readonly PolicyJudges? _judges;
    readonly SiteContext _context;
    readonly AnomalyCheck? _anomalies;
    readonly ProtectedTraffic? _protected;
    readonly SiteNetworks _site;
    readonly IReadOnlyList<Session> _sessions;
    readonly IReadOnlyList<AttackStep> _steps;
    readonly List<(Session Session, Course Course)> _legitimate = [];

    Diagnostician(LogBook book, Policy? policy, SiteContext context, IReadOnlyCollection<IpPrefix> site)
    {
        (_book, _policy, _context) = (book, policy, context);
        _judges = policy is null ? null : new(policy);
        _anomalies = policy is null ? null : new(policy);
        _protected = policy is null ? null : new(policy, context);
        _site = new(policy, site);
        _sessions = SessionTracker.Join(book.Events);
        var dealings = Dealing.Of(_sessions);
        var scanners = policy is null ? [] : AuthorisedScanners.In(policy);
        var suspicious = dealings.Where(dealing => !scanners.Any(
            scanner => dealing.Source is { } source && scanner.Contains(source))).ToList();
        var isOnlyRefused = IsOnlyRefused(_sessions);
        _steps = isOnlyRefused ? [] : SignFinder.Steps(suspicious, _site.Has);
        if (_judges is null) return;
        if (_steps.Count == 0 && !isOnlyRefused) _steps = [.. AgainstIntent(suspicious)];

        foreach (var session in Legitimate(dealings))
        {
            if (_judges.CourseOf(session.Facts, session.Key) is { } course) _legitimate.Add((session, course));
        }
    }

    // Whoever comes from outside, and by what the rules themselves were not to let pass.
    IEnumerable<AttackStep> AgainstIntent(IEnumerable<Dealing> dealings)
    {
        var candidates = new Candidates(_policy!, _judges!, _sessions);
        return from dealing in dealings.Where(IsFromOutside).Take(MostHeldAgainstIntent)
               let key = dealing.Admitted.First().Key
               let step = new AttackStep(dealing, [new(SignKind.AgainstIntent, [key])])
               where GroundsOf(step, out _) is { } grounds && candidates.IsAgainstIntent(grounds)
               select step;
    }

    bool IsFromOutside(Dealing dealing) => dealing is { Source: not null, Destination: not null }
        && !_site.Has(dealing.Source) && dealing.Admitted.Any();

    // A firewall that logs refusals alone tells nothing of what it let pass, whatever others saw of it.
    static bool IsOnlyRefused(IReadOnlyList<Session> sessions) =>
        sessions.Any(session => session.Decided?.Ruling is Ruling.Denied)
        && !sessions.Any(session => session.Decided?.Ruling is Ruling.Allowed);

    /// <param name="site">Networks of the site; empty to find them.</param>
    /// <exception cref="Rules.Sets.TooLargeException">The rules cannot be held as sets.</exception>
    public static Diagnosis Diagnose(LogBook book, Policy? policy, params IReadOnlyCollection<IpPrefix> site) =>
        Diagnose(book, policy, SiteContext.None, site);

    /// <inheritdoc cref="Diagnose(LogBook, Policy?, IReadOnlyCollection{IpPrefix})"/>
    /// <param name="context">What no advised change refuses.</param>
    public static Diagnosis Diagnose(
        LogBook book, Policy? policy, SiteContext context, params IReadOnlyCollection<IpPrefix> site) =>
        new Diagnostician(book, policy, context, site).Diagnose();

    // What an attacker from outside does besides his attack is not legitimate either, nor is what a host inside does to
    // others by the same service after it, or where nobody else goes.
    IEnumerable<Session> Legitimate(IReadOnlyList<Dealing> dealings)
    {
        var attacks = _steps.Select(step => step.Dealing).ToHashSet();
        var attackers = _steps.Select(step => step.Dealing.Source).Where(source => !_site.Has(source)).ToHashSet();
        var since = _steps.ToLookup(step => (step.Dealing.Source, step.Dealing.Port), step => step.At);
        var users = dealings.ToLookup(dealing => (dealing.Destination, dealing.Port), dealing => dealing.Source);
        return dealings.Where(dealing => !attacks.Contains(dealing) && !attackers.Contains(dealing.Source)
            && !IsOfSameRun(dealing)).SelectMany(dealing => dealing.Admitted).OrderBy(session => session.At);

        bool IsOfSameRun(Dealing dealing) => since[(dealing.Source, dealing.Port)] is var began && began.Any()
            && (dealing.Sessions[0].At >= began.Min()
                || users[(dealing.Destination, dealing.Port)].All(source => source == dealing.Source));
    }

    Diagnosis Diagnose()
    {
        var (causes, open) = (ImmutableArray.CreateBuilder<Cause>(), ImmutableArray.CreateBuilder<(AttackStep?,
            Undecided)>());
        var trial = _policy is null ? null : new Trial(_policy,
            _legitimate.Select(one => one.Session).Concat(_steps.SelectMany(step => step.Dealing.Admitted))
                .OrderBy(session => session.At), _legitimate.Select(one => one.Session));
        foreach (var step in _steps)
        {
            var (cause, why) = Explain(step, trial);
            if (cause is not null) Add(causes, cause, trial!);
            else if (why is not Undecided.NotInTheRules || !(step.IsGuess || step.IsBlocked)) open.Add((step, why));
        }

        var steps = _steps.Where(step => causes.Any(cause => cause.Steps.Contains(step))
            || open.Any(one => one.Item1 == step)).ToList();
        if (steps.Count == 0 && new MissingEvidence(_sessions, _site, _judges).Find() is { } missing)
            open.Add((null, missing));
        return new(_book, _policy, _sessions, steps, causes.ToImmutable(), open.ToImmutable())
        {
            Context = _context,
            Together = causes.Count < 2 ? null : Together(causes, trial!),
        };
    }

    // Fixes that stand each by itself may be in each other's way.
    Change? Together(IReadOnlyCollection<Cause> causes, Trial trial)
    {
        var all = causes.Skip(1).Aggregate((Change?)causes.First().Fix,
            (both, cause) => both?.And(cause.Fix, _policy!.Text));
        return all is not null && trial.Try(all, [.. causes.SelectMany(cause => cause.Keys).Distinct()])
            is { Stands: true } ? all : null;
    }

    // What one change stops has one cause; where blocks are advised instead, all of them together.
    void Add(ImmutableArray<Cause>.Builder causes, Cause cause, Trial trial)
    {
        for (var i = 0; i < causes.Count; i++)
        {
            var known = causes[i];
            if (known.Kind != cause.Kind || !known.Rules.SequenceEqual(cause.Rules)) continue;

            var both = known with { Steps = [.. known.Steps, .. cause.Steps] };
            var fix = Stops(both.Fix) ? both.Fix : known.Fix.And(cause.Fix, _policy!.Text);
            if (!Stops(both.Change) || fix is null || !Stops(fix)) continue;

            causes[i] = both with { Fix = fix };
            return;

            bool Stops(Change change) => trial.Try(change, [.. both.Keys]) is { Stands: true };
        }

        causes.Add(cause);
    }

    (Cause?, Undecided) Explain(AttackStep step, Trial? trial)
    {
        if (_policy is null || trial is null) return (null, Undecided.NoRules);
        if (GroundsOf(step, out var why) is not { } grounds) return (null, why);
        if (step.Signs.All(sign => sign.Kind is SignKind.FollowsOn) && grounds.IsMeant)
            return (null, Undecided.NotInTheRules);

        var candidates = new Candidates(_policy, _judges!, _sessions);
        if (candidates.IsAnyHidden(grounds)) return (null, Undecided.ColumnsMissing);
        foreach (var candidate in candidates.Of(grounds))
        {
            var changes = candidate.Changes.Concat(candidate.Changes
                .Select(change => candidates.WithoutRepeats(change, grounds)).OfType<Change>());
            if (FirstThatStands(changes, step, trial) is not { } change) continue;

            var blocks = candidates.BlockOf(grounds, NumberOf(step));
            var isBlockBetter = candidate.IsRemovalAGuess(grounds) || change.HangsOnDefault(_policy);
            var fixes = isBlockBetter ? blocks.Concat(changes) : changes.Concat(blocks);
            return FirstThatStands(fixes.Where(IsKept), step, trial) is not { } fix
                ? (null, Undecided.OnlyByProtected)
                : (new(candidate.Kind, [step], candidate.Rules, change, fix, grounds.Legitimate.Count,
                    grounds.Decider.Rule), default);
        }

        return (null, grounds.IsShared ? Undecided.NotInTheRules : Undecided.NoOneChange);
    }

    int? NumberOf(AttackStep step) => _steps.Index().First(one => one.Item == step).Index is > 0 and var at
        ? at + 1 : null;

    bool IsKept(Change change) => PolicyReader.Read(_policy!.Text.With(change.Edits), out _) is { } changed
        && _protected!.IsKeptBy(changed);

    // One that adds no anomaly to the rules, where there is one.
    Change? FirstThatStands(IEnumerable<Change> changes, AttackStep step, Trial trial)
    {
        Change? first = null;
        foreach (var change in changes)
        {
            if (trial.Try(change, step.Keys) is not { Stands: true, Changed: var changed }) continue;
            if (_anomalies!.Added(changed).IsEmpty) return change;
            first ??= change;
        }

        return first;
    }

    Grounds? GroundsOf(AttackStep step, out Undecided why)
    {
        var key = step.Keys[^1];
        why = Undecided.NoRules;
        if (key.Facts.Source is null || key.Facts.Destination is null) why = Undecided.ColumnsMissing;
        if (why is Undecided.ColumnsMissing
            || _judges!.CourseOf(key.Facts, key.Key) is not { Verdict.Deciders.IsEmpty: false } course) return null;

        why = Undecided.RulesDoNotExplain;
        var admitting = course.Verdict.Deciders.Where(decider => decider.Ruling is Ruling.Allowed).ToList();
        if (admitting.Count == 0 && course.Verdict.Deciders.Any(decider => decider is { Ruling: null, Rule: not null }))
            why = Undecided.RulesHangOnMore;
        if (admitting.Count == 0) return null;

        why = key.Facts is { Source: not null, Destination: not null, IsServiceTold: true }
            ? Undecided.RulesHangOnMore : Undecided.ColumnsMissing;
        if (admitting is not [var decider] || RuleOf(decider) is not { } rule) return null;

        var legitimate = from one in _legitimate
                         where one.Course.Verdict.Deciders.Contains(decider)
                         && Equals(one.Course.Forward, course.Forward)
                         select one.Course;
        return new(step, Implied(course.Facts, decider), course.Judge, course.Forward, decider, rule,
            [.. legitimate.Select(one => one with { Facts = Implied(one.Facts, decider) })], _site);
    }

    // Where a log tells no ports, and one rule alone can have let it pass, it was one of that rule's.
    static PacketFacts Implied(PacketFacts facts, Decider decider) => facts with
    {
        DestinationPort = facts.DestinationPort ?? (ushort?)decider.Rule?.Condition.OnlyValueOf(Field.DestinationPort),
        Protocol = facts.Protocol ?? (IpProtocol?)(byte?)decider.Rule?.Condition.OnlyValueOf(Field.Protocol),
    };

    // A rule that stands for what port forwards let in is not one that was given.
    GivenRule? RuleOf(Decider decider) => _policy!.Given(decider.Line)
        ?? new(decider.Rule is null ? "default policy" : "port forwards", decider.Line, "", null)
        {
            IsDefault = decider.Rule is null,
        };
}
