using System.Text;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;
using Merlon.Scenarios;
using Merlon.Scenarios.Replaying;

namespace Merlon.RootCause;

/// <summary>What is said of all made incidents, held out or not; only figures of these are looked at.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Every_claim_passes_the_checker_and_every_fix_the_replay_of_another()
    {
        var (claims, wrong, fixes, broken, weak) = (0, new List<string>(), 0, 0, 0);
        foreach (var scenario in Scenario.All())
        {
            var diagnosis = Made.Diagnosed(scenario);
            var report = ReportBuilder.Of(diagnosis);
            var checker = new ClaimChecker(
                Made.Readers(scenario), diagnosis.Book.Clocks, diagnosis.Policy!.Text, report.Changes, report.Cited);
            foreach (var claim in report.Claims)
            {
                claims++;
                if (checker.WhyNot(claim) is { } why) wrong.Add(scenario.IsHeldOut ? "held out"
                    : $"{scenario.Id}: {claim.Text}: {why}");
            }

            foreach (var cause in diagnosis.Causes)
            {
                fixes++;
                var (refused, legitimate) = Replayed(scenario, cause, diagnosis.Policy.Text);
                if (!refused)
                {
                    weak++;
                    wrong.Add(scenario.IsHeldOut ? "held out" : $"{scenario.Id}: {cause.Fix.Kind} is too weak");
                }

                if (legitimate > 0) broken++;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{claims} claims, {wrong.Count} wrong; {fixes} fixes,"
            + $" {weak} that let a key pass, {broken} that break a legitimate line");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(10)));
        Assert.Equal((0, 0), (weak, broken));
    }

    // By the evaluator that the scenarios have, which knows nothing of Merlon.
    static (bool Refused, int Legitimate) Replayed(Scenario scenario, Cause cause, PolicyText text)
    {
        var files = text.With(cause.Fix.Edits).Files.Select(file => new TextFile(file.Name, file.Text));
        var firewall = new Firewall(files);
        var legitimate = scenario.Expected.Legitimate.ToHashSet();
        var keys = cause.Keys
            .Select(key => new LinePlace(scenario.Logs[key.Key.Place.Log].Name, (int)key.Key.Place.Line)).ToHashSet();
        var (refused, broken) = (true, 0);
        foreach (var line in scenario.Replay)
        {
            var admits = firewall.Decide(line.Packet).Admits;
            if (keys.Contains(line.Place) && admits) refused = false;
            if (legitimate.Contains(line.Place) && line.IsExplained && !admits) broken++;
        }

        return (refused, broken);
    }
}

/// <summary>Made incidents as they are handed over.</summary>
static class Made
{
    public static Diagnosis Diagnosed(Scenario scenario, Func<TextFile, TextFile>? changed = null)
    {
        var policy = PolicyReader.Read(
            new([.. scenario.Rules.Select(file => new PolicyFile(file.Name, file.Text))]), out var faults);
        Assert.Empty(faults);
        return Diagnostician.Diagnose(LogBook.Read(Readers(scenario, changed)), policy);
    }

    public static List<LogReader> Readers(Scenario scenario, Func<TextFile, TextFile>? changed = null) =>
    [
        .. scenario.Logs.Select(changed ?? (log => log)).Select((log, number) =>
            new LogReader(new MemoryStream(Encoding.UTF8.GetBytes(log.Text)), number, log.Name, default)),
    ];
}
