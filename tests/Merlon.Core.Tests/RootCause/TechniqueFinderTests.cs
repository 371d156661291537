using System.Globalization;
using System.Text;
using Merlon.Knowledge;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause;

/// <summary>Which techniques logs show, and that each is looked up again.</summary>
public sealed class TechniqueFinderTests
{
    const string Head = "Timestamp,Source IP,Destination IP,Destination Port,Protocol,Action,Reason,User,"
        + "Bytes Sent,Bytes Received,Source Port\n";

    const string Outside = "203.0.113.7", Inside = "10.0.0.5", Next = "10.0.0.6", Home = "198.51.100.9";

    readonly StringBuilder _log = new(Head);
    int _second;

    [Fact]
    public void Many_ports_from_outside_are_active_scanning()
    {
        foreach (var port in (int[])[21, 22, 23]) Line(Outside, Inside, port, "Denied");
        Line(Outside, Inside, 8009, "Allowed");
        Assert.Equal(["T1595"], Shown());
    }

    [Fact]
    public void Many_hosts_from_outside_are_a_scan_of_addresses()
    {
        foreach (var host in (string[])["10.0.0.2", "10.0.0.3", "10.0.0.4"]) Line(Outside, host, 445, "Denied");
        foreach (var _ in (int[])[1, 2, 3]) Line(Outside, Inside, 445, "Denied", "port scan");
        Line(Outside, Inside, 8009, "Allowed");
        Assert.Equal(["T1595.001", "T1595"], Shown());
    }

    [Fact]
    public void Many_ports_from_inside_are_discovery()
    {
        foreach (var port in (int[])[21, 22, 23]) Line(Next, Inside, port, "Denied");
        Line(Next, Inside, 8009, "Allowed");
        Assert.Equal(["T1046"], Shown());
    }

    [Theory]
    [InlineData("root root root root root root root", "T1110.001")]
    [InlineData("ann bob cyd dan eve fay gus", "T1110.003")]
    [InlineData("ann ann bob bob cyd cyd dan", "T1110")]
    [InlineData("- - - - - - -", "T1110")]
    public void Which_names_were_tried_tells_how_logins_were_guessed(string names, string technique)
    {
        Line(Outside, Inside, 8443, "Allowed");
        foreach (var name in names.Split(' '))
            Line(Outside, Inside, 8443, "Failed", "login failed", name == "-" ? "" : name);
        Assert.Equal([technique], Shown());
    }

    [Fact]
    public void Stuffing_is_named_where_the_log_names_it()
    {
        Line(Outside, Inside, 8443, "Allowed");
        foreach (var name in "ann bob cyd dan eve fay gus".Split(' '))
            Line(Outside, Inside, 8443, "Failed", "login failed: credential stuffing", name);
        Assert.Equal(["T1110.004"], Shown());
    }

    [Fact]
    public void A_login_that_works_after_many_that_failed_uses_a_valid_account()
    {
        for (var i = 0; i < 8; i++) Line(Outside, Inside, 22, "Allowed");
        for (var i = 0; i < 8; i++) Line(Outside, Inside, 22, "Failed", "login failed", "root");
        Line(Outside, Inside, 22, "Success", "login successful", "root");
        Assert.Equal(["T1110.001", "T1078", "T1133"], Shown());
    }

    [Theory]
    [InlineData(Outside, 8009, "Ghostcat exploit attempt", "T1190")]
    [InlineData(Next, 8009, "Ghostcat exploit attempt", "T1210")]
    [InlineData(Outside, 8009, "Nikto web scanner", "T1595.002")]
    [InlineData(Outside, 3389, "malware on its way", "T1133")]
    [InlineData(Outside, 8009, "malware on its way", null)]
    public void What_an_alert_names_and_where_it_went_tell(string source, int port, string reason, string? technique)
    {
        Line(source, Inside, port, "Allowed");
        Line(source, Inside, port, "Alert", reason);
        Assert.Equal(technique is null ? [] : [technique], Shown());
    }

    [Theory]
    [InlineData(3389, "T1021.001")]
    [InlineData(445, "T1021.002")]
    [InlineData(135, "T1021.003")]
    [InlineData(22, "T1021.004")]
    [InlineData(5900, "T1021.005")]
    [InlineData(5985, "T1021.006")]
    [InlineData(23, "T1021")]
    [InlineData(443, null)]
    public void The_port_tells_how_it_went_on_inside(int port, string? technique)
    {
        Line(Outside, Inside, 8009, "Allowed");
        Line(Outside, Inside, 8009, "Alert", "malware on its way");
        Line(Inside, Next, port, "Allowed");
        Assert.Equal(technique is null ? [] : [technique], Shown());
    }

    [Fact]
    public void Remote_work_within_the_site_is_named_in_a_step_of_an_attack_alone()
    {
        Line(Outside, Inside, 8009, "Allowed");
        Line(Outside, Inside, 8009, "Alert", "malware on its way");
        Line("10.0.0.8", Next, 22, "Allowed");
        Assert.Empty(Shown());
        Line("10.0.0.8", Next, 22, "Alert", "malware on its way");
        Assert.Equal(["T1021.004"], Shown());
    }

