using System.Text;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause;

public sealed class SmallestCaseTests
{
    internal const string Log = """
| Timestamp           | Source IP     | Destination IP | Protocol | Action   | Reason                  | User     |
| 2025-07-14 22:15:03 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:15:10 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:15:15 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:16:00 | 192.168.1.45  | 10.10.10.5     | TCP      | Allowed  | Established Connection  | user123  |
| 2025-07-14 22:16:05 | 192.168.1.45  | 10.10.10.5     | TCP      | Allowed  | Data Transfer           | user123  |
| 2025-07-14 22:17:00 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Payload      | user123  |
""";

    internal const string Rules = """
| Rule ID | Source IP | Destination IP | Protocol | Port Range | Action |
| 101     | Any       | 10.10.10.5     | TCP      | 1-65535    | Allow  |
""";

    static readonly PolicyText Text = new([new("rules.md", Rules)]);
    static readonly Diagnosis Diagnosis = Diagnostician.Diagnose(LogBook.Read([Reader()]), PolicyReader.Read(Text,
        out _));
    static readonly Report Report = ReportBuilder.Of(Diagnosis);

    static LogReader Reader() => new(new MemoryStream(Encoding.UTF8.GetBytes(Log)), 0, "firewall.md", default);

    [Fact]
    public void The_scan_was_refused_three_times_then_a_connection_data_and_a_refused_payload()
    {
        var told = Report.Timeline.Select(entry => (entry.Phase, entry.Claim.Text)).ToList();
        Assert.Equal(
            [
                ("probe", "192.168.1.45 was refused 3 times at 10.10.10.5 (Suspicious Port Scan)"),
                ("admitted", "192.168.1.45 got a connection to 10.10.10.5 as user123"),
                ("transfer", "192.168.1.45 moved data as user123"),
                ("payload", "what 192.168.1.45 sent as user123 was refused (Suspicious Payload)"),
            ], told);
    }

    [Fact]
    public void Rule_101_is_the_cause()
    {
        Assert.Equal(["over-permissive-rule"], Report.Answer);
        Assert.StartsWith("rule 101 lets any source reach every TCP port of 10.10.10.5",
            Assert.Single(Report.Causes).Claims[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_four_denials_are_another_controls()
    {
        var factor = Assert.Single(Report.Factors);
        Assert.StartsWith("4 refusals do not come from the rules that were given", factor.Text,
            StringComparison.Ordinal);
        Assert.Equal([2, 3, 4, 7], factor.Evidence.OfType<Assertion.Decides>().Select(one => one.Place.Line));
    }

    [Fact]
    public void Without_ports_no_rule_by_port_is_justified()
    {
        Assert.Contains(Report.Unknowns, claim =>
            claim.Text.StartsWith("the logs tell no ports: no rule by port can be justified",
                StringComparison.Ordinal));
        Assert.DoesNotContain(Report.Causes[0].Fix.Diff, line => line.StartsWith('+')
            && (line.Contains("80", StringComparison.Ordinal) || line.Contains("443", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_fix_blocks_the_attacker_and_its_effect_on_the_six_lines_is_shown()
    {
        var fix = Assert.Single(Report.Causes).Fix;
        Assert.Equal("block the attacker", fix.Change.Kind);
        Assert.Equal("+| 101x | 192.168.1.45 | 10.10.10.5 | Any | Any | Deny |",
            Assert.Single(fix.Diff, line => line.StartsWith('+')));
        Assert.Equal(
            [Ruling.Denied, Ruling.Denied, Ruling.Denied, Ruling.Allowed, Ruling.Allowed, Ruling.Denied],
            fix.Effects.OrderBy(effect => effect.Place.Line).Select(effect => effect.Before!.Value));
        Assert.All(fix.Effects, effect => Assert.Equal(Ruling.Denied, effect.After));
        Assert.Equal(6, fix.Effects.Length);
    }

    [Fact]
    public void Every_claim_holds_when_it_is_looked_up_again()
    {
        var checker = new ClaimChecker([Reader()], Diagnosis.Book.Clocks, Text, Report.Changes, Report.Cited);
        Assert.All(Report.Claims, claim => Assert.Null(checker.WhyNot(claim)));
    }

    [Fact]
    public void A_claim_that_is_not_so_is_found_out()
    {
        var checker = new ClaimChecker([Reader()], Diagnosis.Book.Clocks, Text, Report.Changes, Report.Cited);
        var probe = Report.Timeline[0].Claim;
        Assert.NotNull(checker.WhyNot(probe with
        {
            Text = probe.Text.Replace("3 times", "4 times",
            StringComparison.Ordinal)
        }));
        Assert.NotNull(checker.WhyNot(probe with
        {
            Text = probe.Text.Replace(".45", ".46",
            StringComparison.Ordinal)
        }));
        Assert.NotNull(checker.WhyNot(new("x", [new Assertion.Decides(new(0, 5), -1, Ruling.Denied)])));
        Assert.NotNull(checker.WhyNot(new("x", [new Assertion.Lacks(EventField.User)])));
        Assert.NotNull(checker.WhyNot(new("x", [new Assertion.Reads(2, "rule 80")])));
    }

    [Fact]
    public void The_report_is_the_same_each_time() => Assert.Equal(
        MarkdownReport.Of(Report),
        MarkdownReport.Of(ReportBuilder.Of(Diagnostician.Diagnose(LogBook.Read([Reader()]), PolicyReader.Read(Text,
            out _)))));
}
