using Merlon.Net;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Causes;

/// <summary>What may be the cause of a step, the most specific first.</summary>
/// <param name="sessions">All that the logs tell of.</param>
sealed class Candidates(Policy policy, PolicyJudges judges, IReadOnlyList<Session> sessions)
{
    public IEnumerable<Candidate> Of(Grounds grounds)
    {
        var all = grounds.Rule.Line == 0
            ? [.. StaleException(grounds), .. MisconfiguredNat(grounds)]   // what let it in was not given as a rule
            : (IEnumerable<Candidate>)
            [
                .. StaleException(grounds), .. LateDeny(grounds), .. Ipv6Bypass(grounds), .. MisconfiguredNat(grounds),
                .. MissingEgressRule(grounds), .. MissingSegmentation(grounds), .. UnlimitedRate(grounds),
                .. ExposedService(grounds), .. DefaultPolicy(grounds), .. OverPermissiveRule(grounds),
            ];
        return grounds.Rule.Words.StartsWith("-A ", StringComparison.Ordinal) && !LetsAnswersPass(grounds)
            ? all.Select(one => one with { Changes = one.Changes.Select(change => WithAnswers(change, grounds)) })
            : all;
    }

    // A rule that is narrower lets fewer answers pass, too, where no other does.
    Change WithAnswers(Change change, Grounds grounds) => change.And(
        Change.Before(policy, grounds.Rule.Line, "let answers pass", Answers(grounds)), policy.Text) ?? change;

    /// <summary>Whether what is not told hides if a more specific cause holds: the time, or the service.</summary>
    public bool IsAnyHidden(Grounds grounds) =>
        grounds.Step.At is null && HangsOnTime(grounds) || !grounds.Facts.IsServiceTold && HangsOnService(grounds);

    bool HangsOnTime(Grounds grounds) => Through(grounds).Any(rule => EndDate.In(rule.Comment) is not null)
        || grounds.Step.Dealing.Sessions.Any(session => session.Logins.Any());

    bool HangsOnService(Grounds grounds)
    {
        if (grounds.Family is IpFamily.V6 && judges.Of(IpFamily.V4)?.Rules.Any(rule => IsDeny(rule)
            && rule.Source is null && Narrowings.PortsOf(rule) < 65536) is true) return true;
        return grounds.Decider.Rule is { } accept && grounds.Judge.Behind(accept).Any(deny => IsDeny(deny)
            && !grounds.Judge.Covers(deny, grounds.Facts) && !grounds.Judge.Covers(deny, accept)
            && grounds.Judge.Meets(deny, grounds.Facts));
    }

    /// <summary>
    /// The change, and without the rules behind that let no more pass than the one at fault did: they would let it
    /// pass again.
    /// </summary>
    /// <returns>Null where there are none.</returns>
    public Change? WithoutRepeats(Change change, Grounds grounds)
    {
        if (grounds.Decider.Rule is not { } accept) return null;

        var repeats = grounds.Judge.Behind(accept)
            .Where(rule => rule.Target is Target.Decide(Verdict.Accept) && grounds.Judge.Covers(accept, rule)
                && grounds.Judge.Meets(rule, grounds.Facts))
            .Select(rule => policy.Given(rule.Line)).OfType<GivenRule>().ToList();
        return repeats.Count == 0 ? null : repeats.Aggregate((Change?)change, (both, rule) =>
            both?.And(new("remove what repeats it", [new(rule.Line, [])]), policy.Text));
    }

    /// <summary>
    /// Whether those who wrote the rules did not mean to let it pass: an end that has gone by, a deny that comes too
    /// late, or for IPv4 alone.
    /// </summary>
    public bool IsAgainstIntent(Grounds grounds) =>
        StaleException(grounds).Concat(LateDeny(grounds)).Concat(Ipv6Bypass(grounds)).Any();

    /// <summary>A block of who attacked, at what he attacked.</summary>
    /// <param name="number">Of those beside it; null for the only one.</param>
    public IEnumerable<Change> BlockOf(Grounds grounds, int? number) => Before(grounds, "block the attacker", new()
    {
        Number = number,
        Source = grounds.Facts.Source is { } source ? IpPrefix.Host(source) : null,
        Destination = grounds.Facts.Destination is { } destination ? IpPrefix.Host(destination) : null,
        Ruling = Ruling.Denied,
    });

