using System.Net;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class ShadowedDenies
{
    public static readonly Variant[] All =
    [
        new(CauseIds.ShadowedDeny, "blocked-network-behind-a-public-service", BlockedNetwork),
        new(CauseIds.ShadowedDeny, "no-ssh-for-staff", NoSshForStaff),
        new(CauseIds.ShadowedDeny, "quarantined-workstation", Quarantined),
        new(CauseIds.ShadowedDeny, "dismissed-contractor", Contractor),
    ];

    static void BlockedNetwork(Story story)
    {
        var (servers, blocked) = (story.Inside(), story.OutsideNetwork());
        var (victim, attacker) = (story.Host(servers), story.Host(blocked));
        var accept = story.Accept(null, victim, Https);
        var deny = story.Deny(blocked, victim.Alone(), Https, "known bad network");
        story.Use(story.Visitors(10), victim, 443, 26);
        story.Probe(attacker, victim, 22, 8080);
        Steal(story, attacker, victim, 443, "SQL injection with UNION SELECT", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }

    static void NoSshForStaff(Story story)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(servers), story.Host(staff));
        var accept = story.Accept(staff, victim, Ports.Tcp(1, 1024));
        var deny = story.Deny(staff, victim.Alone(), Ssh, "no shell for staff");
        story.Use(story.Hosts(staff, 5), victim, 443, 20);
        Steal(story, attacker, victim, 22, "Interactive shell by a staff workstation", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }

    static void Quarantined(Story story)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(servers), story.Host(staff));
        var accept = story.Accept(staff, servers, Smb);
        var deny = story.Deny(attacker.Alone(), victim.Alone(), Smb, "quarantined");
        story.Use(story.Hosts(staff, 4), victim, 445, 16);
        story.Probe(attacker, victim, 3389, 135);
        Steal(story, attacker, victim, 445, "Mass renaming of files to .locked", accept, deny);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 9001);
    }

    static void Contractor(Story story)
    {
        var (databases, pool) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(databases), story.Host(pool));
        var accept = story.Accept(pool, victim, Postgres, "VPN pool to reporting");
        var deny = story.Deny(attacker.Alone(), victim.Alone(), Postgres, "contract ended");
        story.Use(story.Hosts(pool, 3), victim, 5432, 12);
        Steal(story, attacker, victim, 5432, "Dump of all tables", accept, deny);
        story.Foothold = (databases, victim);
        story.TriesToGetOut(victim, 2222);
    }

    static void Steal(
        Story story, IPAddress attacker, IPAddress victim, int port, string alert, Rule accept, Rule deny)
    {
        story.Enter(attacker, victim, port);
        story.Alert(alert);
        story.Transfer(75_000, 256_000_000);
        story.Blame(CauseIds.ShadowedDeny, Change.MoveBefore(accept, deny), accept, deny);
    }
}
