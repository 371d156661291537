using System.Text;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause;

/// <summary>Incidents as people hand them over, each of which was once answered wrongly.</summary>
public sealed class WrittenByHandTests
{
    const string Store = "id,src,dst,proto,dport,action\n1,any,10.2.0.30,tcp,6379,allow\n2,any,any,any,any,deny\n";

    const string Head = "time,src,sport,dst,dport,proto,action,reason\n"
        + "2024-11-03T02:10:11Z,10.1.0.20,40001,10.2.0.30,6379,tcp,allow,\n"
        + "2024-11-03T02:15:11Z,10.1.0.21,40002,10.2.0.30,6379,tcp,allow,\n";

    [Fact]
    public void A_scan_from_one_port_is_one_of_several_services() => Assert.Equal(["exposed-service"], Answer(
        Head + "2024-11-03T03:00:01Z,198.51.100.9,50001,10.2.0.30,22,tcp,deny,\n"
        + "2024-11-03T03:00:02Z,198.51.100.9,50001,10.2.0.30,3306,tcp,deny,\n"
        + "2024-11-03T03:00:02Z,198.51.100.9,50001,10.2.0.30,5432,tcp,deny,\n"
        + "2024-11-03T03:00:03Z,198.51.100.9,50001,10.2.0.30,6379,tcp,allow,\n", Store));

    [Fact]
    public void What_a_firewall_calls_malware_and_lets_pass_is_an_attack() => Assert.Equal(["exposed-service"], Answer(
        Head + "2024-11-03T03:00:03Z,198.51.100.9,50001,10.2.0.30,6379,tcp,allow,Malware upload\n", Store));

    [Fact]
    public void The_rule_for_the_loopback_says_nothing_of_what_comes_from_outside() => Assert.Equal(
        ["exposed-service"], Answer(
            Head + "2024-11-03T03:00:03Z,198.51.100.9,50001,10.2.0.30,6379,tcp,allow,Malware upload\n",
            "*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n"
            + "-A INPUT -p tcp -m tcp --dport 6379 -j ACCEPT\nCOMMIT\n"));

    [Fact]
    public void A_public_site_is_not_closed_since_few_visitors_were_logged() => Assert.Equal(
        ["insufficient-evidence"], Answer(
            "time,src,sport,dst,dport,proto,action,reason\n"
            + "2024-11-03T02:10:11Z,192.0.2.7,40001,198.51.100.10,443,tcp,allow,\n"
            + "2024-11-03T02:15:11Z,192.0.2.9,40002,198.51.100.10,443,tcp,allow,\n"
            + "2024-11-03T03:00:03Z,203.0.113.4,50001,198.51.100.10,443,tcp,allow,Web shell upload\n",
            "id,src,dst,service,action\n1,any,198.51.100.10,tcp/443,allow\n2,any,any,any,deny\n"));

    [Fact]
    public void A_deny_in_a_chain_that_is_called_later_comes_too_late() => Assert.Equal(["rule-order"], Answer(
        Head.Replace("6379", "8080", StringComparison.Ordinal)
        + "2024-11-03T03:00:03Z,203.0.113.9,50001,10.2.0.30,8080,tcp,allow,Malware upload\n",
        "*filter\n:FORWARD DROP [0:0]\n:b - [0:0]\n-A FORWARD -d 10.2.0.30/32 -p tcp -m tcp --dport 8080 -j ACCEPT\n"
        + "-A FORWARD -j b\n-A b -s 203.0.113.0/24 -j DROP\nCOMMIT\n"));

    [Fact]
    public void A_jump_host_that_goes_on_to_many_was_taken_over() => Assert.Equal(
        ["exposed-service", "missing-segmentation"], Answer(
            "time,src,src_port,dst,dst_port,proto,action\n"
            + "2024-03-01T08:02:00Z,198.51.100.20,51000,10.20.0.15,3389,tcp,accept\n"
            + "2024-03-01T09:02:00Z,198.51.100.21,51002,10.20.0.15,3389,tcp,accept\n"
            + "2024-03-02T01:11:02Z,203.0.113.77,50122,10.20.0.15,3389,tcp,accept\n"
            + "2024-03-02T01:40:01Z,10.20.0.15,49811,10.20.5.20,445,tcp,accept\n"
            + "2024-03-02T01:40:04Z,10.20.0.15,49812,10.20.5.21,445,tcp,accept\n"
            + "2024-03-02T01:40:09Z,10.20.0.15,49813,10.20.5.22,445,tcp,accept\n",
            "id,src,dst,service,action\n7,any,10.20.0.15,tcp/3389,allow\n9,10.20.0.0/24,10.20.5.0/24,any,allow\n"
            + "99,any,any,any,deny\n"));

