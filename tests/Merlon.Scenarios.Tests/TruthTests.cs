using Merlon.Scenarios.Replaying;

namespace Merlon.Scenarios;

/// <summary>The rules, read back from their text, do with each logged connection what the truth says.</summary>
public class TruthTests
{
    [Fact]
    public void What_the_rules_explain_was_done_by_them() => Assert.Empty(Unexplained(Told.All));

    [Fact]
    public void Another_seed_is_as_true()
    {
        var others = Scenario.All(2);
        Assert.Empty(Unexplained(others));
        Assert.Empty(Misplaced(others));
        Assert.Empty(Unbroken(others));
    }

    static IEnumerable<string> Unexplained(IEnumerable<Scenario> scenarios) =>
        from scenario in scenarios
        from decided in Decided(scenario, scenario.Rules)
        where decided.Line.IsExplained && decided.Decision.Admits != decided.Line.IsAdmitted
        select $"{scenario.Id}: {decided.Line.Place} by {decided.Decision.By}";

    [Fact]
    public void Each_blamed_line_was_admitted_by_the_rule_at_fault() => Assert.Empty(Misplaced(Told.All));

    static IEnumerable<string> Misplaced(IEnumerable<Scenario> scenarios) =>
        from scenario in scenarios
        let decisions = Decided(scenario, scenario.Rules).ToDictionary(one => one.Line.Place, one => one.Decision)
        from cause in scenario.Expected.Causes
        from place in cause.Admitted
        let decision = decisions[place]
        where !decision.Admits || !cause.Faults.Contains(decision.By)
        select $"{scenario.Id}: {place} by {decision.By}, not {string.Join(", ", cause.Faults)}";

    [Fact]
    public void Without_the_fault_the_attack_breaks_and_nothing_else_does() => Assert.Empty(Unbroken(Told.All));

    static IEnumerable<string> Unbroken(IEnumerable<Scenario> scenarios) =>
        from scenario in scenarios
        from cause in scenario.Expected.Causes
        from complaint in Complaints(scenario, cause, cause.Changed)
        select complaint;

    [Fact]
    public void A_change_that_changes_nothing_or_everything_is_noticed()
    {
        foreach (var scenario in Told.All.Where(scenario => !scenario.Variants[0].IsToTheLetter))
        {
            foreach (var cause in scenario.Expected.Causes)
            {
                Assert.NotEmpty(Complaints(scenario, cause, scenario.Rules));
                Assert.NotEmpty(Complaints(scenario, cause, []));
            }
        }
    }

    [Fact]
    public void Each_cause_has_a_fault_and_a_key() =>
        Assert.Empty(
            from scenario in Told.All
            from cause in scenario.Expected.Causes
            where cause.Faults.IsEmpty || cause.Keys.IsEmpty
            select $"{scenario.Id}: {cause.Id}");

    [Fact]
    public void Who_attacked_whom_is_told_and_what_is_legitimate() =>
        Assert.Empty(
            from scenario in Told.All
            let expected = scenario.Expected
            where !expected.Causes.IsEmpty
            where expected.Attackers.IsEmpty || expected.Victims.IsEmpty || expected.Attack.IsEmpty
                || (expected.Legitimate.IsEmpty && !scenario.Variants[0].IsToTheLetter)
            select scenario.Id);

    static IEnumerable<string> Complaints(Scenario scenario, ExpectedCause cause, IEnumerable<TextFile> rules)
    {
        var (keys, legitimate) = (cause.Keys.ToHashSet(), scenario.Expected.Legitimate.ToHashSet());
        foreach (var (line, decision) in Decided(scenario, rules))
        {
            if (keys.Contains(line.Place) && decision.Admits)
                yield return $"{scenario.Id}: {cause.Id} still admits {line.Place}";
            if (legitimate.Contains(line.Place) && !decision.Admits)
                yield return $"{scenario.Id}: {cause.Id} breaks {line.Place}";
        }
    }

    static IEnumerable<(LoggedPacket Line, Decision Decision)> Decided(Scenario scenario, IEnumerable<TextFile> rules)
    {
        var firewall = new Firewall(rules);
        return scenario.Replay.Select(line => (line, firewall.Decide(line.Packet)));
    }
}