    IEnumerable<Candidate> StaleException(Grounds grounds)
    {
        foreach (var rule in Through(grounds))
        {
            if (EndDate.In(rule.Comment) is { } end && end.AddDays(1) <= grounds.Step.At)
                yield return new(CauseKind.StaleException, [rule], [Change.Remove(rule)]);
        }
    }

    // The rule that let it pass, and the port forward before it.
    IEnumerable<GivenRule> Through(Grounds grounds)
    {
        if (ForwardOf(grounds) is { } forward) yield return forward;
        if (!grounds.IsByDefault && grounds.Rule.Line > 0) yield return grounds.Rule;
    }

    GivenRule? ForwardOf(Grounds grounds) => grounds.Forward is { } forward ? policy.Given(forward.Rule.Line) : null;

    // What was let pass has met no deny before, so that one in another chain comes too late as well.
    IEnumerable<Candidate> LateDeny(Grounds grounds)
    {
        if (grounds.Decider.Rule is not { } accept) yield break;

        foreach (var deny in grounds.Judge.Behind(accept).Where(deny => IsLate(grounds, accept, deny)))
        {
            if (policy.Given(deny.Line) is { } late)
                yield return LateDeny(grounds, accept, deny, Change.Move(policy, late.Line, grounds.Rule.Line));
        }

        if (!grounds.Rule.Words.StartsWith("-A ", StringComparison.Ordinal)) yield break;

        var chain = grounds.Rule.Words.Split(' ')[1];
        foreach (var deny in grounds.Judge.RulesElsewhere(accept).Where(deny => IsLate(grounds, accept, deny)))
        {
            if (policy.Given(deny.Line) is not { } late) continue;
            var words = string.Join(' ', ["-A", chain, .. late.Words.Split(' ').Skip(2)]);
            yield return LateDeny(grounds, accept, deny,
                Change.Before(policy, grounds.Rule.Line, "deny before it is accepted", words));
        }
    }

    // What takes all that the accept takes is what the accept is an exception from.
    static bool IsLate(Grounds grounds, Rule accept, Rule deny) =>
        IsDeny(deny) && grounds.Judge.Covers(deny, grounds.Facts) && !grounds.Judge.Covers(deny, accept);

    Candidate LateDeny(Grounds grounds, Rule accept, Rule deny, Change change) => new(
        grounds.Judge.Covers(accept, deny) ? CauseKind.ShadowedDeny : CauseKind.RuleOrder,
        [grounds.Rule, policy.Given(deny.Line)!], [change]);

    static bool IsDeny(Rule rule) => rule.Target is Target.Decide(not Verdict.Accept)
        or Target.Extension(_, Effect.Decide(not Verdict.Accept));

    IEnumerable<Candidate> Ipv6Bypass(Grounds grounds)
    {
        if (grounds.Family is IpFamily.V4 || grounds.Facts is not { Protocol: { } protocol, DestinationPort: { } port })
            yield break;

        foreach (var (deny, isForAll) in DeniesByIpv4(protocol, port))
        {
            var draft = new RuleDraft
            {
                Protocol = protocol,
                Port = port,
                Family = IpFamily.V6,
                Ruling = Ruling.Denied,
                Destination = isForAll ? null : IpPrefix.Host(grounds.Facts.Destination!.Value),
            };
            yield return new(CauseKind.Ipv6Bypass, [grounds.Rule, deny], Before(grounds, "deny it by IPv6 as well",
                draft));
        }
    }

    // Those for everybody, or that the logs show at work.
    IEnumerable<(GivenRule Deny, bool IsForAll)> DeniesByIpv4(IpProtocol protocol, ushort port)
    {
        if (judges.Of(IpFamily.V4) is not { } judge) return [];

        var met = sessions.Where(session => session.Ruling is Ruling.Denied && session.Facts.Family is IpFamily.V4
                && session.Facts.Protocol == protocol && session.Facts.DestinationPort == port)
            .SelectMany(session => judge.Judge(session.Facts).Deciders)
            .Select(decider => decider.Rule).OfType<Rule>();
        return from rule in met.Concat(judge.Rules.Where(rule => rule.Source is null && IsOfKnown(rule))).Distinct()
               where IsDeny(rule) && rule.Condition is not Condition.Always && Narrowings.PortsOf(rule) < 65536
                   && judge.Meets(rule, new(null, null, null, port, protocol))
               let given = policy.Given(rule.Line)
               where given is not null
               select (given, rule.Destination is null);
    }