    [Fact]
    public void An_exception_that_is_used_after_its_end_is_stale() => Assert.Equal(["stale-exception"], Answer(
        "time,src,src_port,dst,dst_port,proto,action\n"
        + "2024-09-10T09:07:00Z,192.0.2.10,50001,10.11.0.6,443,tcp,permit\n"
        + "2024-09-10T20:01:00Z,198.51.100.44,50002,10.11.0.5,3389,tcp,permit\n",
        "no,source,destination,service,action,remark\n"
        + "12,198.51.100.0/24,10.11.0.5,tcp/3389,permit,\"maintenance, until 2024-06-30\"\n"
        + "13,any,10.11.0.6,tcp/443,permit,portal\n15,any,any,any,deny,\n"));

    [Fact]
    public void An_exception_that_is_used_in_time_is_not() => Assert.Equal(["no-incident"], Answer(
        "time,src,src_port,dst,dst_port,proto,action\n"
        + "2024-06-10T20:01:00Z,198.51.100.44,50002,10.11.0.5,3389,tcp,permit\n",
        "no,source,destination,service,action,remark\n"
        + "12,198.51.100.0/24,10.11.0.5,tcp/3389,permit,\"maintenance, until 2024-06-30\"\n"));

    [Fact]
    public void A_server_that_calls_out_by_what_nobody_uses_there_was_taken_over() => Assert.Equal(
        ["missing-egress-rule"], Answer(
            "time,src,src_port,dst,dst_port,proto,action\n"
            + "2024-06-10T10:01:00Z,198.51.100.4,50001,10.30.0.10,443,tcp,allow\n"
            + "2024-06-10T10:02:00Z,198.51.100.5,50002,10.30.0.10,443,tcp,allow\n"
            + "2024-06-10T10:03:00Z,10.30.0.10,50003,203.0.113.200,1389,tcp,allow\n",
            "id,src,dst,service,action\n1,any,10.30.0.10,tcp/443,allow\n2,10.30.0.0/24,any,any,allow\n"
            + "3,any,any,any,deny\n"));