    [Theory]
    [InlineData("TCP", 443, "T1071.001")]
    [InlineData("TCP", 21, "T1071.002")]
    [InlineData("TCP", 25, "T1071.003")]
    [InlineData("UDP", 53, "T1071.004")]
    [InlineData("TCP", 1883, "T1071.005")]
    [InlineData("ICMP", 0, "T1095")]
    [InlineData("TCP", 9999, null)]
    public void The_port_tells_by_which_protocol_a_host_is_commanded(string protocol, int port, string? technique)
    {
        Line(Inside, Home, port, "Allowed", protocol: protocol);
        Line(Inside, Home, port, "Alert", "Cobalt Strike beacon", protocol: protocol);
        Assert.Equal(technique is null ? [] : [technique], Shown());
    }

    [Theory]
    [InlineData(443, "Cobalt Strike beacon", 5_000_000, 1_000, "T1071.001 T1041")]
    [InlineData(443, "Cobalt Strike beacon", 5_000_000, 9_000_000, "T1071.001")]
    [InlineData(443, "Cobalt Strike beacon", 5_000, 1_000, "T1071.001")]
    [InlineData(443, "malware on its way", 5_000_000, 1_000, "")]
    [InlineData(21, "malware on its way", 5_000_000, 1_000, "T1048.003")]
    [InlineData(22, "malware on its way", 5_000_000, 1_000, "T1048.002")]
    public void What_leaves_the_site_is_told_by_its_way(int port, string reason, long sent, long got, string techniques)
    {
        Line(Inside, Home, port, "Allowed", sent: sent, got: got);
        Line(Inside, Home, port, "Alert", reason);
        Assert.Equal(techniques, string.Join(' ', Shown()));
    }

    [Theory]
    [InlineData("TCP", "Permitted", 0, "T1499")]
    [InlineData("TCP", "SYN flood", 0, "T1499.001")]
    [InlineData("TCP", "Permitted", 500, "T1499.002")]
    [InlineData("ICMP", "Permitted", 0, "T1498.001")]
    [InlineData("UDP", "NTP amplification", 0, "T1498.002")]
    public void A_flood_is_told_by_its_protocol_and_by_what_the_log_calls_it(
        string protocol, string reason, long got, string technique)
    {
        for (var i = 0; i < 70; i++)
            _log.Append(CultureInfo.InvariantCulture,
                $"2026-02-03 10:00:{i / 2:00},{Outside},{Inside},80,{protocol},Allowed,{reason},,100,{got},{i + 99}\n");
        Assert.Equal([technique], Shown());
    }

    [Fact]
    public void What_is_said_of_a_technique_is_in_every_form_of_the_report()
    {
        Line(Outside, Inside, 8009, "Allowed");
        Line(Outside, Inside, 8009, "Alert", "Ghostcat exploit attempt");
        var report = Reported();
        Assert.Contains("- T1190 Exploit Public-Facing Application (initial-access): the log names an exploit in what"
            + " 203.0.113.7 sent (fw.csv:3)\n  - M1051: patch", MarkdownReport.Of(report), StringComparison.Ordinal);
        Assert.Contains("<li>T1190 Exploit Public-Facing Application (initial-access): the log names an exploit in what"
            + " 203.0.113.7 sent <small>(fw.csv:3)</small><ul><li>M1051: patch", HtmlReport.Of(report),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_technique_whose_claim_does_not_hold_is_not_named()
    {
        Line(Outside, Inside, 8009, "Allowed");
        Line(Outside, Inside, 8009, "Alert", "Ghostcat exploit attempt");
        var report = Reported();
        Assert.Empty(report.Without(new HashSet<Claim> { Assert.Single(report.Techniques).Claim }).Techniques);
    }

    [Fact]
    public void Every_technique_that_may_be_shown_stands_in_the_table()
    {
        var source = File.ReadAllText(Path.Combine(House.SourceTree.Root,
            "src/Merlon.Core/RootCause/Reports/TechniqueFinder.cs")) + File.ReadAllText(Path.Combine(
            House.SourceTree.Root, "src/Merlon.Core/RootCause/Reports/TechniquePorts.cs"));
        var named = System.Text.RegularExpressions.Regex.Matches(source, @"""(T\d{4}(?:\.\d{3})?)""").ToList();
        Assert.True(named.Count > 30);
        Assert.All(named, match => Assert.NotNull(TechniqueTable.Find(match.Groups[1].Value)));
    }

    void Line(string from, string to, int port, string action, string reason = "Permitted", string user = "",
        string protocol = "TCP", long sent = 100, long got = 100)
    {
        _second += 7;
        _log.Append(CultureInfo.InvariantCulture,
            $"2026-02-03 10:{_second / 60:00}:{_second % 60:00},{from},{to},{port},"
            + $"{protocol},{action},{reason},{user},{sent},{got},\n");
    }

    LogReader Reader() => new(new MemoryStream(Encoding.UTF8.GetBytes($"{_log}")), 0, "fw.csv", default);

    List<string> Shown() => [.. Reported().Techniques.Select(shown => shown.Id)];

    Report Reported()
    {
        var diagnosis = Diagnostician.Diagnose(LogBook.Read([Reader()]), null);
        var report = ReportBuilder.Of(diagnosis);
        var checker = new ClaimChecker([Reader()], diagnosis.Book.Clocks, null, report.Changes, report.Cited);
        Assert.All(report.Techniques, shown =>
        {
            Assert.NotEmpty(shown.Claim.Evidence.OfType<Assertion.Tells>());
            Assert.Null(checker.WhyNot(shown.Claim));
        });
        return report;
    }
}