    // For everybody, or for hosts that the logs know.
    bool IsOfKnown(Rule rule) => rule.Destination is not { } to
        || sessions.Any(session => session.Facts.Destination is { } host && to.Value.Contains(host));

    IEnumerable<Candidate> MisconfiguredNat(Grounds grounds)
    {
        if (ForwardOf(grounds) is not { } forward) yield break;

        yield return new(CauseKind.MisconfiguredNat, [forward], grounds.Legitimate.Count == 0
            ? [Change.Remove(forward)]
            : [.. Narrowings.ByPort(policy, grounds, forward), .. Narrowings.BySource(policy, grounds, forward)]);
    }

    IEnumerable<Candidate> MissingEgressRule(Grounds grounds)
    {
        var isToAnywhere = grounds.IsByDefault
            || grounds.Decider.Rule!.Destination is null or { Value.IsEverything: true };
        if (!isToAnywhere || !grounds.GoesOut || !(grounds.Site.Has(grounds.Facts.Source) || IsOfOutRule(grounds)))
            yield break;

        var denial = new RuleDraft
        {
            Source = grounds.Facts.Source is { } source ? IpPrefix.Host(source) : null,
            Destination = IpPrefix.Host(grounds.Facts.Destination!.Value),
            Ruling = Ruling.Denied,
        };
        yield return new(CauseKind.MissingEgressRule, [grounds.Rule], grounds.IsByDefault ? RefuseByDefault(grounds)
            : [.. Narrowings.ByService(policy, grounds, grounds.Rule), .. Before(grounds, "deny the destination",
            denial)]);
    }

    static bool IsOfOutRule(Grounds grounds) => grounds.IsByDefault || grounds.Decider.Rule?.Source is not null;

    IEnumerable<Candidate> MissingSegmentation(Grounds grounds)
    {
        if (grounds.IsByDefault || grounds.Decider.Rule is not { } rule || Narrowings.PortsOf(rule) < 65535)
            yield break;

        var isBetweenNetworks = rule.Destination is { Value: var to } && to.Length < to.Family.Bits
            && (rule.Source is { Value: var from } && from.Length < from.Family.Bits);
        if (!isBetweenNetworks || !grounds.Site.Has(grounds.Facts.Source) || grounds.GoesOut) yield break;

        yield return new(CauseKind.MissingSegmentation, [grounds.Rule],
            [.. Narrowings.ByService(policy, grounds, grounds.Rule), .. RemoveUnused(grounds)]);
    }

    IEnumerable<Candidate> UnlimitedRate(Grounds grounds)
    {
        var isGuessing = grounds.Step.Find(SignKind.Guessed) is not null;
        if (grounds.IsByDefault || !isGuessing && grounds.Step.Find(SignKind.Flooded) is null) yield break;

        var kind = grounds.Step.GuessedIn is null ? CauseKind.MissingRateLimit : CauseKind.CredentialGuessing;
        yield return new(kind, [grounds.Rule], Limits(grounds));
    }

    static readonly (string, TimeSpan)[] Units =
        [("minute", TimeSpan.FromMinutes(1)), ("hour", TimeSpan.FromHours(1)), ("day", TimeSpan.FromDays(1))];

    static readonly int[] Counts = [600, 300, 120, 60, 30, 20, 10];

    // Of a flood a tenth of what came at most, over the shortest time; twice what legitimate use asks for where there
    // is room for that. Of guesses one that is still let pass would be enough.
    IEnumerable<Change> Limits(Grounds grounds)
    {
        foreach (var (unit, span) in Units)
        {
            var used = MostWithin(span, Legitimate(grounds).GroupBy(session => session.Facts.Source));
            var came = MostWithin(span, grounds.Step.Dealing.Admitted.GroupBy(session => session.Facts.Source));
            var generous = grounds.Step.Find(SignKind.Guessed) is null
                ? Counts.Where(count => count >= 2 * used && 10 * count <= came) : [];
            foreach (var count in generous.Concat([Math.Max(3, used * 2), Math.Max(3, used)]))
            {
                var limited = RuleForms.Narrowed(policy, grounds.Rule.Line, new() { Limit = new(count, unit) });
                yield return Change.Replace(grounds.Rule, $"admit {count} per {unit} of one source", [limited]);
                yield return Change.Replace(grounds.Rule,
                    $"admit {count} per {unit} of one source, and refuse the rest",
                    [limited, RuleForms.Refusing(policy, grounds.Rule.Line)]);
            }
        }
    }

