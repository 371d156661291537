using System.Collections.Immutable;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Reports;

/// <summary>What is said of a cause: the rules at fault, and that without them the step is refused.</summary>
static class CauseTeller
{
    /// <param name="number">Of its fix.</param>
    public static ImmutableArray<Claim> Claims(Cause cause, Policy policy, Fix fix, int number) =>
        [Fault(cause, policy), Counterfactual(cause, fix, number, fix.Change.HangsOnDefault(policy))];

    static Claim Fault(Cause cause, Policy policy)
    {
        var says = new Sentence();
        foreach (var rule in cause.Rules.Where(rule => rule.Line > 0))
            says.Add(new Assertion.Reads(rule.Line, policy.Text[rule.Line]));
        foreach (var session in cause.Keys.Take(1)) says.Told(session.Key, EventField.Ruling);
        var names = cause.Rules.Select(rule => RuleWords.Name(rule, policy.Text)).ToList();
        return says.Says(Text(cause, names));
    }

    static string Text(Cause cause, List<string> names)
    {
        var lets = $"{names[0]} lets {(cause.Admitting is { } rule ? RuleWords.Reach(rule) : "it pass")}";
        return cause.Kind switch
        {
            CauseKind.StaleException => $"{names[0]} was to end before, by its own comment, and still lets it pass",
            CauseKind.ShadowedDeny => $"{lets}; {names[1]} would have denied it, but all it speaks of is taken before",
            CauseKind.RuleOrder => $"{lets}; {names[1]} would have denied it, but stands behind",
            CauseKind.Ipv6Bypass => $"{names[1]} denies the service by the older protocol version alone, and {names[0]}"
                + " lets it pass by the newer",
            CauseKind.MisconfiguredNat => $"{names[0]} leads it to a host inside",
            CauseKind.MissingEgressRule => $"{lets}; nothing bounds where hosts inside may go",
            CauseKind.MissingSegmentation => $"{lets}; one network inside may reach all of another",
            CauseKind.CredentialGuessing => $"{lets}; nothing bounds how often one source may try",
            CauseKind.MissingRateLimit => $"{lets}; nothing bounds how often one source may ask",
            CauseKind.ExposedService => $"{lets}; that is a service for administration, open to everybody",
            CauseKind.DefaultPolicy => "no rule is about it, and the default policy lets it pass",
            _ => lets,
        };
    }

    static Claim Counterfactual(Cause cause, Fix fix, int number, bool hangsOnDefault)
    {
        var says = new Sentence();
        var keys = cause.Keys.Select(session => session.Key).ToList();
        if (!fix.Change.Kind.Contains("source", StringComparison.Ordinal) || !HasLimit(fix.Change))
        {
            foreach (var key in keys) says.Add(new Assertion.Decides(key.Place, number, Ruling.Denied));
        }

        var count = says.Count(keys);
        var lines = count == 1 ? "the line by which it came in is" : $"the {count} lines by which it came in are";
        var unless = !hangsOnDefault ? ""
            : ", as long as the firewall refuses what no rule is about (which is not told)";
        return says.Says($"with the fix, {lines} refused{unless}, and no legitimate line is");
    }

    /// <summary>Of all fixes at once; null for fewer than two.</summary>
    public static Claim? Together(Diagnosis diagnosis)
    {
        if (diagnosis.Causes.Length < 2) return null;

        var says = new Sentence();
        var keys = diagnosis.Causes.SelectMany(cause => cause.Keys).Select(session => session.Key).ToList();
        if (diagnosis.Together is null)
            return says.Says("the fixes were tried one by one: together they are in each other's way");

        foreach (var key in diagnosis.Causes.Where(cause => !HasLimit(cause.Fix)).SelectMany(cause => cause.Keys))
            says.Add(new Assertion.Decides(key.Key.Place, diagnosis.Causes.Length, Ruling.Denied));
        var count = says.Count(keys);
        return says.Says($"with all fixes at once, the {count} lines are refused, and no legitimate line is");
    }

    // A limit counts what came before, which one line does not show.
    static bool HasLimit(Change change) => change.Edits.Any(edit => edit.Instead.Any(line =>
        line.Contains("limit", StringComparison.Ordinal)));
}
