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

    static IReadOnlySet<string> Answer(string log, string rules)
    {
        var book = LogBook.Read([new(new MemoryStream(Encoding.UTF8.GetBytes(log)), 0, "log.csv", default)]);
        return Diagnostician.Diagnose(book, PolicyReader.Read(new([new("rules", rules)]), out _)).Answer;
    }
}