    static int MostWithin(TimeSpan span, IEnumerable<IEnumerable<Session>> bySource)
    {
        var most = 0;
        foreach (var own in bySource)
        {
            var times = own.Select(session => session.At).OfType<DateTime>().Order().ToList();
            for (var (first, i) = (0, 0); i < times.Count; i++)
            {
                while (times[i] - times[first] > span) first++;
                most = Math.Max(most, i - first + 1);
            }
        }

        return most;
    }

    IEnumerable<Session> Legitimate(Grounds grounds)
    {
        var facts = grounds.Legitimate.Select(course => course.Facts).ToHashSet();
        return sessions.Where(session => session.Ruling is Ruling.Allowed && facts.Contains(session.Facts));
    }

    IEnumerable<Candidate> ExposedService(Grounds grounds)
    {
        if (grounds.IsByDefault || grounds.Decider.Rule is not { } rule || !Narrowings.IsWideInSources(grounds))
            yield break;
        if (Narrowings.PortsOf(rule) > 3 || !AdministrativePorts.Has(grounds.Facts.DestinationPort)) yield break;

        yield return new(CauseKind.ExposedService, [grounds.Rule],
            [.. Narrowings.BySource(policy, grounds, grounds.Rule), .. RemoveUnused(grounds)]);
    }

    IEnumerable<Candidate> DefaultPolicy(Grounds grounds)
    {
        if (grounds.IsByDefault) yield return new(CauseKind.DefaultPolicy, [grounds.Rule], RefuseByDefault(grounds));
    }

    IEnumerable<Candidate> OverPermissiveRule(Grounds grounds)
    {
        if (grounds.IsByDefault) yield break;

        var rule = grounds.Rule;
        IEnumerable<Change> changes =
        [
            .. Narrowings.IsWideInPorts(grounds) ? Narrowings.ByPort(policy, grounds, rule) : [],
            .. Narrowings.IsWideInDestinations(grounds) ? Narrowings.ByDestination(policy, grounds, rule) : [],
            .. Narrowings.IsWideInPorts(grounds) || Narrowings.IsWideInDestinations(grounds)
                ? Narrowings.ByService(policy, grounds, rule) : [],
            .. Narrowings.IsWideInSources(grounds) ? Narrowings.BySource(policy, grounds, rule) : [],
            .. Narrowings.IsWideInPorts(grounds) ? RemoveUnused(grounds) : [],
            .. Before(grounds, "deny the service", Narrowings.DenialOf(grounds)),
        ];
        yield return new(CauseKind.OverPermissiveRule, [rule], changes);
    }

    static IEnumerable<Change> RemoveUnused(Grounds grounds) =>
        grounds.Legitimate.Count == 0 ? [Change.Remove(grounds.Rule)] : [];

    // What legitimate use rests on the default is let pass by rules of its own.
    IEnumerable<Change> RefuseByDefault(Grounds grounds)
    {
        if (grounds.Rule.Line == 0) yield break;

        var refusing = RuleForms.Refusing(policy, grounds.Rule.Line);
        var change = Change.Replace(grounds.Rule, "refuse what no rule is about", [refusing]);
        yield return grounds.Rule.Words.StartsWith(':') && !LetsAnswersPass(grounds)
            && grounds.Judge.Rules.LastOrDefault() is { } last
            ? change with
            {
                Edits = [.. change.Edits, new(last.Line, [policy.Text[last.Line], Answers(grounds)])],
            }
            : change;
    }

    static bool LetsAnswersPass(Grounds grounds) => grounds.Judge.Rules
        .SelectMany(rule => rule.Matches).Any(match => match.Use.Options.Any(option => option.Words.Any(
            word => word.Contains("ESTABLISHED", StringComparison.Ordinal))));

    static string Answers(Grounds grounds)
    {
        var words = grounds.Rule.Words.Split(' ');
        var chain = words[0] is "-A" ? words[1] : words[0][1..];
        return $"-A {chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
    }

    IEnumerable<Change> Before(Grounds grounds, string kind, RuleDraft? draft)
    {
        if (draft is null) yield break;
        if (grounds.Decider.Rule is not null)
        {
            yield return Change.Before(policy, grounds.Rule.Line, kind, RuleForms.New(policy, grounds.Rule.Line,
                draft));
        }
        else if (grounds.Judge.Rules.LastOrDefault() is { } last)
        {
            yield return Change.After(policy, last.Line, kind, RuleForms.New(policy, last.Line, draft));
        }
    }
}