    [Fact]
    public void A_line_break_within_quotes_begins_no_row()
    {
        const string rules = "id,src,dst,proto,port,action\n5,any,192.0.2.10,tcp,any,accept\n0,any,any,any,any,deny\n";
        const string log = "time,src,sport,dst,dport,proto,action,reason\n"
            + "2026-03-10T14:00:00Z,198.51.100.1,50000,192.0.2.10,443,tcp,allow,\n"
            + "2026-03-10T14:02:00Z,203.0.113.15,52000,192.0.2.10,8080,tcp,allow,\"GET /a\n"
            + "2026-03-10T14:00:01Z,198.51.100.1,50000,192.0.2.10,443,tcp,deny,malware detected\"\n"
            + "2026-03-10T14:03:00Z,198.51.100.2,50001,192.0.2.10,443,tcp,allow,\n";

        var book = Book(log);

        Assert.Equal([2L, 3, 5], book.Events.Select(line => line.Place.Line));
        Assert.Contains("malware", book.Events[1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Diagnostician.Diagnose(book, Read(rules)).Steps,
            step => $"{step.Dealing.Source}" == "198.51.100.1");
    }

    [Fact]
    public void The_next_targets_of_a_worm_are_no_legitimate_use()
    {
        const string rules = "id,src,dst,proto,port,action\n5,10.20.0.0/24,10.30.0.10,tcp,443,accept\n"
            + "6,10.20.0.0/24,10.30.0.0/24,any,any,accept\n0,any,any,any,any,deny\n";
        const string log = "time,src,sport,dst,dport,proto,action,reason\n"
            + "2026-03-10T14:00:00Z,10.20.0.11,50000,10.30.0.10,443,tcp,allow,\n"
            + "2026-03-10T14:02:00Z,10.20.0.15,52000,10.30.0.20,445,tcp,allow,\n"
            + "2026-03-10T14:02:01Z,10.20.0.15,52000,10.30.0.20,445,tcp,deny,malicious payload MS17-010\n"
            + "2026-03-10T14:02:09Z,10.20.0.15,52001,10.30.0.21,445,tcp,allow,\n"
            + "2026-03-10T14:02:19Z,10.20.0.15,52002,10.30.0.22,445,tcp,allow,\n";

        var diagnosis = Diagnostician.Diagnose(Book(log), Read(rules));

        Assert.Equal(["missing-segmentation"], diagnosis.Answer);
        Assert.DoesNotContain(diagnosis.Causes.SelectMany(cause => cause.Fix.Edits).SelectMany(edit => edit.Instead),
            line => line.Contains("10.30.0.21", StringComparison.Ordinal)
                && line.EndsWith("accept", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("does not expire; reviewed 2025-12-31")]
    [InlineData("CHG-2025-01-31 shop")]
    public void A_date_that_is_no_end_makes_nothing_stale(string comment) => Assert.Equal(["no-incident"], Answer(
        "time,src,src_port,dst,dst_port,proto,action\n"
        + "2026-09-10T20:01:00Z,198.51.100.44,50002,10.11.0.5,443,tcp,permit\n",
        $"no,source,destination,service,action,remark\n12,any,10.11.0.5,tcp/443,permit,{comment}\n"));

    [Fact]
    public void A_scanner_of_documents_may_be_taken_over() => Assert.Equal(["over-permissive-rule"], Answer(
        "time,src,src_port,dst,dst_port,proto,action,reason\n"
        + "2026-09-10T20:01:00Z,10.0.9.9,50002,10.11.0.5,445,tcp,allow,Malware detected\n",
        "no,source,destination,service,action,remark\n12,10.0.9.9,any,any,allow,\"document scanner, 2nd floor\"\n"
        + "13,any,any,any,deny,\n"));

    [Fact]
    public void A_rule_set_without_state_keeps_its_answers()
    {
        var diagnosis = Diagnostician.Diagnose(Book(
            "time,src,sport,dst,dport,proto,action,reason\n"
            + "2026-03-10T14:00:00Z,198.51.100.1,50000,10.0.5.10,8443,tcp,allow,\n"
            + "2026-03-10T14:01:00Z,10.0.5.11,50001,198.51.100.80,443,tcp,allow,\n"
            + "2026-03-10T14:02:00Z,10.0.5.10,50002,203.0.113.9,1389,tcp,allow,Malware download\n"),
            Read("*filter\n:FORWARD DROP [0:0]\n"
            + "-A FORWARD -d 10.0.5.10/32 -p tcp -m tcp --dport 8443 -j ACCEPT\n"
            + "-A FORWARD -s 10.0.5.0/24 -j ACCEPT\nCOMMIT\n"));

        Assert.Equal(["missing-egress-rule"], diagnosis.Answer);
        Assert.Contains(diagnosis.Causes[0].Fix.Edits.SelectMany(edit => edit.Instead),
            line => line.Contains("RELATED,ESTABLISHED -j ACCEPT", StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_that_do_not_stand_in_their_order_are_not_read()
    {
        const string rules = "priority,src,dst,proto,port,action\n200,any,192.0.2.10,tcp,any,accept\n"
            + "100,203.0.113.0/24,any,any,any,deny\n";

        Assert.Null(PolicyReader.Read(new([new("rules", rules)]), out var faults));
        Assert.Contains("100 stands behind 200", faults[0].Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Time (UTC+1)", "09:00:00")]
    [InlineData("Timestamp [CEST]", "08:00:00")]
    [InlineData("time (+05:30)", "04:30:00")]
    [InlineData("Time (UTC)", "10:00:00")]
    public void Units_and_zones_of_a_heading_count(string time, string expected)
    {
        var line = Book($"{time},src,dst,dport,proto,action,Bytes sent (KB)\n"
            + "2026-03-10 10:00:00,198.51.100.1,10.0.5.10,8443,tcp,allow,1.5\n").Events[0];

        Assert.Equal($"2026-03-10 {expected}", $"{line.At:yyyy-MM-dd HH:mm:ss}");
        Assert.Equal(1500, line.BytesSent);
    }

    [Fact]
    public void Values_of_JSON_on_one_line_are_told_apart()
    {
        var values = Enumerable.Range(1, 3).Select(at =>
            $"{{\"time\":\"2026-03-10T10:00:0{at}Z\",\"src\":\"198.51.100.{at}\",\"dst\":\"10.0.5.10\","
            + "\"action\":\"allow\"}");

        Assert.Equal([1L, 2, 3], Book($"[{string.Join(',', values)}]").Events.Select(line => line.Place.Line));
    }

    static IReadOnlySet<string> Answer(string log, string rules) =>
        Diagnostician.Diagnose(Book(log), Read(rules)).Answer;

    static LogBook Book(string log) =>
        LogBook.Read([new(new MemoryStream(Encoding.UTF8.GetBytes(log)), 0, "log.csv", default)]);

    static Policy Read(string rules) => PolicyReader.Read(new([new("rules", rules)]), out _)!;
}
