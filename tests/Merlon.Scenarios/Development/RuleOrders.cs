using System.Net;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class RuleOrders
{
    public static readonly Variant[] All =
    [
        new(CauseIds.RuleOrder, "block-list-after-a-public-service", BlockList),
        new(CauseIds.RuleOrder, "low-ports-before-no-smb", LowPorts),
        new(CauseIds.RuleOrder, "partner-range-before-a-retired-host", RetiredHost),
        new(CauseIds.RuleOrder, "monitoring-before-no-remote-management", Monitoring),
    ];

    static void BlockList(Story story)
    {
        var (servers, blocked) = (story.Inside(), story.OutsideNetwork());
        var (victim, attacker) = (story.Host(servers), story.Host(blocked));
        var accept = story.Accept(null, victim, Https);
        var deny = story.Deny(blocked, null, Ports.Any, "block list");
        story.Use(story.Visitors(9), victim, 443, 24);
        story.Probe(attacker, victim, 21, 25);
        Break(story, attacker, victim, 443, "Web shell upload", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }

    static void LowPorts(Story story)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(servers), story.Host(staff));
        var accept = story.Accept(staff, servers, Ports.Tcp(80, 1024));
        var deny = story.Deny(null, victim.Alone(), Ports.Tcp(445, 5985), "no SMB, no remote management");
        story.Use(story.Hosts(staff, 5), victim, 443, 18);
        story.Probe(attacker, victim, 3389, 5985);
        Break(story, attacker, victim, 445, "PsExec service installed", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 8888);
    }

    static void RetiredHost(Story story)
    {
        var (servers, partner) = (story.Inside(), story.OutsideNetwork());
        var (shared, victim) = (story.Host(servers), story.Host(servers));
        var attacker = story.Host(partner);
        var accept = story.Accept(partner, servers, Ports.Tcp(8080, 8443), "partner interfaces");
        var deny = story.Deny(null, victim.Alone(), Ports.Any, "retired, no traffic");
        story.Use(story.Hosts(partner, 2), shared, 8443, 15);
        story.Probe(attacker, victim, 22);
        Break(story, attacker, victim, 8080, "Struts OGNL expression in a header", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }

    static void Monitoring(Story story)
    {
        var (servers, monitoring) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(servers), story.Host(monitoring));
        var accept = story.Accept(monitoring, servers, Ports.AllTcp, "monitoring");
        var deny = story.Deny(null, servers, Ports.Tcp(5985, 5986), "no remote management");
        story.Use(story.Hosts(monitoring, 2), victim, 8443, 24);
        story.Probe(story.Outside(), victim, 5985);
        Break(story, attacker, victim, 5985, "WinRM shell from the monitoring host", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 9050);
    }

    static void Break(
        Story story, IPAddress attacker, IPAddress victim, int port, string alert, Rule accept, Rule deny)
    {
        story.Enter(attacker, victim, port);
        story.Alert(alert);
        story.Transfer(2_300_000, 54_000_000);
        story.Blame(CauseIds.RuleOrder, Change.MoveBefore(accept, deny), accept, deny);
    }
}
